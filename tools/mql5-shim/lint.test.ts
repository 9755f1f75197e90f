import { describe, expect, it } from 'vitest';
import { readLanguage } from './language.ts';
import { lintProgram } from './lint.ts';
import { readTokens } from './token.ts';

const LANGUAGE = readLanguage();

function rulesOf(text: string): string[] {
  return lintProgram(readTokens(text, 'a.mqh'), LANGUAGE).map(({ rule }) => rule);
}

/** A source that MetaEditor refuses or warns of, and the rule that finds it. */
const REFUSED: readonly (readonly [rule: string, why: string, text: string])[] = [
  ['ascii', 'a byte that is not ASCII', 'string g="caf\u00e9";'],
  ['character', 'a character of no language', 'int f() { return(1 @ 2); }'],
  ['escape', 'an escape of C++ alone', 'string g="\\a";'],
  ['directive', 'foreign code', '#import "user32.dll"'],
  ['directive', 'pasted macro arguments', '#define JOIN(a,b) a##b'],
  ['cpp-word', 'auto', 'void f() { auto x=1; }'],
  ['cpp-word', 'nullptr', 'bool f() { return(nullptr==0); }'],
  ['cpp-word', 'unsigned', 'unsigned int g=1;'],
  ['cpp-word', 'std', 'void f() { std::sort(); }'],
  ['pointer', 'new', 'class C { public: int x; }; void f() { C a=new C(); }'],
  ['pointer', 'a pointer', 'class C { public: int x; }; C *g;'],
  ['pointer', 'an arrow', 'class C { public: int x; }; C g; int f() { return(g->x); }'],
  ['pointer', 'a function type', 'typedef void (*Fn)(int);'],
  ['scope', 'a foreign namespace', 'void f() { other::call(); }'],
  ['lambda', 'a lambda', 'void f() { g([](int a) { return(a); }); } void g(int a) {}'],
  ['string-join', 'joined literals', 'string g="a" "b";'],
  ['dimensions', 'two dimensions', 'int g[3][4];'],
  ['braces', 'a braced value', 'void f() { int x{1}; }'],
  ['braces', 'a braced temporary', 'void f() { int x=int{1}; }'],
  ['input-constant', 'an input assigned', 'input int InpA=1;\nvoid f() { InpA=2; }'],
  ['reference', 'a reference to a local', 'void f() { int x=1; int &y=x; }'],
  ['reference', 'a returned reference', 'int g=0; int &f() { return(g); }'],
  ['const-reference', 'a constant reference to a plain type', 'void f(const string &s) {}'],
  ['array-parameter', 'an array by value', 'void f(int a[]) {}'],
  ['struct-parameter', 'a structure by value', 'struct S { int a; }; void f(S s) {}'],
  ['struct-parameter', 'a structure of MQL5 by value', 'void f(const MqlTick tick) {}'],
  ['array-declarators', 'two arrays at once', 'void f() { int a[],b[]; }'],
  ['method', 'an unknown method', 'class C { public: void A(void) {} }; C g; void f() { g.B(); }'],
  ['builtin', 'an unknown function', 'void f() { memcpy(1,2); }'],
  ['array-onto-itself', 'an array copied onto itself', 'int g[]; void f(int n) { ArrayCopy(g,g,0,n,WHOLE_ARRAY); }'],
  ['arguments', 'too few arguments', 'int f() { return(StringFind("a")); }'],
  ['arguments', 'too many arguments', 'int f() { return(StringLen("a",1)); }'],
  ['taken-name', 'a function of MQL5 again', 'int StringLen(string s) { return(0); }'],
  ['taken-name', 'a constant of MQL5 as a variable', 'int ORDER_TYPE=1;'],
  ['default', 'a default that is computed', 'int g() { return(1); } void f(int a=g()) {}'],
  ['default', 'a default before none', 'void f(int a=1,int b) {}'],
];

describe('the lint of MQL5 sources', () => {
  it.each(REFUSED)('finds %s: %s', (rule, _why, text) => {
    expect(rulesOf(text)).toContain(rule);
  });

  it('says file and line', () => {
    const [finding] = lintProgram(readTokens('int a;\n\nvoid f() { strlen(1); }\n', 'x.mqh'), LANGUAGE);
    expect(finding).toMatchObject({ file: 'x.mqh', line: 3, rule: 'builtin' });
    expect(finding?.text).toContain('strlen');
  });

  it('has nothing to say to MQL5 as it is written', () => {
    expect(rulesOf(`
      #property strict
      #define LIMIT 10
      input group "Link"
      input int InpPort=8766; // port
      enum ENUM_MODE { MODE_A, MODE_B };
      struct SRow { int a; double b[4]; string s; };
      class CThing
        {
         private: SRow m_rows[];
         public: void CThing(void) {}
         void Fill(const SRow &rows[],const int from=0) { ArrayCopy(m_rows,rows); this.Count(); }
         int Count(void) const { return(ArraySize(m_rows)); }
        };
      CThing g_thing;
      static const uint K[]={1,2,3};
      void f(string &out,const SRow &row,uchar &bytes[])
        {
         for(int i=0; i<LIMIT; i++) out+=IntegerToString(i)+ShortToString('x');
         if((row.a & 1)!=0 && g_thing.Count()>0) PrintFormat("%d",row.a);
         MqlTick ticks[];
         ENUM_MODE mode=(ENUM_MODE)1;
         switch(mode) { case MODE_A: break; default: break; }
         int n=CopyTicks(_Symbol,ticks,COPY_TICKS_ALL,0,10);
         if(n>0 && InpPort!=0) Print(ticks[0].bid,D'2026.01.01 00:00',C'1,2,3');
        }
    `)).toEqual([]);
  });
});
