import { describe, expect, it } from 'vitest';
import { makeBuiltinHeader, makeEnumHeader, readLanguage } from './language.ts';
import { rewriteProgram } from './rewrite.ts';
import { readTokens } from './token.ts';

const LANGUAGE = readLanguage();

function rewrite(text: string): string {
  return rewriteProgram(readTokens(text, 'a.mq5'), LANGUAGE);
}

describe('tokens of MQL5', () => {
  it('joined are the source, byte for byte', () => {
    const text = '#define A "x//y" // c\nint f(){/* a\nb */return 0x1F+1.5e3;}\r\nstring s="q\\"";ushort u=\'a\';\n';
    expect(readTokens(text, 'a').map((token) => token.text).join('')).toBe(text);
  });

  it('carry the line they begin on', () => {
    const tokens = readTokens('/* a\nb */ int\nx;', 'a');
    expect(tokens.find(({ text }) => text === 'int')?.line).toBe(2);
    expect(tokens.find(({ text }) => text === 'x')?.line).toBe(3);
  });
});

describe('the rewriter', () => {
  it.each([
    ['a dynamic array', 'void f() { int a[]; }', 'MqlArray<int> a'],
    ['an array of a size', 'void f() { double b[4]; }', 'MqlFixed<double, (4)> b'],
    ['an array parameter', 'void f(const uchar &a[]) {}', 'const MqlArray<uchar> &a'],
    ['a string', 'string s="a";', 'MS(u"a")'],
    ['NULL', 'string s=NULL;', 's=MQL_NULL'],
    ['a character', 'ushort c=\'a\';', '((ushort)u\'a\')'],
    ['a date', 'datetime d=D\'1970.01.02\';', '((datetime)86400)'],
    ['a colour', 'color c=C\'1,2,3\';', '((color)197121)'],
    ['this', 'class C { int x; void f(void) { this.x=1; } };', 'this->x'],
    ['a constructor', 'class C { public: void C(void) { } };', 'public:  C(void)'],
    ['an input', 'input int InpA=5;', 'int InpA= mql_input<int>("InpA", &InpA,5);'],
    ['a property', '#property strict\nint a;', '\nint a;'],
    ['the chart\'s symbol', 'string s=_Symbol;', 's=Symbol()'],
  ])('makes C++ of %s', (_what, text, wanted) => {
    expect(rewrite(text)).toContain(wanted);
  });

  it('keeps `a & b[1]` and `return a[1]` as expressions', () => {
    const text = rewrite('int f(int a,int &b[]) { int x=a & b[1]; return b[0]; }');
    expect(text).toContain('a & b[1]');
    expect(text).toContain('return b[0]');
  });

  it('announces every function and structure before the first use, with the defaults there alone', () => {
    const text = rewrite('#define N 3\nint f() { return(g(1)); }\nstruct S { int a; };\nint g(int a,int b=N) { return(a+b); }');
    const [before = '', after = ''] = text.split('#line 1 "a.mq5"\n#define');
    expect(before).toContain('struct S;');
    expect(before).toMatch(/int g \( int a , int b = \(3\) \);/);
    expect(after).not.toMatch(/b\s*=/);
  });

  it('moves enumerations to the front and names their members', () => {
    const text = rewrite('int f() { return(A); }\nenum E { A=4, B };');
    expect(text.indexOf('enum E : int')).toBeLessThan(text.indexOf('int f() {'));
    expect(text).toContain('if (value == B) return "B";');
  });

  it('moves no line of the source', () => {
    const source = 'int a;\n#property strict\nenum E\n  {\n   A\n  };\ninput int B=1;\nint last;\n';
    const body = rewrite(source).split('#line 1 "a.mq5"\n').at(-1) ?? '';
    expect(body.split('\n').findIndex((line) => line.includes('last'))).toBe(7);
  });

  it('refuses a date that is none, with file and line', () => {
    expect(() => rewrite('int a;\ndatetime d=D\'yesterday\';')).toThrow(/a\.mq5:2: a date is/);
  });
});

describe('the language files', () => {
  it('give each enumeration its names and the reference\'s values', () => {
    const header = makeEnumHeader(LANGUAGE);
    expect(header).toContain('PERIOD_H4 = 16388');
    expect(header).toContain('inline constexpr ulong ULONG_MAX = 0xFFFFFFFFFFFFFFFFul;');
  });

  it('give each built-in that is no template one prototype', () => {
    const header = makeBuiltinHeader(LANGUAGE);
    expect(header).toContain('int SocketRead(int socket, MqlArray<uchar> &buffer, uint buffer_maxlen, uint timeout_ms);');
    expect(header).toContain('[[nodiscard]] bool OrderSend(');
    expect(header).not.toContain('ArrayResize');
  });

  it('count arguments with and without defaults', () => {
    const arity = (name: string): unknown => LANGUAGE.builtins.find((one) => one.name === name)?.arity;
    expect(arity('StringFind')).toEqual({ least: 2, most: 3 });
    expect(arity('TimeCurrent')).toEqual({ least: 0, most: 0 });
    expect(arity('Print')).toEqual({ least: 0, most: Number.POSITIVE_INFINITY });
  });
});
