//+------------------------------------------------------------------+
//| Bars.mqh                                                          |
//| The broker's own bars: closed ones after the server's cursor, and |
//| the forming one, at most twice a second, for symbols whose ticks  |
//| are not taken. A history that is still loading is not believed.   |
//+------------------------------------------------------------------+
#property strict
#include "Ticks.mqh"

#define SX_FORMING_MS      500
#define SX_BAR_LOOK_MS     250
// a bar of a resting market counts as closed this long after its time
#define SX_BAR_REST_S      60

struct SxBarStream
  {
   string            key;
   string            symbol;
   string            name;
   ENUM_TIMEFRAMES   timeframe;
   bool              is_on;
   bool              has_cursor;
   long              t;               // the last closed bar sent, broker seconds
   long              from_s;          // where it begins without a cursor
   long              scan_s;          // nothing is there before this
   long              forming_ms;
   bool              was_formed;
   long              look_ms;
   bool              is_behind;
  };

class CSxBars
  {
private:
   SxBarStream       m_streams[];
   int               m_count;
   MqlRates          m_rates[];

   int               Find(const string key);
   string            Row(const int k,const int digits);
   bool              SendClosed(const int i);
   void              SendForming(const int i);

public:
                     CSxBars(void)    { m_count=0; }
   void              Clear(void)      { m_count=0; }
   bool              Subscribe(const string key,const bool has_cursor,const long t,const long from_msc);
   void              Unsubscribe(const string key);
   void              Resync(const string key,const bool has_cursor,const long t);
   void              Pump(void);
  };

//+------------------------------------------------------------------+
//| Splits SYMBOL:TF; false when the timeframe is not one.            |
//+------------------------------------------------------------------+
bool SxSplitKey(const string key,string &symbol,string &name)
  {
   int at=-1;
   for(int i=StringLen(key)-1; i>0 && at<0; i--)
     {
      if(StringGetCharacter(key,i)==':')
         at=i;
     }
   if(at<=0)
      return(false);
   symbol=StringSubstr(key,0,at);
   name=StringSubstr(key,at+1);
   return(SxTimeframe(name)!=PERIOD_CURRENT);
  }

//+------------------------------------------------------------------+
//| Bars that open within [from, to]; -1 while the terminal has not   |
//| got them all: what it gives with an error may have holes.         |
//+------------------------------------------------------------------+
int SxRatesBetween(const string symbol,const ENUM_TIMEFRAMES timeframe,const long from,const long to,MqlRates &rates[])
  {
   ResetLastError();
   int have=CopyRates(symbol,timeframe,(datetime)from,(datetime)to,rates);
   int error=GetLastError();
   if(error==0)
      return(have);
   if(error!=ERR_HISTORY_NOT_FOUND || have>0)
      return(-1);
   return(Bars(symbol,timeframe,(datetime)from,(datetime)to)==0 ? 0 : -1);
  }

int CSxBars::Find(const string key)
  {
   for(int i=0; i<m_count; i++)
     {
      if(m_streams[i].key==key)
         return(i);
     }
   return(-1);
  }

bool CSxBars::Subscribe(const string key,const bool has_cursor,const long t,const long from_msc)
  {
   int i=Find(key);
   if(i>=0)
     {
      if(!m_streams[i].has_cursor)
        {
         m_streams[i].from_s=MathMax((long)0,MathMin(m_streams[i].from_s,from_msc/1000));
         m_streams[i].scan_s=MathMin(m_streams[i].scan_s,m_streams[i].from_s);
        }
      m_streams[i].is_on=true;
      return(true);
     }
   string symbol="";
   string name="";
   if(!SxSplitKey(key,symbol,name) || m_count>=8*SX_STREAMS_MAX)
      return(false);
   g_symbols.Use(symbol);
   i=m_count;
   m_count++;
   ArrayResize(m_streams,m_count,SX_STREAMS_MAX);
   m_streams[i].key=key;
   m_streams[i].symbol=symbol;
   m_streams[i].name=name;
   m_streams[i].timeframe=SxTimeframe(name);
   m_streams[i].is_on=true;
   m_streams[i].has_cursor=has_cursor;
   m_streams[i].t=t;
   m_streams[i].from_s=MathMax((long)0,from_msc/1000);
   m_streams[i].scan_s=(has_cursor ? t+1 : m_streams[i].from_s);
   m_streams[i].forming_ms=0;
   m_streams[i].was_formed=false;
   m_streams[i].look_ms=0;
   m_streams[i].is_behind=true;
   return(true);
  }

void CSxBars::Unsubscribe(const string key)
  {
   int i=Find(key);
   if(i>=0)
      m_streams[i].is_on=false;
  }

void CSxBars::Resync(const string key,const bool has_cursor,const long t)
  {
   int i=Find(key);
   if(i<0)
      return;
   if(has_cursor)
      m_streams[i].scan_s=t+1;
   else
      m_streams[i].scan_s=m_streams[i].from_s;
   m_streams[i].has_cursor=has_cursor;
   m_streams[i].t=t;
   m_streams[i].is_behind=true;
   g_window.Forget(SX_KIND_BAR,key);
  }

