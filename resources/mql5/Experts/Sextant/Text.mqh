//+------------------------------------------------------------------+
//| Text.mqh                                                          |
//| Numbers, ids and words as text: JSON strings, shortest decimals,  |
//| client order ids in magic numbers, and the log.                   |
//+------------------------------------------------------------------+
#property strict

#define SX_VERSION       "1.0.0"
#define SX_LOG_MAX       32
#define SX_CROCKFORD     "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
// 0x1CA5 * 2^40: the upper bits of every magic number of ours
#define SX_MAGIC_BASE    8062718766481408
#define SX_TWO_40        1099511627776

//--- lines for the server's log, waiting for a live link
string g_log_lines[];

//+------------------------------------------------------------------+
//| A text as a JSON string, quotes included.                         |
//+------------------------------------------------------------------+
string SxQuote(const string text)
  {
   int    length=StringLen(text);
   int    from=0;
   string out="\"";
   for(int i=0; i<length; i++)
     {
      ushort c=StringGetCharacter(text,i);
      if(c>=32 && c!=34 && c!=92)
         continue;
      if(i>from)
         out+=StringSubstr(text,from,i-from);
      from=i+1;
      if(c==34)
         out+="\\\"";
      else if(c==92)
         out+="\\\\";
      else
         out+=StringFormat("\\u%04x",(int)c);
     }
   if(from==0)
      out+=text;
   else if(length>from)
      out+=StringSubstr(text,from,length-from);
   out+="\"";
   return(out);
  }

//+------------------------------------------------------------------+
//| A number without exponent and without needless zeros; what is not |
//| a number becomes 0, as JSON has no word for it.                   |
//+------------------------------------------------------------------+
string SxNum(const double value,const int digits)
  {
   if(!MathIsValidNumber(value))
      return("0");
   string text=DoubleToString(value,digits);
   if(digits>0 && StringFind(text,".")>=0)
     {
      int end=StringLen(text);
      while(end>0 && StringGetCharacter(text,end-1)=='0')
         end--;
      if(end>0 && StringGetCharacter(text,end-1)=='.')
         end--;
      text=StringSubstr(text,0,end);
     }
   if(text=="-0")
      return("0");
   return(text);
  }

//+------------------------------------------------------------------+
//| A price; MT5 writes an unset one as 0, the page as null.          |
//+------------------------------------------------------------------+
string SxPrice(const double value,const int digits)
  {
   if(value==0.0 || !MathIsValidNumber(value))
      return("null");
   return(SxNum(value,digits));
  }

//+------------------------------------------------------------------+
//| True when a stands before b by the values of their characters,    |
//| whatever the language of the terminal says of sorting.            |
//+------------------------------------------------------------------+
bool SxBefore(const string a,const string b)
  {
   int n=MathMin(StringLen(a),StringLen(b));
   for(int i=0; i<n; i++)
     {
      ushort x=StringGetCharacter(a,i);
      ushort y=StringGetCharacter(b,i);
      if(x!=y)
         return(x<y);
     }
   return(StringLen(a)<StringLen(b));
  }

string SxLong(const long value)
  {
   return(StringFormat("%I64d",value));
  }

//+------------------------------------------------------------------+
//| A ticket or identifier: a decimal string, as 64 bits need it.     |
//+------------------------------------------------------------------+
string SxId(const long value)
  {
   return("\""+StringFormat("%I64d",value)+"\"");
  }

string SxIdOrNull(const long value)
  {
   if(value<=0)
      return("null");
   return(SxId(value));
  }

string SxBool(const bool value)
  {
   return(value ? "true" : "false");
  }

//+------------------------------------------------------------------+
//| The magic number of a client order id; -1 when it is not one.     |
//+------------------------------------------------------------------+
long SxMagicOf(const string cid)
  {
   if(StringLen(cid)!=8)
      return(-1);
   long value=0;
   for(int i=0; i<8; i++)
     {
      int at=StringFind(SX_CROCKFORD,StringSubstr(cid,i,1));
      if(at<0)
         return(-1);
      value=value*32+at;
     }
   return(SX_MAGIC_BASE+value);
  }

//+------------------------------------------------------------------+
//| The client order id in a magic number; "" for one not ours.       |
//+------------------------------------------------------------------+
string SxCidOf(const long magic)
  {
   long rest=magic-SX_MAGIC_BASE;
   if(rest<0 || rest>=SX_TWO_40)
      return("");
   string text="";
   for(int i=0; i<8; i++)
     {
      text=StringSubstr(SX_CROCKFORD,(int)(rest%32),1)+text;
      rest=rest/32;
     }
   return(text);
  }

string SxCidJson(const long magic)
  {
   string cid=SxCidOf(magic);
   if(cid=="")
      return("null");
   return("\""+cid+"\"");
  }

string SxSideOf(const bool is_buy)
  {
   return(is_buy ? "\"buy\"" : "\"sell\"");
  }

//+------------------------------------------------------------------+
//| Moves what lies in [from, from+count) to the start of its array:  |
//| the reference does not say what ArrayCopy onto itself does.       |
//+------------------------------------------------------------------+
void SxShift(uchar &bytes[],const int from,const int count)
  {
   for(int i=0; i<count; i++)
      bytes[i]=bytes[from+i];
  }

//+------------------------------------------------------------------+
//| UTF-8 bytes of a text, without the final zero.                    |
//+------------------------------------------------------------------+
int SxBytes(const string text,uchar &bytes[])
  {
   ArrayResize(bytes,0);
   if(StringLen(text)==0)
      return(0);
   int n=StringToCharArray(text,bytes,0,WHOLE_ARRAY,CP_UTF8);
   if(n>0 && bytes[n-1]==0)
      n--;
   ArrayResize(bytes,n);
   return(n);
  }

//+------------------------------------------------------------------+
//| A piece of UTF-8 bytes as text.                                   |
//+------------------------------------------------------------------+
string SxTextOf(const uchar &bytes[],const int from,const int count)
  {
   if(count<=0)
      return("");
   return(CharArrayToString(bytes,from,count,CP_UTF8));
  }

//+------------------------------------------------------------------+
//| Says something in the Experts log and, once the link is live, to  |
//| the server: level "info", "warn" or "error".                      |
//+------------------------------------------------------------------+
void SxSay(const string level,const string code,const string text)
  {
   Print("Sextant ",level," ",code,": ",text);
   int n=ArraySize(g_log_lines);
   if(n>=SX_LOG_MAX)
      return;
   ArrayResize(g_log_lines,n+1);
   g_log_lines[n]="{\"level\":"+SxQuote(level)+",\"code\":"+SxQuote(code)+",\"text\":"+SxQuote(text)+"}";
  }

//+------------------------------------------------------------------+
//| Timeframes by their names on the wire.                            |
//+------------------------------------------------------------------+
ENUM_TIMEFRAMES SxTimeframe(const string name)
  {
   if(name=="M1")
      return(PERIOD_M1);
   if(name=="M5")
      return(PERIOD_M5);
   if(name=="M15")
      return(PERIOD_M15);
   if(name=="M30")
      return(PERIOD_M30);
   if(name=="H1")
      return(PERIOD_H1);
   if(name=="H4")
      return(PERIOD_H4);
   if(name=="D1")
      return(PERIOD_D1);
   return(PERIOD_CURRENT);
  }
//+------------------------------------------------------------------+
