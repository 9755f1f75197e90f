//+------------------------------------------------------------------+
//| Signals.mqh                                                       |
//| Pending signals of Sextant on the chart: entry, SL and TP lines   |
//| and a label, drawn, erased, and gone when they expire. They are   |
//| kept in signals.txt, a JSON object a line, so that a change of    |
//| the chart's symbol loses none.                                    |
//+------------------------------------------------------------------+
#property strict
#include "Clock.mqh"
#include "Symbols.mqh"

#define SX_SIGNALS_MAX    64
#define SX_SIGNAL_PREFIX  "sx_signal_"

struct SxSignal
  {
   string            id;
   string            symbol;
   string            tf;
   bool              is_buy;
   double            price;
   double            sl;
   double            tp;
   long              expiry_ms;       // UTC; 0 = none
   string            text;
   bool              is_drawn;
  };

class CSxSignals
  {
private:
   SxSignal          m_signals[];
   int               m_count;
   string            m_file;
   long              m_look_ms;

   string            Name(const int i,const string part);
   void              Line(const string name,const double price,const color ink,const int style,const string tip);
   void              DrawOne(const int i);
   void              Wipe(const int i);
   void              Remove(const int i);
   bool              Take(CSxJson &json,const int node);
   void              Save(void);

public:
                     CSxSignals(void) { m_count=0; m_look_ms=0; m_file=""; }
   void              Open(const string folder);
   void              Close(const bool wipe);
   bool              Draw(CSxJson &json,const int node);
   bool              Erase(const string id);
   void              Look(void);
   int               Count(void)      { return(m_count); }
  };

string CSxSignals::Name(const int i,const string part)
  {
   return(SX_SIGNAL_PREFIX+StringFormat("%08x",SxCrcText(m_signals[i].id))+part);
  }

void CSxSignals::Line(const string name,const double price,const color ink,const int style,const string tip)
  {
   if(price<=0.0)
      return;
   if(ObjectFind(0,name)<0)
      ObjectCreate(0,name,OBJ_HLINE,0,0,price);
   ObjectSetDouble(0,name,OBJPROP_PRICE,price);
   ObjectSetInteger(0,name,OBJPROP_COLOR,ink);
   ObjectSetInteger(0,name,OBJPROP_STYLE,style);
   ObjectSetInteger(0,name,OBJPROP_SELECTABLE,false);
   ObjectSetInteger(0,name,OBJPROP_BACK,true);
   ObjectSetString(0,name,OBJPROP_TOOLTIP,tip);
  }

void CSxSignals::DrawOne(const int i)
  {
   if(m_signals[i].symbol!=_Symbol)
     {
      // lines stay on a chart that changes its symbol: at the prices of another one they would mislead
      Wipe(i);
      return;
     }
   string side=(m_signals[i].is_buy ? "buy" : "sell");
   string tip="Sextant signal: "+side+" "+m_signals[i].tf+" "+m_signals[i].text;
   color  ink=(m_signals[i].is_buy ? clrDodgerBlue : clrTomato);
   Line(Name(i,"_price"),m_signals[i].price,ink,STYLE_SOLID,tip);
   Line(Name(i,"_sl"),m_signals[i].sl,clrFireBrick,STYLE_DOT,tip+" stop loss");
   Line(Name(i,"_tp"),m_signals[i].tp,clrSeaGreen,STYLE_DOT,tip+" take profit");
   if(m_signals[i].price>0.0)
     {
      string name=Name(i,"_text");
      datetime at=iTime(_Symbol,PERIOD_CURRENT,0);
      if(ObjectFind(0,name)<0)
         ObjectCreate(0,name,OBJ_TEXT,0,at,m_signals[i].price);
      ObjectSetString(0,name,OBJPROP_TEXT,"Sextant "+side+" "+m_signals[i].tf);
      ObjectSetInteger(0,name,OBJPROP_COLOR,ink);
      ObjectSetInteger(0,name,OBJPROP_SELECTABLE,false);
     }
   m_signals[i].is_drawn=true;
   ChartRedraw(0);
  }

void CSxSignals::Wipe(const int i)
  {
   ObjectDelete(0,Name(i,"_price"));
   ObjectDelete(0,Name(i,"_sl"));
   ObjectDelete(0,Name(i,"_tp"));
   ObjectDelete(0,Name(i,"_text"));
   if(m_signals[i].is_drawn)
      ChartRedraw(0);
   m_signals[i].is_drawn=false;
  }

