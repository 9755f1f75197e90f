//+------------------------------------------------------------------+
//| Ticks.mqh                                                         |
//| Ticks of every subscribed symbol, read from the terminal's own    |
//| history after the server's cursor (msc, n): n ticks with exactly  |
//| this msc are stored. Nothing is buffered here.                    |
//| Invariant: the prev of a batch is the next of the one before it.  |
//+------------------------------------------------------------------+
#property strict
#include "Window.mqh"
#include "Symbols.mqh"

#define SX_TICK_LOOK_MS   1000
#define SX_STREAMS_MAX    64
// no tick is this far ahead of the broker's clock
#define SX_AHEAD_MS       600000

struct SxTickStream
  {
   string            symbol;
   bool              is_on;
   bool              has_cursor;
   long              msc;
   int               n;
   long              from_msc;
   long              sent_ms;
   long              look_ms;         // the whole history is asked at least once a second
   long              seen_msc;        // the newest quote, to see without cost that nothing came
   double            seen_bid;
   double            seen_ask;
   double            seen_last;
   bool              is_behind;       // the last batch was full
   bool              was_read;
   //--- ticks of the hour that a clock put back repeats: they were sent
   MqlTick           old[];
   long              old_until_msc;
  };

class CSxTicks
  {
private:
   SxTickStream      m_streams[];
   int               m_count;
   int               m_turn;
   MqlTick           m_rows[];

   bool              IsDue(const int i,const long now);
   int               Read(const int i);
   bool              IsOld(const int i,const int k,int &at);
   int               SendSome(const int i,const long now);

public:
   long              newest_msc;

                     CSxTicks(void)   { m_count=0; m_turn=0; newest_msc=0; }
   void              Clear(void)      { m_count=0; m_turn=0; }
   int               Find(const string symbol);
   bool              Subscribe(const string symbol,const bool has_cursor,const long msc,const int n,const long from_msc);
   void              Unsubscribe(const string symbol);
   void              Resync(const string symbol,const bool has_cursor,const long msc,const int n);
   bool              IsOn(const string symbol);
   int               Count(void)      { return(m_count); }
   string            Symbol(const int i) { return(m_streams[i].symbol); }
   void              PutBack(const int by_s);
   void              Pump(void);
  };

int CSxTicks::Find(const string symbol)
  {
   for(int i=0; i<m_count; i++)
     {
      if(m_streams[i].symbol==symbol)
         return(i);
     }
   return(-1);
  }

bool CSxTicks::IsOn(const string symbol)
  {
   int i=Find(symbol);
   return(i>=0 && m_streams[i].is_on);
  }

//+------------------------------------------------------------------+
//| Begins after the server's cursor, or at from_msc where it has     |
//| none. False when 64 symbols are taken.                            |
//+------------------------------------------------------------------+
bool CSxTicks::Subscribe(const string symbol,const bool has_cursor,const long msc,const int n,const long from_msc)
  {
   int i=Find(symbol);
   if(i>=0)
     {
      if(!m_streams[i].is_on && !m_streams[i].has_cursor)
         m_streams[i].from_msc=from_msc;
      m_streams[i].is_on=true;
      return(true);
     }
   if(m_count>=SX_STREAMS_MAX)
      return(false);
   g_symbols.Use(symbol);
   i=m_count;
   m_count++;
   ArrayResize(m_streams,m_count,SX_STREAMS_MAX);
   m_streams[i].symbol=symbol;
   m_streams[i].is_on=true;
   m_streams[i].has_cursor=has_cursor;
   m_streams[i].msc=msc;
   m_streams[i].n=n;
   m_streams[i].from_msc=from_msc;
   m_streams[i].sent_ms=0;
   m_streams[i].look_ms=0;
   m_streams[i].seen_msc=0;
   m_streams[i].seen_bid=0.0;
   m_streams[i].seen_ask=0.0;
   m_streams[i].seen_last=0.0;
   m_streams[i].is_behind=true;
   m_streams[i].was_read=false;
   m_streams[i].old_until_msc=0;
   ArrayResize(m_streams[i].old,0);
   return(true);
  }