string CSxBars::Row(const int k,const int digits)
  {
   string t="["+SxLong((long)m_rates[k].time)+","+SxNum(m_rates[k].open,digits)+","+SxNum(m_rates[k].high,digits)+",";
   t+=SxNum(m_rates[k].low,digits)+","+SxNum(m_rates[k].close,digits)+","+SxLong(m_rates[k].tick_volume)+",";
   t+=IntegerToString(MathMax(0,m_rates[k].spread))+","+SxLong(m_rates[k].real_volume)+"]";
   return(t);
  }

//+------------------------------------------------------------------+
//| Sends the next closed bars; true when there may be more.          |
//+------------------------------------------------------------------+
bool CSxBars::SendClosed(const int i)
  {
   string symbol=m_streams[i].symbol;
   int    seconds=PeriodSeconds(m_streams[i].timeframe);
   long   now_s=g_clock.BrokerMs()/1000;
   long   newest_s=SeriesInfoInteger(symbol,m_streams[i].timeframe,SERIES_LASTBAR_DATE);
   long   first_s=SeriesInfoInteger(symbol,m_streams[i].timeframe,SERIES_SERVER_FIRSTDATE);
   if(first_s>0 && m_streams[i].scan_s<first_s)
      m_streams[i].scan_s=first_s-first_s%seconds;
   long   to_s=m_streams[i].scan_s+(long)seconds*g_link.welcome.tick_rows;
   int    have=SxRatesBetween(symbol,m_streams[i].timeframe,m_streams[i].scan_s,MathMin(to_s-1,now_s+seconds),m_rates);
   bool   is_whole=(SeriesInfoInteger(symbol,m_streams[i].timeframe,SERIES_SYNCHRONIZED)!=0);
   if(have<0 || newest_s<=0)
      return(false);
   int    digits=g_symbols.Digits(symbol);
   int    rows=0;
   long   last=0;
   string text="";
   for(int k=0; k<have && rows<g_link.welcome.tick_rows; k++)
     {
      long t=(long)m_rates[k].time;
      bool is_closed=(t<newest_s || now_s>=t+seconds+SX_BAR_REST_S);
      if(t<m_streams[i].scan_s || !is_closed)
         continue;
      if(rows>0 && g_clock.OffsetFor(t*1000)!=g_clock.OffsetFor(last*1000))
         break;
      text+=(rows>0 ? "," : "")+Row(k,digits);
      rows++;
      last=t;
     }
   if(rows==0)
     {
      // a stretch without bars is passed only when the history is whole
      if(is_whole && have==0 && to_s<newest_s)
        {
         m_streams[i].scan_s=to_s;
         return(true);
        }
      return(false);
     }
   string prev=(m_streams[i].has_cursor ? SxLong(m_streams[i].t) : "null");
   string body="{\"s\":"+SxQuote(symbol)+",\"tf\":\""+m_streams[i].name+"\",\"rows\":["+text+"],\"closed\":true";
   body+=",\"prev\":"+prev+",\"off\":"+IntegerToString(g_clock.OffsetFor(last*1000))+"}";
   m_streams[i].has_cursor=true;
   m_streams[i].t=last;
   m_streams[i].scan_s=last+1;
   g_window.Add(SX_KIND_BAR,m_streams[i].key,last,1,StringLen(body)+72);
   g_link.Say("bar",body);
   return(last<newest_s-seconds);
  }

//+------------------------------------------------------------------+
//| The bar that is not closed: once, and on if no ticks are taken.   |
//+------------------------------------------------------------------+
void CSxBars::SendForming(const int i)
  {
   long now=g_clock.TickMs();
   if(now-m_streams[i].forming_ms<SX_FORMING_MS || (m_streams[i].was_formed && g_ticks.IsOn(m_streams[i].symbol)))
      return;
   if(!g_link.IsFree(80.0))
      return;
   m_streams[i].forming_ms=now;
   if(CopyRates(m_streams[i].symbol,m_streams[i].timeframe,0,1,m_rates)!=1)
      return;
   if((long)m_rates[0].time<m_streams[i].scan_s && m_streams[i].has_cursor)
      return;
   m_streams[i].was_formed=true;
   string prev=(m_streams[i].has_cursor ? SxLong(m_streams[i].t) : "null");
   string body="{\"s\":"+SxQuote(m_streams[i].symbol)+",\"tf\":\""+m_streams[i].name+"\",\"rows\":[";
   body+=Row(0,g_symbols.Digits(m_streams[i].symbol))+"],\"closed\":false,\"prev\":"+prev;
   body+=",\"off\":"+IntegerToString(g_clock.OffsetS())+"}";
   g_link.Say("bar",body);
  }

void CSxBars::Pump(void)
  {
   if(SxIsPaused("bar"))
      return;
   long now=g_clock.TickMs();
   for(int i=0; i<m_count; i++)
     {
      if(!m_streams[i].is_on)
         continue;
      if(g_clock.TickMs()-now>SX_TURN_MS)
         return;
      if(!g_link.IsLive() || !g_window.IsOpen() || !g_link.IsFree(60.0) || g_link.Unsent()>262144)
         return;
      if(!m_streams[i].is_behind && now-m_streams[i].look_ms<SX_BAR_LOOK_MS)
         continue;
      m_streams[i].look_ms=now;
      m_streams[i].is_behind=SendClosed(i);
      if(!m_streams[i].is_behind)
         SendForming(i);
     }
  }

CSxBars g_bars;
//+------------------------------------------------------------------+
