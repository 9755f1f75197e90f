//+------------------------------------------------------------------+
//| Json.mqh                                                          |
//| A flat reader of JSON: every value is a number in parallel        |
//| arrays. Any bytes in: a tree or a refusal, never a crash.         |
//+------------------------------------------------------------------+
#property strict
#include "Text.mqh"

#define SX_JSON_NONE     0
#define SX_JSON_NULL     1
#define SX_JSON_FALSE    2
#define SX_JSON_TRUE     3
#define SX_JSON_NUMBER   4
#define SX_JSON_TEXT     5
#define SX_JSON_LIST     6
#define SX_JSON_OBJECT   7
#define SX_JSON_DEPTH    32

//+------------------------------------------------------------------+
//| One parsed document. Node 0 is the root; -1 is "not there".       |
//+------------------------------------------------------------------+
class CSxJson
  {
private:
   uchar             m_s[];
   int               m_size;
   int               m_pos;
   int               m_count;
   int               m_kind[];
   int               m_from[];      // first byte of the value (text: after the quote)
   int               m_to[];        // byte after the value (text: the closing quote)
   int               m_key_from[];
   int               m_key_to[];
   int               m_child[];
   int               m_next[];

   int               Node(const int kind,const int from);
   void              Blank(void);
   bool              Text(int &from,int &to);
   bool              Number(void);
   bool              Word(const string word);
   int               Value(const int depth);
   bool              Members(const int node,const bool is_object,const int depth);
   string            Decode(const int from,const int to);

public:
                     CSxJson(void) { m_size=0; m_pos=0; m_count=0; }
   bool              Parse(const uchar &bytes[],const int from,const int count);
   bool              ParseText(const string text);
   int               Get(const int node,const string name);
   int               Kind(const int node);
   int               First(const int node);
   int               Next(const int node);
   int               Length(const int node);
   int               Item(const int node,const int index);
   bool              IsSet(const int node);
   bool              IsTrue(const int node);
   string            TextOf(const int node);
   string            KeyOf(const int node);
   double            NumOf(const int node);
   long              LongOf(const int node);
   string            Canonical(const int node,const string skip_a,const string skip_b);
   //--- fields of an object by name
   string            GetText(const int node,const string name) { return(TextOf(Get(node,name))); }
   double            GetNum(const int node,const string name)  { return(NumOf(Get(node,name))); }
   long              GetLong(const int node,const string name) { return(LongOf(Get(node,name))); }
   bool              GetTrue(const int node,const string name) { return(IsTrue(Get(node,name))); }
   bool              Has(const int node,const string name)     { return(IsSet(Get(node,name))); }
   bool              HasNum(const int node,const string name)  { return(Kind(Get(node,name))==SX_JSON_NUMBER); }
   double            GetLevel(const int node,const string name);
  };

int CSxJson::Node(const int kind,const int from)
  {
   int i=m_count;
   m_count++;
   if(m_count>ArraySize(m_kind))
     {
      int room=m_count+256;
      ArrayResize(m_kind,room);
      ArrayResize(m_from,room);
      ArrayResize(m_to,room);
      ArrayResize(m_key_from,room);
      ArrayResize(m_key_to,room);
      ArrayResize(m_child,room);
      ArrayResize(m_next,room);
     }
   m_kind[i]=kind;
   m_from[i]=from;
   m_to[i]=from;
   m_key_from[i]=0;
   m_key_to[i]=0;
   m_child[i]=-1;
   m_next[i]=-1;
   return(i);
  }

void CSxJson::Blank(void)
  {
   while(m_pos<m_size && (m_s[m_pos]==' ' || m_s[m_pos]=='\t' || m_s[m_pos]=='\n' || m_s[m_pos]=='\r'))
      m_pos++;
  }

//+------------------------------------------------------------------+
//| A quoted text at the position; only its bounds are kept.          |
//+------------------------------------------------------------------+
bool CSxJson::Text(int &from,int &to)
  {
   if(m_pos>=m_size || m_s[m_pos]!='"')
      return(false);
   m_pos++;
   from=m_pos;
   while(m_pos<m_size)
     {
      uchar c=m_s[m_pos];
      if(c=='"')
        {
         to=m_pos;
         m_pos++;
         return(true);
        }
      if(c<32)
         return(false);
      if(c=='\\')
        {
         m_pos++;
         if(m_pos>=m_size)
            return(false);
         uchar e=m_s[m_pos];
         if(e=='u')
           {
            if(m_pos+4>=m_size)
               return(false);
            for(int k=1; k<=4; k++)
              {
               uchar h=m_s[m_pos+k];
               bool  is_hex=((h>='0' && h<='9') || (h>='a' && h<='f') || (h>='A' && h<='F'));
               if(!is_hex)
                  return(false);
              }
            m_pos+=4;
           }
         else if(e!='"' && e!='\\' && e!='/' && e!='b' && e!='f' && e!='n' && e!='r' && e!='t')
            return(false);
        }
      m_pos++;
     }
   return(false);
  }

