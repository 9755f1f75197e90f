//+------------------------------------------------------------------+
//| App.mqh                                                           |
//| One turn of the EA: the link, what the broker did, the limits,    |
//| reliable messages, history, market data, samples, the chart. And  |
//| start and end: all state is in files, so that a change of symbol, |
//| timeframe, inputs or account loses nothing.                       |
//+------------------------------------------------------------------+
#property strict
#include "Commands.mqh"

enum ENUM_SX_LINK_LOST
  {
   SX_LOST_NOTHING=0,      // nothing (stops stay at the broker)
   SX_LOST_CANCEL=1,       // cancel Sextant's waiting orders
   SX_LOST_CLOSE=2         // cancel and close what Sextant opened
  };

struct SxSettings
  {
   string            address;
   int               port;
   string            token;
   int               link_lost_s;
   int               link_lost_action;
   bool              sends_calendar;
  };

class CSxApp
  {
private:
   SxSettings        m_settings;
   long              m_login;
   string            m_server;
   bool              m_is_open;
   bool              m_is_other;      // the terminal went over to another account
   long              m_open_ms;
   long              m_live_ms;       // when the link was last live
   string            m_account_text;
   long              m_account_ms;
   long              m_marks_ms;
   long              m_lost_ms;
   bool              m_was_offline;   // since its lists were last believed

   bool              OpenFiles(void);
   void              CloseFiles(void);
   void              TakeWelcome(CSxJson &json);
   void              WatchLink(void);
   void              WatchOffset(void);
   void              WatchLimits(void);
   void              Sample(void);
   void              TellLog(void);
   void              WatchTerminal(void);

public:
                     CSxApp(void);
   void              Begin(const SxSettings &settings,const SxLimits &limits);
   void              Step(void);
   void              End(const int reason);
  };

CSxApp::CSxApp(void)
  {
   m_login=0;
   m_server="";
   m_is_open=false;
   m_is_other=false;
   m_open_ms=0;
   m_live_ms=0;
   m_account_text="";
   m_account_ms=0;
   m_marks_ms=0;
   m_lost_ms=0;
   m_was_offline=false;
  }

void CSxApp::Begin(const SxSettings &settings,const SxLimits &limits)
  {
   m_settings=settings;
   MathSrand((int)(GetMicrosecondCount()&0x7FFFFFFF));
   g_limits.Setup(limits);
   g_calendar.Setup(settings.sends_calendar);
   g_link.Setup(settings.address,settings.port,settings.token);
   m_live_ms=g_clock.TickMs();
   Step();
   g_panel.Show(true);
  }

//+------------------------------------------------------------------+
//| Opens the account's files, once the terminal has an account.      |
//+------------------------------------------------------------------+
bool CSxApp::OpenFiles(void)
  {
   long now=g_clock.TickMs();
   if(m_open_ms>0 && now-m_open_ms<5000)
      return(false);
   // a change of account is done once the new one has its broker
   if(m_is_other && g_connected_ms==0)
      return(false);
   long   login=AccountInfoInteger(ACCOUNT_LOGIN);
   string server=AccountInfoString(ACCOUNT_SERVER);
   if(login==0 || server=="")
      return(false);
   if(login!=m_login || server!=m_server)
      g_state.Clear();
   m_login=login;
   m_server=server;
   m_open_ms=now;
   string folder=SxAccountFolder();
   bool   is_good=g_state.Open(folder);
   if(is_good)
      is_good=g_outbox.Open(folder,SxNonce("epoch"));
   if(is_good)
      is_good=g_journal.Open(folder);
   if(!is_good)
     {
      g_panel.trouble="Its files under MQL5/Files/"+folder+" cannot be opened (error "+IntegerToString(GetLastError())+
                      "): is Sextant on another chart with this account? Keep it on one chart only; else look at the disk";
      CloseFiles();
      return(false);
     }
   g_panel.trouble="";
   if(g_journal.damaged>0)
      SxSay("warn","E_INTERNAL",IntegerToString(g_journal.damaged)+" damaged lines in orders.jnl were skipped");
   g_signals.Open(folder);
   g_clock.Begin();
   g_symbols.Clear();
   g_symbols.Use(_Symbol);
   g_truth.Begin();
   g_login=m_login;
   g_server=m_server;
   m_is_other=false;
   m_is_open=true;
   return(true);
  }