void CSxTicks::Unsubscribe(const string symbol)
  {
   int i=Find(symbol);
   if(i>=0)
      m_streams[i].is_on=false;
  }

void CSxTicks::Resync(const string symbol,const bool has_cursor,const long msc,const int n)
  {
   int i=Find(symbol);
   if(i<0)
      return;
   m_streams[i].has_cursor=has_cursor;
   m_streams[i].msc=msc;
   m_streams[i].n=n;
   m_streams[i].is_behind=true;
   g_window.Forget(SX_KIND_TICK,symbol);
  }

//+------------------------------------------------------------------+
//| The broker's clock was put back: cursors are the same moments by  |
//| the new clock, and what was sent of the hour that comes again is  |
//| kept in mind. by_s is negative.                                   |
//+------------------------------------------------------------------+
void CSxTicks::PutBack(const int by_s)
  {
   for(int i=0; i<m_count; i++)
     {
      m_streams[i].is_behind=true;
      if(!m_streams[i].has_cursor)
         continue;
      long last=m_streams[i].msc;
      m_streams[i].msc+=(long)by_s*1000;
      m_streams[i].old_until_msc=last;
      if(CopyTicksRange(m_streams[i].symbol,m_streams[i].old,COPY_TICKS_ALL,(ulong)m_streams[i].msc,(ulong)last)<0)
         ArrayResize(m_streams[i].old,0);
     }
  }

//+------------------------------------------------------------------+
//| True when row k is the next of the ticks that were sent already.  |
//+------------------------------------------------------------------+
bool CSxTicks::IsOld(const int i,const int k,int &at)
  {
   int n=ArraySize(m_streams[i].old);
   while(at<n && m_streams[i].old[at].time_msc<m_rows[k].time_msc)
      at++;
   if(at>=n || m_streams[i].old[at].time_msc!=m_rows[k].time_msc)
      return(false);
   if(m_streams[i].old[at].bid!=m_rows[k].bid || m_streams[i].old[at].ask!=m_rows[k].ask)
      return(false);
   at++;
   return(true);
  }

//+------------------------------------------------------------------+
//| True when a look into the history may find something.             |
//+------------------------------------------------------------------+
bool CSxTicks::IsDue(const int i,const long now)
  {
   if(!m_streams[i].is_on || now-m_streams[i].sent_ms<g_tick_min_ms)
      return(false);
   MqlTick tick;
   ZeroMemory(tick);
   bool    is_new=false;
   if(SymbolInfoTick(m_streams[i].symbol,tick))
     {
      is_new=(tick.time_msc!=m_streams[i].seen_msc || tick.bid!=m_streams[i].seen_bid ||
              tick.ask!=m_streams[i].seen_ask || tick.last!=m_streams[i].seen_last);
      m_streams[i].seen_msc=tick.time_msc;
      m_streams[i].seen_bid=tick.bid;
      m_streams[i].seen_ask=tick.ask;
      m_streams[i].seen_last=tick.last;
      if(is_new)
         newest_msc=tick.time_msc;
     }
   return(is_new || m_streams[i].is_behind || now-m_streams[i].look_ms>=SX_TICK_LOOK_MS);
  }

//+------------------------------------------------------------------+
//| Ticks from the cursor's millisecond on; their number, or -1 while |
//| the terminal has not got them.                                    |
//+------------------------------------------------------------------+
int CSxTicks::Read(const int i)
  {
   int  want=g_link.welcome.tick_rows;
   long from=m_streams[i].from_msc;
   if(m_streams[i].has_cursor)
     {
      from=m_streams[i].msc;
      want+=m_streams[i].n;
      if(g_clock.BrokerMs()>m_streams[i].old_until_msc)
         ArrayResize(m_streams[i].old,0);
      want+=ArraySize(m_streams[i].old);
     }
   if(!m_streams[i].was_read)
     {
      // the first reading of a symbol may take the terminal most of a minute
      g_link.Say("busy","{\"why\":\"reading ticks\"}");
      m_streams[i].was_read=true;
     }
   ResetLastError();
   return(CopyTicks(m_streams[i].symbol,m_rows,COPY_TICKS_ALL,(ulong)MathMax((long)1,from),(uint)want));
  }

