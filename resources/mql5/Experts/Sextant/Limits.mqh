//+------------------------------------------------------------------+
//| Limits.mqh                                                        |
//| The hard limits, enforced a second time here: lots, positions,    |
//| symbols, loss of the broker's day, and the kill switches. What    |
//| reduces risk (closing, cancelling) is never held up by them.      |
//| The day's base is the equity when the broker's day began, or,     |
//| where the EA did not run then, the balance with which it began.   |
//+------------------------------------------------------------------+
#property strict
#include "Truth.mqh"
#include "Retcodes.mqh"

struct SxLimits
  {
   double            lots_max;        // per order; 0 = none
   int               positions_max;   // positions and orders that may become one; 0 = none
   double            daily_loss;      // money; 0 = none
   double            daily_loss_pc;   // percent of the day's base; 0 = none
   string            symbols;         // comma separated; "" = all
  };

class CSxLimits
  {
private:
   SxLimits          m_limits;
   long              m_look_ms;
   long              m_ran_ms;        // when the day in force was last looked at
   double            m_moved;         // deposits less withdrawals of the day

   void              BeginDay(const long day,const bool was_running);
   bool              IsAllowed(const string symbol);

public:
                     CSxLimits(void)  { m_look_ms=0; m_ran_ms=0; m_moved=0.0; }
   void              Setup(const SxLimits &limits) { m_limits=limits; m_look_ms=0; m_ran_ms=0; }
   double            Loss(void)       { return(g_state.day_base+m_moved-AccountInfoDouble(ACCOUNT_EQUITY)); }
   double            LossMax(void);
   bool              Look(void);
   string            WhyReadOnly(void);
   bool              Refuses(const string symbol,const double volume,SxResult &result);
  };

//+------------------------------------------------------------------+
//| The least of the two daily limits in money; 0 = none.             |
//+------------------------------------------------------------------+
double CSxLimits::LossMax(void)
  {
   double most=m_limits.daily_loss;
   double share=m_limits.daily_loss_pc*g_state.day_base/100.0;
   if(share>0.0 && (most<=0.0 || share<most))
      most=share;
   return(most);
  }

void CSxLimits::BeginDay(const long day,const bool was_running)
  {
   double base=AccountInfoDouble(ACCOUNT_EQUITY);
   if(!was_running)
     {
      // the balance now, less what the day's deals did to it
      base=AccountInfoDouble(ACCOUNT_BALANCE);
      if(HistorySelect((datetime)(day*SX_DAY_S),(datetime)((day+2)*SX_DAY_S)))
        {
         int deals=HistoryDealsTotal();
         for(int i=0; i<deals; i++)
           {
            ulong deal=HistoryDealGetTicket(i);
            if(deal!=0)
               base-=SxDealMoney(deal);
           }
        }
     }
   // only a later day lifts the block, never a clock that was put back
   bool is_lifted=(g_state.day_blocked && day>g_state.day);
   g_state.day_blocked=(g_state.day_blocked && !is_lifted);
   g_state.day=day;
   g_state.day_base=base;
   g_state.Save();
   if(is_lifted)
      SxSay("info","E_READONLY","a new broker day: the daily loss limit is lifted");
  }

//+------------------------------------------------------------------+
//| Looks at the day once a second. True when the loss limit was      |
//| reached just now.                                                 |
//+------------------------------------------------------------------+
bool CSxLimits::Look(void)
  {
   long now=g_clock.TickMs();
   if(now-m_look_ms<1000 || AccountInfoInteger(ACCOUNT_LOGIN)==0 || AccountInfoDouble(ACCOUNT_BALANCE)==0.0)
      return(false);
   bool was_running=(m_ran_ms>0 && now-m_ran_ms<60000);
   m_look_ms=now;
   long day=g_clock.BrokerMs()/1000/SX_DAY_S;
   // a clock put back over midnight: the day that has begun goes on
   if(day==g_state.day-1)
      day=g_state.day;
   if(day!=g_state.day)
     {
      was_running=(was_running && g_state.day==day-1);
      // the day's deals are subtracted from the balance: not before they are there
      if(!was_running && !SxHistoryIsWhole())
         return(false);
      BeginDay(day,was_running);
     }
   m_ran_ms=now;
   double most=LossMax();
   if(most<=0.0)
      return(false);
   m_moved=0.0;
   if(HistorySelect((datetime)(day*SX_DAY_S),(datetime)((day+2)*SX_DAY_S)))
     {
      int deals=HistoryDealsTotal();
      for(int i=0; i<deals; i++)
        {
         ulong deal=HistoryDealGetTicket(i);
         if(deal==0)
            continue;
         long type=HistoryDealGetInteger(deal,DEAL_TYPE);
         if(type==DEAL_TYPE_BALANCE || type==DEAL_TYPE_CREDIT || type==DEAL_TYPE_BONUS)
            m_moved+=SxDealMoney(deal);
        }
     }
   if(g_state.day_blocked || Loss()<most)
      return(false);
   g_state.day_blocked=true;
   g_state.Save();
   return(true);
  }

string CSxLimits::WhyReadOnly(void)
  {
   if(g_state.killed_on_chart)
      return("stopped by the button on the chart");
   if(g_state.killed_by_link)
      return("stopped by Sextant");
   if(g_state.day_blocked)
      return("the daily loss limit is reached, until the broker's midnight");
   if(g_state.flattening)
      return("closing is under way, a new order would be closed with the rest");
   return("");
  }

bool CSxLimits::IsAllowed(const string symbol)
  {
   if(m_limits.symbols=="")
      return(true);
   string parts[];
   int    n=StringSplit(m_limits.symbols,',',parts);
   for(int i=0; i<n; i++)
     {
      string one=parts[i];
      StringTrimLeft(one);
      StringTrimRight(one);
      if(one==symbol)
         return(true);
     }
   return(false);
  }

//+------------------------------------------------------------------+
//| True when a new order of this size may not be sent; the reason is |
//| in the result.                                                    |
//+------------------------------------------------------------------+
bool CSxLimits::Refuses(const string symbol,const double volume,SxResult &result)
  {
   string why=WhyReadOnly();
   if(why!="")
     {
      SxRefuse(result,0,"E_READONLY",why);
      return(true);
     }
   if(!IsAllowed(symbol))
     {
      SxRefuse(result,0,"E_RANGE","limit of the EA: "+symbol+" is not among the allowed symbols");
      return(true);
     }
   if(m_limits.lots_max>0.0 && volume>m_limits.lots_max+0.0000001)
     {
      SxRefuse(result,0,"E_RANGE","limit of the EA: "+SxNum(volume,8)+" lots are above "+SxNum(m_limits.lots_max,8));
      return(true);
     }
   int many=PositionsTotal()+OrdersTotal();
   if(m_limits.positions_max>0 && many>=m_limits.positions_max)
     {
      SxRefuse(result,0,"E_RANGE","limit of the EA: "+IntegerToString(many)+" positions and orders are open already");
      return(true);
     }
   return(false);
  }

CSxLimits g_limits;
//+------------------------------------------------------------------+
