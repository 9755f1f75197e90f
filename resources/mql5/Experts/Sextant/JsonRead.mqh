//+------------------------------------------------------------------+
//| JsonRead.mqh                                                      |
//| Reading the parsed tree: fields, lists, texts with escapes, and   |
//| the canonical form by which two commands are compared.            |
//+------------------------------------------------------------------+
#property strict

int CSxJson::Kind(const int node)
  {
   if(node<0 || node>=m_count)
      return(SX_JSON_NONE);
   return(m_kind[node]);
  }

int CSxJson::First(const int node)
  {
   if(node<0 || node>=m_count)
      return(-1);
   return(m_child[node]);
  }

int CSxJson::Next(const int node)
  {
   if(node<0 || node>=m_count)
      return(-1);
   return(m_next[node]);
  }

int CSxJson::Length(const int node)
  {
   int n=0;
   for(int i=First(node); i>=0; i=Next(i))
      n++;
   return(n);
  }

int CSxJson::Item(const int node,const int index)
  {
   int i=First(node);
   for(int k=0; k<index && i>=0; k++)
      i=Next(i);
   return(i);
  }

//+------------------------------------------------------------------+
//| The member of an object by its (ASCII) name.                      |
//+------------------------------------------------------------------+
int CSxJson::Get(const int node,const string name)
  {
   if(Kind(node)!=SX_JSON_OBJECT)
      return(-1);
   int n=StringLen(name);
   for(int i=m_child[node]; i>=0; i=m_next[i])
     {
      if(m_key_to[i]-m_key_from[i]!=n)
         continue;
      int k=0;
      while(k<n && (ushort)m_s[m_key_from[i]+k]==StringGetCharacter(name,k))
         k++;
      if(k==n)
         return(i);
     }
   return(-1);
  }

bool CSxJson::IsSet(const int node)
  {
   int kind=Kind(node);
   return(kind!=SX_JSON_NONE && kind!=SX_JSON_NULL);
  }

bool CSxJson::IsTrue(const int node)
  {
   return(Kind(node)==SX_JSON_TRUE);
  }

//+------------------------------------------------------------------+
//| Bytes between quotes as text, escapes resolved.                   |
//+------------------------------------------------------------------+
string CSxJson::Decode(const int from,const int to)
  {
   string out="";
   int    start=from;
   for(int i=from; i<to; i++)
     {
      if(m_s[i]!='\\')
         continue;
      out+=SxTextOf(m_s,start,i-start);
      i++;
      uchar  e=m_s[i];
      ushort c=(ushort)e;
      if(e=='n')
         c=10;
      else if(e=='r')
         c=13;
      else if(e=='t')
         c=9;
      else if(e=='b')
         c=8;
      else if(e=='f')
         c=12;
      else if(e=='u')
        {
         int value=0;
         for(int k=1; k<=4; k++)
           {
            int h=(int)m_s[i+k];
            int d=(h<='9' ? h-'0' : (h>='a' ? h-'a'+10 : h-'A'+10));
            value=value*16+d;
           }
         i+=4;
         c=(ushort)value;
        }
      if(c!=0)
         out+=ShortToString(c);
      start=i+1;
     }
   out+=SxTextOf(m_s,start,to-start);
   return(out);
  }

string CSxJson::TextOf(const int node)
  {
   if(Kind(node)!=SX_JSON_TEXT)
      return("");
   return(Decode(m_from[node],m_to[node]));
  }

string CSxJson::KeyOf(const int node)
  {
   if(node<0 || node>=m_count)
      return("");
   return(Decode(m_key_from[node],m_key_to[node]));
  }

double CSxJson::NumOf(const int node)
  {
   if(Kind(node)!=SX_JSON_NUMBER)
      return(0.0);
   return(StringToDouble(SxTextOf(m_s,m_from[node],m_to[node]-m_from[node])));
  }

//+------------------------------------------------------------------+
//| A whole number, or decimal digits in quotes (tickets).            |
//+------------------------------------------------------------------+
long CSxJson::LongOf(const int node)
  {
   int kind=Kind(node);
   if(kind!=SX_JSON_NUMBER && kind!=SX_JSON_TEXT)
      return(0);
   int n=m_to[node]-m_from[node];
   if(n<=0 || n>24)
      return(0);
   for(int i=m_from[node]; i<m_to[node]; i++)
     {
      uchar c=m_s[i];
      if((c<'0' || c>'9') && c!='-')
        {
         if(kind==SX_JSON_TEXT)
            return(0);
         double value=NumOf(node);
         if(value>9.0e15 || value<-9.0e15)
            return(0);
         return((long)value);
        }
     }
   return(StringToInteger(SxTextOf(m_s,m_from[node],n)));
  }

//+------------------------------------------------------------------+
//| A price of a command; 0 where it is null, absent or not above 0.  |
//+------------------------------------------------------------------+
double CSxJson::GetLevel(const int node,const string name)
  {
   double value=GetNum(node,name);
   if(!MathIsValidNumber(value) || value<0.0)
      return(0.0);
   return(value);
  }

//+------------------------------------------------------------------+
//| The same text for the same content: keys sorted, numbers in one   |
//| form, null members and the two named members left out.            |
//+------------------------------------------------------------------+
string CSxJson::Canonical(const int node,const string skip_a,const string skip_b)
  {
   int kind=Kind(node);
   if(kind==SX_JSON_TEXT)
      return(SxQuote(TextOf(node)));
   if(kind==SX_JSON_NUMBER)
      return(SxNum(NumOf(node),8));
   if(kind==SX_JSON_TRUE)
      return("true");
   if(kind==SX_JSON_FALSE)
      return("false");
   if(kind!=SX_JSON_OBJECT && kind!=SX_JSON_LIST)
      return("null");
   string parts[];
   int    n=0;
   for(int i=m_child[node]; i>=0; i=m_next[i])
     {
      string key=(kind==SX_JSON_OBJECT ? KeyOf(i) : "");
      if(kind==SX_JSON_OBJECT && (key==skip_a || key==skip_b || m_kind[i]==SX_JSON_NULL))
         continue;
      ArrayResize(parts,n+1);
      string value=Canonical(i,"","");
      parts[n]=(kind==SX_JSON_OBJECT ? SxQuote(key)+":"+value : value);
      n++;
     }
   if(kind==SX_JSON_OBJECT)
     {
      for(int a=1; a<n; a++)
        {
         string held=parts[a];
         int    b=a-1;
         while(b>=0 && SxBefore(held,parts[b]))
           {
            parts[b+1]=parts[b];
            b--;
           }
         parts[b+1]=held;
        }
     }
   string out=(kind==SX_JSON_OBJECT ? "{" : "[");
   for(int k=0; k<n; k++)
     {
      if(k>0)
         out+=",";
      out+=parts[k];
     }
   out+=(kind==SX_JSON_OBJECT ? "}" : "]");
   return(out);
  }
//+------------------------------------------------------------------+