//+------------------------------------------------------------------+
//| Sends one batch; the number of its rows.                          |
//+------------------------------------------------------------------+
int CSxTicks::SendSome(const int i,const long now)
  {
   int limit=g_link.welcome.tick_rows;
   int have=Read(i);
   m_streams[i].look_ms=now;
   m_streams[i].is_behind=false;
   if(have<=0)
      return(0);
   string symbol=m_streams[i].symbol;
   int    digits=g_symbols.Digits(symbol);
   long   msc=(m_streams[i].has_cursor ? m_streams[i].msc : 0);
   int    n=(m_streams[i].has_cursor ? m_streams[i].n : 0);
   int    skip=n;
   int    rows=0;
   int    old_at=0;
   int    offset=g_clock.OffsetS();
   long   latest=g_clock.BrokerMs()+SX_AHEAD_MS;
   string text="";
   for(int k=0; k<have && rows<limit; k++)
     {
      long at=m_rows[k].time_msc;
      if(IsOld(i,k,old_at))
         continue;
      if(at<msc || (at<m_streams[i].from_msc && !m_streams[i].has_cursor))
         continue;
      if(skip>0 && at==m_streams[i].msc && m_streams[i].has_cursor)
        {
         skip--;
         continue;
        }
      // from ahead of the clock: the offset changed, and is measured first
      if(at>latest && g_clock.OffsetFor(at)==g_clock.OffsetS())
         break;
      if(rows>0 && g_clock.OffsetFor(at)!=offset)
         break;
      offset=g_clock.OffsetFor(at);
      if(at==msc)
         n++;
      else
        {
         msc=at;
         n=1;
        }
      double volume=(m_rows[k].volume_real>0.0 ? m_rows[k].volume_real : (double)m_rows[k].volume);
      text+=(rows>0 ? ",[" : "[")+SxLong(at)+","+SxNum(MathMax(0.0,m_rows[k].bid),digits)+",";
      text+=SxNum(MathMax(0.0,m_rows[k].ask),digits)+","+SxNum(MathMax(0.0,m_rows[k].last),digits)+",";
      text+=SxNum(volume,8)+","+SxLong((long)m_rows[k].flags)+"]";
      rows++;
     }
   if(rows==0)
      return(0);
   string prev="null";
   if(m_streams[i].has_cursor)
      prev="["+SxLong(m_streams[i].msc)+","+IntegerToString(m_streams[i].n)+"]";
   string body="{\"s\":"+SxQuote(symbol)+",\"cols\":[\"msc\",\"bid\",\"ask\",\"last\",\"vol\",\"flags\"],\"rows\":[";
   body+=text+"],\"prev\":"+prev+",\"next\":["+SxLong(msc)+","+IntegerToString(n)+"]";
   body+=",\"off\":"+IntegerToString(offset)+"}";
   m_streams[i].has_cursor=true;
   m_streams[i].msc=msc;
   m_streams[i].n=n;
   m_streams[i].sent_ms=now;
   m_streams[i].is_behind=(rows>=limit);
   g_window.Add(SX_KIND_TICK,symbol,msc,n,StringLen(body)+72);
   g_link.Say("tick",body);
   return(rows);
  }

//+------------------------------------------------------------------+
//| Sends what may be sent, in turns from where the last one ended,   |
//| so that one busy symbol cannot starve the others.                 |
//+------------------------------------------------------------------+
void CSxTicks::Pump(void)
  {
   if(m_count==0 || SxIsPaused("tick"))
      return;
   long now=g_clock.TickMs();
   int  idle=0;
   for(int k=0; k<4*SX_STREAMS_MAX && idle<m_count; k++)
     {
      if(!g_link.IsLive() || !g_window.IsOpen() || !g_link.IsFree(40.0) || g_link.Unsent()>262144)
         return;
      int i=m_turn%m_count;
      m_turn=(i+1)%m_count;
      if(IsDue(i,now) && SendSome(i,now)>0)
         idle=0;
      else
         idle++;
     }
  }

CSxTicks g_ticks;
//+------------------------------------------------------------------+
