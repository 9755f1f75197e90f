//+------------------------------------------------------------------+
//| Clock.mqh                                                         |
//| Three clocks: the tick counter (never jumps), UTC as the server   |
//| gave it, and the broker's time. The offset between the last two   |
//| is measured, also when the broker's daylight saving changes.      |
//+------------------------------------------------------------------+
#property strict
#include "Files.mqh"

#define SX_OFFSET_STEP_S     900
// an offset must show itself this long before it is believed
#define SX_OFFSET_PROOF_MS   3000
// so long a tick's word waits for another tick
#define SX_OFFSET_WITNESS_MS 60000
#define SX_LATE_MS           2000
#define SX_LATE_FRAMES       50

class CSxClock
  {
private:
   bool              m_has_utc;
   long              m_utc_ahead;     // UTC ms minus tick counter
   int               m_late;          // frames in a row whose stamps were far behind
   long              m_late_best;
   int               m_offset_s;
   int               m_candidate_s;
   long              m_candidate_ms;
   bool              m_is_by_tick;    // a tick said so
   int               m_calculated_s;  // what the terminal's calculation said when it was last heard
   int               m_doubted_s;     // a calculation that ticks contradict, and since when
   long              m_doubted_ms;
   long              m_tick_msc;      // newest tick seen, broker ms

   void              Disprove(const int calculated,const long now);
   int               Rounded(const long broker_ms,const long utc_ms);

public:
   //--- the newest change of the offset; changed_by_s is 0 before any
   long              changed_at_msc;
   int               changed_by_s;
   string            changed_src;

                     CSxClock(void);
   long              TickMs(void) { return((long)GetTickCount64()); }
   long              UtcMs(void);
   void              TakeServerTime(const long ts,const bool is_master);
   void              ForgetServer(void) { m_has_utc=false; }
   int               OffsetS(void) { return(m_offset_s); }
   int               OffsetFor(const long broker_msc);
   long              BrokerMs(void) { return(UtcMs()+(long)m_offset_s*1000); }
   void              Begin(void);
   bool              Measure(const long newest_tick_msc);
  };

CSxClock::CSxClock(void)
  {
   m_has_utc=false;
   m_utc_ahead=0;
   m_late=0;
   m_late_best=0;
   m_offset_s=0;
   m_candidate_s=0;
   m_candidate_ms=0;
   m_is_by_tick=false;
   m_calculated_s=0;
   m_doubted_s=0;
   m_doubted_ms=0;
   m_tick_msc=0;
   changed_at_msc=0;
   changed_by_s=0;
   changed_src="calc";
  }

long CSxClock::UtcMs(void)
  {
   if(m_has_utc)
      return(TickMs()+m_utc_ahead);
   return((long)TimeGMT()*1000);
  }

//+------------------------------------------------------------------+
//| The server's clock is master. A frame is never early, so a later  |
//| stamp moves us forward at once. One far behind may have waited    |
//| while the terminal was busy: only many in a row say that we ran   |
//| ahead, else a stale order could pass for a fresh one.             |
//+------------------------------------------------------------------+
void CSxClock::TakeServerTime(const long ts,const bool is_master)
  {
   if(ts<=0)
      return;
   long ahead=ts-TickMs();
   if(is_master || !m_has_utc || ahead>=m_utc_ahead-SX_LATE_MS)
     {
      m_late=0;
      if(is_master || !m_has_utc || ahead>m_utc_ahead)
         m_utc_ahead=ahead;
      m_has_utc=true;
      return;
     }
   m_late_best=(m_late==0 ? ahead : MathMax(m_late_best,ahead));
   m_late++;
   if(m_late<SX_LATE_FRAMES)
      return;
   m_utc_ahead=m_late_best;
   m_late=0;
  }

int CSxClock::Rounded(const long broker_ms,const long utc_ms)
  {
   long difference=broker_ms-utc_ms;
   long half=SX_OFFSET_STEP_S*500;
   long step=SX_OFFSET_STEP_S*1000;
   long steps=(difference>=0 ? (difference+half)/step : -((-difference+half)/step));
   return((int)(steps*SX_OFFSET_STEP_S));
  }