void CSxSignals::Remove(const int i)
  {
   Wipe(i);
   for(int k=i; k<m_count-1; k++)
      m_signals[k]=m_signals[k+1];
   m_count--;
  }

//+------------------------------------------------------------------+
//| Reads a signal into the list; an id that is there is replaced.    |
//+------------------------------------------------------------------+
bool CSxSignals::Take(CSxJson &json,const int node)
  {
   string id=json.GetText(node,"id");
   string side=json.GetText(node,"side");
   if(id=="" || json.GetText(node,"s")=="" || (side!="buy" && side!="sell"))
      return(false);
   for(int k=m_count-1; k>=0; k--)
     {
      if(m_signals[k].id==id)
         Remove(k);
     }
   if(m_count>=SX_SIGNALS_MAX)
      Remove(0);
   int i=m_count;
   m_count++;
   ArrayResize(m_signals,m_count,SX_SIGNALS_MAX);
   m_signals[i].id=id;
   m_signals[i].symbol=json.GetText(node,"s");
   m_signals[i].tf=json.GetText(node,"tf");
   m_signals[i].is_buy=(side=="buy");
   m_signals[i].price=json.GetLevel(node,"price");
   m_signals[i].sl=json.GetLevel(node,"sl");
   m_signals[i].tp=json.GetLevel(node,"tp");
   m_signals[i].expiry_ms=json.GetLong(node,"expiry_ts");
   m_signals[i].text=StringSubstr(json.GetText(node,"reason"),0,120);
   m_signals[i].is_drawn=false;
   DrawOne(i);
   return(true);
  }

void CSxSignals::Save(void)
  {
   string text="";
   for(int i=0; i<m_count; i++)
     {
      text+="{\"id\":"+SxQuote(m_signals[i].id)+",\"s\":"+SxQuote(m_signals[i].symbol);
      text+=",\"tf\":"+SxQuote(m_signals[i].tf)+",\"side\":"+SxSideOf(m_signals[i].is_buy);
      text+=",\"price\":"+SxPrice(m_signals[i].price,8)+",\"sl\":"+SxPrice(m_signals[i].sl,8);
      text+=",\"tp\":"+SxPrice(m_signals[i].tp,8)+",\"expiry_ts\":"+SxLong(m_signals[i].expiry_ms);
      text+=",\"reason\":"+SxQuote(m_signals[i].text)+"}\n";
     }
   int file=FileOpen(m_file,FILE_WRITE|FILE_BIN);
   if(file==INVALID_HANDLE)
      return;
   uchar bytes[];
   int   n=SxBytes(text,bytes);
   if(n>0)
      FileWriteArray(file,bytes,0,n);
   FileClose(file);
  }

void CSxSignals::Open(const string folder)
  {
   uchar   bytes[];
   CSxJson json;
   m_file=folder+"signals.txt";
   m_count=0;
   int n=SxReadFile(m_file,bytes);
   int from=0;
   for(int i=0; i<n; i++)
     {
      if(bytes[i]!=10)
         continue;
      if(json.Parse(bytes,from,i-from))
         Take(json,0);
      from=i+1;
     }
  }

void CSxSignals::Close(const bool wipe)
  {
   for(int i=0; wipe && i<m_count; i++)
      Wipe(i);
   m_count=0;
  }

bool CSxSignals::Draw(CSxJson &json,const int node)
  {
   if(!Take(json,node))
      return(false);
   Save();
   return(true);
  }

//+------------------------------------------------------------------+
//| Takes a signal off the chart; false when there is none by this id.|
//+------------------------------------------------------------------+
bool CSxSignals::Erase(const string id)
  {
   bool found=false;
   for(int i=m_count-1; i>=0; i--)
     {
      if(m_signals[i].id!=id)
         continue;
      Remove(i);
      found=true;
     }
   if(found)
      Save();
   return(found);
  }

//+------------------------------------------------------------------+
//| Once a second: what has expired goes.                             |
//+------------------------------------------------------------------+
void CSxSignals::Look(void)
  {
   long now=g_clock.TickMs();
   if(now-m_look_ms<1000)
      return;
   m_look_ms=now;
   bool is_changed=false;
   for(int i=m_count-1; i>=0; i--)
     {
      if(m_signals[i].expiry_ms<=0 || g_clock.UtcMs()<m_signals[i].expiry_ms)
         continue;
      Remove(i);
      is_changed=true;
     }
   if(is_changed)
      Save();
  }

CSxSignals g_signals;
//+------------------------------------------------------------------+