void CSxApp::CloseFiles(void)
  {
   m_is_open=false;
   g_login=0;
   g_server="";
   g_outbox.Close();
   g_journal.Close();
   g_state.Close();
  }

//+------------------------------------------------------------------+
//| A session begins: outbox replay is under way; the snapshot and    |
//| live data follow it.                                              |
//+------------------------------------------------------------------+
void CSxApp::TakeWelcome(CSxJson &json)
  {
   int body=json.Get(0,"body");
   if(g_link.welcome.trade=="enabled")
      g_flatten.Release(true);
   g_window.Clear();
   g_ticks.Clear();
   g_bars.Clear();
   g_flow.Clear();
   g_history.Clear();
   ArrayResize(g_paused,0);
   g_tick_min_ms=0;
   m_account_ms=0;
   SxTakeCursors(json,json.Get(body,"cursors"));
   for(int s=json.First(json.Get(body,"subs")); s>=0; s=json.Next(s))
      SxSubscribe(json,s,false);
   SxFollowTicks(_Symbol,g_clock.BrokerMs());
   g_calendar.Begin(g_link.welcome.calendar_change);
   for(int c=json.First(json.Get(body,"subs")); c>=0; c=json.Next(c))
     {
      int calendar=json.Get(c,"calendar");
      if(json.IsSet(calendar) && g_link.welcome.calendar_change=="")
         g_calendar.From(json.GetLong(calendar,"from"));
     }
   g_truth.WatchFrom(MathMax((long)0,g_link.welcome.deal_from_msc/1000-3600));
   // what waited in the outbox goes first, also where the snapshot takes the terminal a while
   g_link.PumpReliable();
   g_truth.Snapshot("",g_link.welcome.deal_from_msc);
   g_link.PumpReliable();
   g_panel.Show(true);
  }

//+------------------------------------------------------------------+
//| No link for a while: what the inputs ask for, once an outage.     |
//+------------------------------------------------------------------+
void CSxApp::WatchLink(void)
  {
   long now=g_clock.TickMs();
   if(g_link.IsLive())
     {
      m_live_ms=now;
      if(g_state.link_lost_done)
        {
         g_state.link_lost_done=false;
         g_state.Save();
        }
      return;
     }
   if(m_settings.link_lost_s<=0 || m_settings.link_lost_action==SX_LOST_NOTHING || g_state.link_lost_done)
      return;
   if(now-m_live_ms<(long)m_settings.link_lost_s*1000)
      return;
   if(m_settings.link_lost_action==SX_LOST_CLOSE)
     {
      g_state.link_lost_done=true;
      SxSay("warn","E_TRADE_OFF","no link for "+IntegerToString(m_settings.link_lost_s)+" s: closing what Sextant opened");
      g_flatten.Begin(true);
     }
   else if(g_flatten.CancelOurs())
     {
      g_state.link_lost_done=true;
      g_state.Save();
      SxSay("warn","E_TRADE_OFF","no link for "+IntegerToString(m_settings.link_lost_s)+" s: waiting orders are cancelled");
     }
   else
      m_live_ms=now-(long)m_settings.link_lost_s*1000+1000;
  }

//+------------------------------------------------------------------+
//| The broker's offset from UTC, also over a change of daylight      |
//| saving: the server is told.                                       |
//+------------------------------------------------------------------+
void CSxApp::WatchOffset(void)
  {
   if(!g_clock.Measure(g_ticks.newest_msc))
      return;
   g_ticks.ChangeClock(g_clock.changed_by_s);
   string body="{\"off\":"+IntegerToString(g_clock.OffsetS())+",\"src\":\""+g_clock.changed_src+"\",\"at_msc\":";
   body+=SxLong(MathMax((long)0,g_clock.changed_at_msc))+"}";
   g_outbox.Push(g_clock.UtcMs(),"time","",body);
   SxSay("info","E_SYNCING","the broker's clock changed by "+IntegerToString(g_clock.changed_by_s)+" s");
  }

void CSxApp::WatchLimits(void)
  {
   if(g_limits.Look())
     {
      string text="daily loss limit reached: "+SxNum(g_limits.Loss(),2)+" of "+SxNum(g_limits.LossMax(),2);
      SxSay("error","E_READONLY",text);
      Alert("Sextant: ",text);
      g_panel.Show(true);
     }
  }