bool CSxJson::Number(void)
  {
   int start=m_pos;
   if(m_pos<m_size && m_s[m_pos]=='-')
      m_pos++;
   int digits=m_pos;
   while(m_pos<m_size && m_s[m_pos]>='0' && m_s[m_pos]<='9')
      m_pos++;
   if(m_pos==digits || (m_s[digits]=='0' && m_pos-digits>1))
      return(false);
   if(m_pos<m_size && m_s[m_pos]=='.')
     {
      m_pos++;
      int fraction=m_pos;
      while(m_pos<m_size && m_s[m_pos]>='0' && m_s[m_pos]<='9')
         m_pos++;
      if(m_pos==fraction)
         return(false);
     }
   if(m_pos<m_size && (m_s[m_pos]=='e' || m_s[m_pos]=='E'))
     {
      m_pos++;
      if(m_pos<m_size && (m_s[m_pos]=='+' || m_s[m_pos]=='-'))
         m_pos++;
      int power=m_pos;
      while(m_pos<m_size && m_s[m_pos]>='0' && m_s[m_pos]<='9')
         m_pos++;
      if(m_pos==power)
         return(false);
     }
   return(m_pos-start<=64);
  }

bool CSxJson::Word(const string word)
  {
   int n=StringLen(word);
   if(m_pos+n>m_size)
      return(false);
   for(int i=0; i<n; i++)
     {
      if((ushort)m_s[m_pos+i]!=StringGetCharacter(word,i))
         return(false);
     }
   m_pos+=n;
   return(true);
  }

//+------------------------------------------------------------------+
//| The value at the position as a new node; -1 when there is none.   |
//+------------------------------------------------------------------+
int CSxJson::Value(const int depth)
  {
   Blank();
   if(m_pos>=m_size || depth>SX_JSON_DEPTH)
      return(-1);
   uchar c=m_s[m_pos];
   int   start=m_pos;
   int   node=-1;
   if(c=='{' || c=='[')
     {
      bool is_object=(c=='{');
      node=Node(is_object ? SX_JSON_OBJECT : SX_JSON_LIST,start);
      m_pos++;
      if(!Members(node,is_object,depth+1))
         return(-1);
      m_to[node]=m_pos;
      return(node);
     }
   if(c=='"')
     {
      int from=0;
      int to=0;
      if(!Text(from,to))
         return(-1);
      node=Node(SX_JSON_TEXT,from);
      m_to[node]=to;
      return(node);
     }
   int kind=SX_JSON_NUMBER;
   if(c=='t')
      kind=SX_JSON_TRUE;
   else if(c=='f')
      kind=SX_JSON_FALSE;
   else if(c=='n')
      kind=SX_JSON_NULL;
   bool is_good=false;
   if(kind==SX_JSON_TRUE)
      is_good=Word("true");
   else if(kind==SX_JSON_FALSE)
      is_good=Word("false");
   else if(kind==SX_JSON_NULL)
      is_good=Word("null");
   else
      is_good=Number();
   if(!is_good)
      return(-1);
   node=Node(kind,start);
   m_to[node]=m_pos;
   return(node);
  }

bool CSxJson::Members(const int node,const bool is_object,const int depth)
  {
   uchar close=(uchar)(is_object ? '}' : ']');
   int   last=-1;
   Blank();
   if(m_pos<m_size && m_s[m_pos]==close)
     {
      m_pos++;
      return(true);
     }
   while(m_pos<m_size)
     {
      int key_from=0;
      int key_to=0;
      Blank();
      if(is_object)
        {
         if(!Text(key_from,key_to))
            return(false);
         Blank();
         if(m_pos>=m_size || m_s[m_pos]!=':')
            return(false);
         m_pos++;
        }
      int item=Value(depth);
      if(item<0)
         return(false);
      m_key_from[item]=key_from;
      m_key_to[item]=key_to;
      if(last<0)
         m_child[node]=item;
      else
         m_next[last]=item;
      last=item;
      Blank();
      if(m_pos>=m_size)
         return(false);
      uchar c=m_s[m_pos];
      m_pos++;
      if(c==close)
         return(true);
      if(c!=',')
         return(false);
     }
   return(false);
  }

bool CSxJson::Parse(const uchar &bytes[],const int from,const int count)
  {
   m_count=0;
   m_pos=0;
   m_size=count;
   ArrayResize(m_s,count);
   if(count>0)
      ArrayCopy(m_s,bytes,0,from,count);
   if(Value(0)!=0)
     {
      m_count=0;
      return(false);
     }
   Blank();
   if(m_pos==m_size)
      return(true);
   m_count=0;
   return(false);
  }

bool CSxJson::ParseText(const string text)
  {
   uchar bytes[];
   int   n=SxBytes(text,bytes);
   return(Parse(bytes,0,n));
  }

#include "JsonRead.mqh"
//+------------------------------------------------------------------+
