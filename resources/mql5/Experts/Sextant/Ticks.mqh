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
// so long may one turn read market data before it goes on with the next turn
#define SX_TURN_MS        250
#define SX_OFFSET_UNKNOWN INT_MAX
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
   int               offset_s;        // the cursor is by this offset; SX_OFFSET_UNKNOWN: as the server says
   //--- ticks of the hour that a clock put back repeats: they were sent
   MqlTick           old[];
   long              old_until_msc;
   long              read_msc;        // where reading begins before the first tick by the new clock; 0 = the cursor
  };

class CSxTicks
  {
private:
   SxTickStream      m_streams[];
   int               m_count;
   int               m_turn;
   MqlTick           m_rows[];

   int               Place(void);
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
   void              ChangeClock(const int by_s);
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
//| A free place: a new one, or one that nobody follows any more; -1  |
//| when all are taken.                                               |
//+------------------------------------------------------------------+
int CSxTicks::Place(void)
  {
   if(m_count<SX_STREAMS_MAX)
     {
      m_count++;
      ArrayResize(m_streams,m_count,SX_STREAMS_MAX);
      return(m_count-1);
     }
   for(int i=0; i<m_count; i++)
     {
      if(!m_streams[i].is_on)
         return(i);
     }
   return(-1);
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
      if(!m_streams[i].has_cursor)
         m_streams[i].from_msc=(m_streams[i].is_on ? MathMin(m_streams[i].from_msc,from_msc) : from_msc);
      m_streams[i].is_behind=true;
      m_streams[i].is_on=true;
      return(true);
     }
   g_symbols.Use(symbol);
   i=Place();
   if(i<0)
      return(false);
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
   m_streams[i].offset_s=SX_OFFSET_UNKNOWN;
   m_streams[i].old_until_msc=0;
   m_streams[i].read_msc=0;
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
   m_streams[i].offset_s=SX_OFFSET_UNKNOWN;
   m_streams[i].is_behind=true;
   g_window.Forget(SX_KIND_TICK,symbol);
  }

//+------------------------------------------------------------------+
//| The broker's clock was changed by by_s. Put back, an hour comes   |
//| again: it is read from its beginning, and what was sent of it is  |
//| kept in mind.                                                     |
//+------------------------------------------------------------------+
void CSxTicks::ChangeClock(const int by_s)
  {
   for(int i=0; i<m_count; i++)
     {
      m_streams[i].read_msc=0;
      if(by_s>0)
        {
         ArrayResize(m_streams[i].old,0);
         continue;
        }
      // what came before the change goes out by the old clock first
      for(int k=0; k<50 && m_streams[i].is_on && g_link.IsLive(); k++)
        {
         if(SendSome(i,g_clock.TickMs())==0)
            break;
        }
      m_streams[i].is_behind=true;
      if(!m_streams[i].has_cursor)
         continue;
      long last=m_streams[i].msc;
      long from=MathMax((long)1,last+(long)by_s*1000);
      m_streams[i].read_msc=from;
      m_streams[i].old_until_msc=last;
      if(CopyTicksRange(m_streams[i].symbol,m_streams[i].old,COPY_TICKS_ALL,(ulong)from,(ulong)last)<0)
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
   bool    was_seen=(m_streams[i].seen_msc!=0);
   if(SymbolInfoTick(m_streams[i].symbol,tick))
     {
      is_new=(tick.time_msc!=m_streams[i].seen_msc || tick.bid!=m_streams[i].seen_bid ||
              tick.ask!=m_streams[i].seen_ask || tick.last!=m_streams[i].seen_last);
      m_streams[i].seen_msc=tick.time_msc;
      m_streams[i].seen_bid=tick.bid;
      m_streams[i].seen_ask=tick.ask;
      m_streams[i].seen_last=tick.last;
      // what stood there at the first look may be days old: it says nothing of the clock
      if(is_new && was_seen)
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
      from=(m_streams[i].read_msc>0 ? m_streams[i].read_msc : m_streams[i].msc);
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
   int have=CopyTicks(m_streams[i].symbol,m_rows,COPY_TICKS_ALL,(ulong)MathMax((long)1,from),(uint)want);
   // what comes with an error may have holes: read again in a while
   return(GetLastError()==0 ? have : -1);
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
   bool   has_cursor=m_streams[i].has_cursor;
   long   cursor=(has_cursor ? m_streams[i].msc : 0);
   long   from=(has_cursor ? cursor : m_streams[i].from_msc);
   int    n=(has_cursor ? m_streams[i].n : 0);
   int    skip=n;
   if(has_cursor && m_streams[i].read_msc>0)
     {
      from=m_streams[i].read_msc;
      skip=0;
     }
   long   msc=cursor;
   long   prev_msc=cursor;
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
      if(at<from)
         continue;
      if(skip>0 && at==cursor)
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
      if(rows==0 && has_cursor && m_streams[i].offset_s!=SX_OFFSET_UNKNOWN)
        {
         // the cursor is the same moment by the clock of these rows
         prev_msc=cursor+(long)(offset-m_streams[i].offset_s)*1000;
         msc=prev_msc;
        }
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
      // a late one by the old clock: it will be read again as well
      if(m_streams[i].read_msc>0 && offset!=g_clock.OffsetS())
        {
         int kept=ArraySize(m_streams[i].old);
         ArrayResize(m_streams[i].old,kept+1,256);
         m_streams[i].old[kept]=m_rows[k];
         m_streams[i].old_until_msc=MathMax(m_streams[i].old_until_msc,at);
         old_at=kept+1;
        }
     }
   if(rows==0)
      return(0);
   string prev="null";
   if(has_cursor)
      prev="["+SxLong(prev_msc)+","+IntegerToString(m_streams[i].n)+"]";
   string body="{\"s\":"+SxQuote(symbol)+",\"cols\":[\"msc\",\"bid\",\"ask\",\"last\",\"vol\",\"flags\"],\"rows\":[";
   body+=text+"],\"prev\":"+prev+",\"next\":["+SxLong(msc)+","+IntegerToString(n)+"]";
   body+=",\"off\":"+IntegerToString(offset)+"}";
   m_streams[i].has_cursor=true;
   m_streams[i].msc=msc;
   m_streams[i].n=n;
   m_streams[i].offset_s=offset;
   if(offset==g_clock.OffsetS())
      m_streams[i].read_msc=0;
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
      // a reading that made us wait: the link, orders and buttons have their turn before the next one
      if(g_clock.TickMs()-now>SX_TURN_MS)
         return;
     }
  }

CSxTicks g_ticks;
//+------------------------------------------------------------------+