//+------------------------------------------------------------------+
//| The account on change, at most twice a second and at least every  |
//| ten; marks of positions.                                          |
//+------------------------------------------------------------------+
void CSxApp::Sample(void)
  {
   long now=g_clock.TickMs();
   if(!g_link.IsLive())
      return;
   if(now-m_account_ms>=500 && !SxIsPaused("account"))
     {
      string body=SxAccountBody(g_state.IsReadOnly());
      if(body!=m_account_text || now-m_account_ms>=10000)
        {
         m_account_text=body;
         m_account_ms=now;
         g_link.Say("account",body);
        }
     }
   if(now-m_marks_ms>=500 && !SxIsPaused("position.mark"))
     {
      m_marks_ms=now;
      g_truth.Marks();
     }
  }

void CSxApp::TellLog(void)
  {
   if(!g_link.IsLive() || ArraySize(g_log_lines)==0)
      return;
   for(int i=0; i<ArraySize(g_log_lines); i++)
      g_link.Say("log",g_log_lines[i]);
   ArrayResize(g_log_lines,0);
  }

//+------------------------------------------------------------------+
//| The terminal's broker and account. The lists of a terminal that   |
//| was not connected, or changes its account, are empty at first:    |
//| they are not believed, nor told under the name of the old one.    |
//+------------------------------------------------------------------+
void CSxApp::WatchTerminal(void)
  {
   long now=g_clock.TickMs();
   long login=AccountInfoInteger(ACCOUNT_LOGIN);
   if(m_login!=0 && login!=0 && (login!=m_login || AccountInfoString(ACCOUNT_SERVER)!=m_server))
     {
      g_link.Close(1000,"another account");
      CloseFiles();
      // what was to be closed was the old account's
      g_state.Clear();
      m_open_ms=0;
      m_is_other=true;
      m_was_offline=true;
      g_connected_ms=0;
     }
   if(TerminalInfoInteger(TERMINAL_CONNECTED)==0)
     {
      g_connected_ms=0;
      g_filled_ms=0;
      m_was_offline=true;
     }
   else if(g_connected_ms==0)
     {
      g_connected_ms=now;
      g_filled_ms=(m_was_offline ? now+SX_FILLING_MS : now);
      m_was_offline=false;
     }
  }

//+------------------------------------------------------------------+
//| One turn.                                                         |
//+------------------------------------------------------------------+
void CSxApp::Step(void)
  {
   WatchTerminal();
   if(!m_is_open && !OpenFiles())
     {
      // the kill switch works also where its file does not
      g_flatten.Step();
      g_panel.Show(false);
      return;
     }
   string type="";
   int    body=-1;
   for(int k=0; k<200 && g_link.Poll(type,body); k++)
     {
      if(g_link.just_live)
        {
         g_link.just_live=false;
         TakeWelcome(g_link.message);
        }
      else
         SxHear(g_link.message,type,body);
     }
   g_link.Keep();
   g_truth.Look(false);
   g_desk.Settle();
   g_flatten.Step();
   WatchLimits();
   WatchLink();
   WatchOffset();
   if(g_link.IsLive())
      g_calendar.Look();
   g_symbols.Watch();
   if(g_outbox.has_lost && g_link.IsLive() && g_clock.TickMs()-m_lost_ms>2000)
     {
      // what was lost with it is in the broker's lists and history
      m_lost_ms=g_clock.TickMs();
      g_outbox.has_lost=false;
      g_truth.Snapshot("",g_link.welcome.deal_from_msc);
     }
   g_link.PumpReliable();
   Sample();
   TellLog();
   g_history.Step();
   g_bars.Pump();
   g_ticks.Pump();
   if(g_link.IsLive())
      g_flow.Look();
   g_signals.Look();
   g_panel.Show(false);
  }

//+------------------------------------------------------------------+
//| The end of this life: quick, everything is in files already.      |
//+------------------------------------------------------------------+
void CSxApp::End(const int reason)
  {
   bool is_gone=(reason!=REASON_CHARTCHANGE && reason!=REASON_PARAMETERS && reason!=REASON_RECOMPILE);
   g_link.Close(1001,"the EA ends");
   g_flow.Clear();
   g_signals.Close(is_gone);
   CloseFiles();
   m_open_ms=0;
   g_panel.Remove();
  }

CSxApp g_app;
//+------------------------------------------------------------------+
