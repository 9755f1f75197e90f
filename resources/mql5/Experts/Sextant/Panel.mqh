//+------------------------------------------------------------------+
//| Panel.mqh                                                         |
//| What the chart shows: the state in words with its next step, and  |
//| two buttons: stop, and stop with closing everything. They work    |
//| with Sextant dead; red while the EA is read-only.                 |
//+------------------------------------------------------------------+
#property strict
#include "Desk.mqh"
#include "Signals.mqh"

#define SX_BUTTON_STOP    "sx_button_stop"
#define SX_BUTTON_FLAT    "sx_button_flat"
#define SX_CONFIRM_MS     5000

class CSxPanel
  {
private:
   string            m_told;
   long              m_shown_ms;
   long              m_asked_flat_ms;   // a first click waits for the second
   long              m_asked_free_ms;

   void              Button(const string name,const int y,const string text,const color fill);
   string            Text(void);

public:
   string            trouble;           // files that cannot be opened

                     CSxPanel(void) { m_told=""; m_shown_ms=0; m_asked_flat_ms=0; m_asked_free_ms=0; trouble=""; }
   void              Show(const bool now);
   void              Click(const string name);
   void              Remove(void);
  };

void CSxPanel::Button(const string name,const int y,const string text,const color fill)
  {
   if(ObjectFind(0,name)<0)
     {
      ObjectCreate(0,name,OBJ_BUTTON,0,0,0.0);
      ObjectSetInteger(0,name,OBJPROP_CORNER,CORNER_LEFT_LOWER);
      ObjectSetInteger(0,name,OBJPROP_XDISTANCE,10);
      ObjectSetInteger(0,name,OBJPROP_YDISTANCE,y);
      ObjectSetInteger(0,name,OBJPROP_XSIZE,260);
      ObjectSetInteger(0,name,OBJPROP_YSIZE,24);
      ObjectSetInteger(0,name,OBJPROP_FONTSIZE,9);
      ObjectSetInteger(0,name,OBJPROP_SELECTABLE,false);
      ObjectSetInteger(0,name,OBJPROP_COLOR,clrWhite);
     }
   ObjectSetString(0,name,OBJPROP_TEXT,text);
   ObjectSetInteger(0,name,OBJPROP_BGCOLOR,fill);
   ObjectSetInteger(0,name,OBJPROP_STATE,false);
  }

//+------------------------------------------------------------------+
//| The lines of the chart's comment.                                 |
//+------------------------------------------------------------------+
string CSxPanel::Text(void)
  {
   string lines="Sextant "+SX_VERSION;
   if(trouble!="")
      return(lines+"\n"+trouble);
   long login=AccountInfoInteger(ACCOUNT_LOGIN);
   if(login==0 || TerminalInfoInteger(TERMINAL_CONNECTED)==0)
      lines+="\nThe terminal is not connected to the broker: see the lower right corner, log in again if need be";
   if(g_link.IsLive())
     {
      lines+="\nLinked to Sextant at "+g_link.Place();
      if(g_link.SilentMs()>4000)
         lines+=", nothing heard for "+SxLong(g_link.SilentMs()/1000)+" s";
      if(g_outbox.Size()>0)
         lines+=", "+IntegerToString(g_outbox.Size())+" messages not confirmed";
      if(g_link.welcome.trade=="readonly")
         lines+="\nSextant only watches this account: confirm it in Sextant to trade";
      else if(g_link.welcome.trade=="off")
         lines+="\nTrading is off in Sextant";
     }
   else if(g_link.problem!="" && g_link.problem!="not connected yet")
     {
      lines+="\nNo link: "+g_link.problem;
      if(g_link.problem_step!="")
         lines+="\nNext: "+g_link.problem_step;
      long wait=g_link.RetryInMs();
      if(g_link.Phase()==SX_LINK_IDLE && wait>1500)
         lines+=" (next try in "+SxLong(wait/1000)+" s)";
     }
   else
      lines+="\nWaiting for Sextant";
   string off=SxTradeOff();
   if(off!="" && TerminalInfoInteger(TERMINAL_CONNECTED)!=0)
      lines+="\nNo trading: "+off;
   string locked=g_limits.WhyReadOnly();
   if(locked!="")
      lines+="\nREAD-ONLY: "+locked;
   if(g_state.flattening)
      lines+="\nClosing everything: "+IntegerToString(PositionsTotal())+" positions, "+IntegerToString(OrdersTotal())+
             " orders left"+(g_flatten.trouble=="" ? "" : ", "+g_flatten.trouble);
   if(g_signals.Count()>0)
      lines+="\n"+IntegerToString(g_signals.Count())+" signals wait in Sextant";
   return(lines);
  }

//+------------------------------------------------------------------+
//| Draws what changed, at most twice a second.                       |
//+------------------------------------------------------------------+
void CSxPanel::Show(const bool now)
  {
   long clock=g_clock.TickMs();
   if(!now && clock-m_shown_ms<500)
      return;
   m_shown_ms=clock;
   bool   is_locked=g_state.IsReadOnly();
   bool   asks_flat=(m_asked_flat_ms>0 && clock-m_asked_flat_ms<SX_CONFIRM_MS);
   bool   asks_free=(m_asked_free_ms>0 && clock-m_asked_free_ms<SX_CONFIRM_MS);
   string stop="Sextant: stop new orders";
   if(g_state.killed_on_chart)
      stop=(asks_free ? "Click again to allow trading" : "STOPPED. Click to allow trading");
   else if(is_locked)
      stop="READ-ONLY. Click to stop here too";
   string flat=(asks_flat ? "Click again: CLOSE EVERYTHING" : "Sextant: stop and close everything");
   if(g_state.flattening)
      flat="Closing everything ...";
   string text=Text();
   string all=text+"|"+stop+"|"+flat+"|"+SxBool(is_locked);
   if(all==m_told && !now)
      return;
   m_told=all;
   Comment(text);
   Button(SX_BUTTON_STOP,64,stop,is_locked ? clrCrimson : clrDarkSlateGray);
   Button(SX_BUTTON_FLAT,36,flat,(is_locked || asks_flat) ? clrCrimson : clrDarkSlateGray);
   ChartRedraw(0);
  }

//+------------------------------------------------------------------+
//| A click on a button. Stopping takes one click; closing everything |
//| and allowing trading again take a second one within 5 s.          |
//+------------------------------------------------------------------+
void CSxPanel::Click(const string name)
  {
   long now=g_clock.TickMs();
   if(name==SX_BUTTON_STOP)
     {
      if(!g_state.killed_on_chart)
         g_flatten.Kill(false,false,"the button on the chart");
      else if(m_asked_free_ms>0 && now-m_asked_free_ms<SX_CONFIRM_MS)
        {
         m_asked_free_ms=0;
         g_flatten.Release(false);
        }
      else
         m_asked_free_ms=now;
     }
   else if(name==SX_BUTTON_FLAT)
     {
      if(m_asked_flat_ms>0 && now-m_asked_flat_ms<SX_CONFIRM_MS)
        {
         m_asked_flat_ms=0;
         g_flatten.Kill(false,true,"the button on the chart");
         g_flatten.Step();
        }
      else
         m_asked_flat_ms=now;
     }
   else
      return;
   Show(true);
  }

void CSxPanel::Remove(void)
  {
   ObjectDelete(0,SX_BUTTON_STOP);
   ObjectDelete(0,SX_BUTTON_FLAT);
   Comment("");
   m_told="";
  }

CSxPanel g_panel;
//+------------------------------------------------------------------+