//+------------------------------------------------------------------+
//| The first figure: the terminal's own calculation once it has its  |
//| broker, before that the stored one where there is one.            |
//+------------------------------------------------------------------+
void CSxClock::Begin(void)
  {
   long trade_server=(long)TimeTradeServer()*1000;
   bool is_online=(TerminalInfoInteger(TERMINAL_CONNECTED)!=0);
   m_candidate_ms=0;
   if(trade_server>0 && (is_online || !g_state.has_offset))
      m_offset_s=Rounded(trade_server,(long)TimeGMT()*1000);
   else if(g_state.has_offset)
      m_offset_s=g_state.offset_s;
   if(MathAbs(m_offset_s)>86400)
      m_offset_s=0;
   m_calculated_s=m_offset_s;
   if(!g_state.has_offset || g_state.offset_s!=m_offset_s)
     {
      g_state.has_offset=true;
      g_state.offset_s=m_offset_s;
      g_state.Save();
     }
  }

//+------------------------------------------------------------------+
//| The offset in force was confirmed: what the calculation says else |
//| is no news any more once that has gone on for a while.            |
//+------------------------------------------------------------------+
void CSxClock::Disprove(const int calculated,const long now)
  {
   if(calculated!=m_doubted_s)
     {
      m_doubted_s=calculated;
      m_doubted_ms=now;
     }
   if(calculated==m_offset_s || now-m_doubted_ms>=SX_OFFSET_PROOF_MS)
      m_calculated_s=calculated;
  }

//+------------------------------------------------------------------+
//| Looks at the offset again; true when it changed. A tick that just |
//| came says more than the terminal's calculation, of which only a   |
//| change is news. One tick alone may be an old one that came late:  |
//| it is believed with the calculation, or with another tick.        |
//+------------------------------------------------------------------+
bool CSxClock::Measure(const long newest_tick_msc)
  {
   long utc=UtcMs();
   long now=TickMs();
   int  seen=m_offset_s;
   int  calculated=Rounded((long)TimeTradeServer()*1000,utc);
   bool by_tick=false;
   bool is_agreed=false;
   if(newest_tick_msc!=m_tick_msc && m_tick_msc!=0)
     {
      int  by=Rounded(newest_tick_msc,utc);
      long rest=newest_tick_msc-utc-(long)by*1000;
      if(rest>-60000 && rest<60000 && MathAbs(by)<=86400)
        {
         seen=by;
         by_tick=true;
         is_agreed=(seen==calculated);
        }
     }
   m_tick_msc=newest_tick_msc;
   if(!by_tick)
     {
      if(TerminalInfoInteger(TERMINAL_CONNECTED)==0)
         return(false);
      if(m_candidate_ms!=0 && m_is_by_tick && now-m_candidate_ms<SX_OFFSET_WITNESS_MS)
        {
         if(calculated!=m_candidate_s)
            return(false);
         is_agreed=true;
        }
      else if(calculated==m_calculated_s)
        {
         m_candidate_ms=0;
         return(false);
        }
      seen=calculated;
      if(MathAbs(seen)>86400)
         return(false);
     }
   if(seen==m_offset_s)
     {
      m_candidate_ms=0;
      Disprove(calculated,now);
      return(false);
     }
   if(m_candidate_ms==0 || m_candidate_s!=seen || m_is_by_tick!=by_tick)
     {
      m_candidate_s=seen;
      m_is_by_tick=by_tick;
      m_candidate_ms=now;
     }
   // two witnesses are believed at once, one after a while
   if(!is_agreed && now-m_candidate_ms<SX_OFFSET_PROOF_MS)
      return(false);
   m_calculated_s=calculated;
   changed_by_s=seen-m_offset_s;
   m_offset_s=seen;
   m_candidate_ms=0;
   changed_at_msc=BrokerMs();
   changed_src=(by_tick ? "tick" : "calc");
   g_state.has_offset=true;
   g_state.offset_s=m_offset_s;
   g_state.Save();
   return(true);
  }

//+------------------------------------------------------------------+
//| The offset that was in force at a broker time near now: over a    |
//| change, what lies before a clock put forward, or after a clock    |
//| put back, is by the old one.                                      |
//+------------------------------------------------------------------+
int CSxClock::OffsetFor(const long broker_msc)
  {
   if(changed_by_s>0 && broker_msc<changed_at_msc-(long)changed_by_s*500)
      return(m_offset_s-changed_by_s);
   if(changed_by_s<0 && broker_msc>BrokerMs()+60000)
      return(m_offset_s-changed_by_s);
   return(m_offset_s);
  }

CSxClock g_clock;
//+------------------------------------------------------------------+
