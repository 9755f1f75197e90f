//+------------------------------------------------------------------+
//| Truth.mqh                                                         |
//| What the broker holds, compared with what was told: positions,    |
//| orders and history, on every trade event and a few times a second.|
//| A trade event is only a hint to look. Also the snapshot.          |
//| Invariant: a deal is told at least once while the EA runs, and    |
//| again by each snapshot; no close is said without the position     |
//| having left the terminal's list.                                  |
//+------------------------------------------------------------------+
#property strict
#include "Deals.mqh"
#include "Closing.mqh"
#include "Link.mqh"
#include "Calendar.mqh"

#define SX_TRUTH_MS         250
#define SX_HISTORY_MS       1000
#define SX_DAY_S            86400
#define SX_GONE_MS          5000
// so long after the broker is back the terminal's lists may be filling still
#define SX_FILLING_MS       2000
#define SX_MARGIN_DOUBT_MS  60000

long g_connected_ms=0;       // when the terminal was first seen connected; 0 while it is not
long g_filled_ms=0;          // from when on its lists are believed; 0 while it is not connected

//+------------------------------------------------------------------+
//| True when the lists of positions and orders may be believed. A    |
//| terminal that starts, or changes its account, shows them empty    |
//| until its broker has answered. Margin in use without anything that|
//| uses it says the same, for a minute.                              |
//+------------------------------------------------------------------+
bool SxListsAreFilled(void)
  {
   if(g_filled_ms==0 || g_clock.TickMs()<g_filled_ms)
      return(false);
   if(PositionsTotal()+OrdersTotal()>0 || g_clock.TickMs()-g_connected_ms>SX_MARGIN_DOUBT_MS)
      return(true);
   return(AccountInfoDouble(ACCOUNT_MARGIN)<=0.0);
  }

class CSxTruth
  {
private:
   SxPosition        m_positions[];
   int               m_position_count;
   SxOrder           m_orders[];
   int               m_order_count;
   long              m_deals[];       // told, sorted
   long              m_past[];        // orders told as gone, sorted
   bool              m_has_base;
   bool              m_hint;
   bool              m_is_asked;      // a snapshot waits until the lists are filled
   string            m_asked_re;
   long              m_asked_msc;
   long              m_looked_ms;
   long              m_history_ms;
   long              m_from_s;        // history is watched from here, broker seconds
   int               m_deals_seen;
   int               m_past_seen;

   void              Tell(const string type,const string body);
   void              LookAtPositions(void);
   void              LookAtOrders(void);
   void              LookAtHistory(void);
   bool              IsPast(const ulong ticket,SxOrder &order);
   bool              Knows(const long &list[],const long value);
   void              Remember(long &list[],const long &more[],const int count);

public:
                     CSxTruth(void);
   void              Begin(void);
   void              Hint(void)        { m_hint=true; }
   void              WatchFrom(const long broker_s) { if(broker_s<m_from_s) { m_from_s=broker_s; m_deals_seen=-1; } }
   void              Look(const bool now);
   void              Snapshot(const string re,const long deal_from_msc);
   void              Marks(void);
   int               Positions(void)   { return(m_position_count); }
   int               Orders(void)      { return(m_order_count); }
  };

CSxTruth::CSxTruth(void)
  {
   m_position_count=0;
   m_order_count=0;
   m_has_base=false;
   m_hint=false;
   m_is_asked=false;
   m_asked_msc=0;
   m_looked_ms=0;
   m_history_ms=0;
   m_from_s=0;
   m_deals_seen=-1;
   m_past_seen=-1;
  }

//+------------------------------------------------------------------+
//| A fresh start: what is there at the first look is the base, told  |
//| by the next snapshot; what comes later is news.                   |
//+------------------------------------------------------------------+
void CSxTruth::Begin(void)
  {
   m_position_count=0;
   m_order_count=0;
   ArrayResize(m_deals,0);
   ArrayResize(m_past,0);
   m_deals_seen=-1;
   m_past_seen=-1;
   m_from_s=g_clock.BrokerMs()/1000-SX_DAY_S;
   m_has_base=false;
   m_is_asked=false;
   Look(true);
  }

void CSxTruth::Tell(const string type,const string body)
  {
   if(m_has_base)
      g_outbox.Push(g_clock.UtcMs(),type,"",body);
  }

bool CSxTruth::Knows(const long &list[],const long value)
  {
   int low=0;
   int high=ArraySize(list)-1;
   while(low<=high)
     {
      int middle=(low+high)/2;
      if(list[middle]==value)
         return(true);
      if(list[middle]<value)
         low=middle+1;
      else
         high=middle-1;
     }
   return(false);
  }

void CSxTruth::Remember(long &list[],const long &more[],const int count)
  {
   if(count==0)
      return;
   int n=ArraySize(list);
   ArrayResize(list,n+count,4096);
   ArrayCopy(list,more,n,0,count);
   ArraySort(list);
  }

//+------------------------------------------------------------------+
//| Looks when something is due; `now` looks at everything.           |
//+------------------------------------------------------------------+
void CSxTruth::Look(const bool now)
  {
   if(!SxListsAreFilled())
      return;
   long at=g_clock.TickMs();
   bool is_hinted=m_hint;
   if(!now && !is_hinted && at-m_looked_ms<SX_TRUTH_MS)
      return;
   m_hint=false;
   m_looked_ms=at;
   LookAtPositions();
   LookAtOrders();
   if(now || is_hinted || at-m_history_ms>=SX_HISTORY_MS)
     {
      m_history_ms=at;
      LookAtHistory();
     }
   m_has_base=true;
   if(m_is_asked && g_link.IsLive())
      Snapshot(m_asked_re,m_asked_msc);
  }

void CSxTruth::LookAtPositions(void)
  {
   SxPosition now;
   int total=PositionsTotal();
   for(int k=0; k<m_position_count; k++)
      m_positions[k].seen=false;
   for(int i=0; i<total; i++)
     {
      if(PositionGetTicket(i)==0)
         continue;
      SxTakePosition(now);
      g_closings.See(now.id,now.volume);
      int at=0;
      while(at<m_position_count && m_positions[at].id!=now.id)
         at++;
      if(at==m_position_count)
        {
         m_position_count++;
         ArrayResize(m_positions,m_position_count,64);
         m_positions[at]=now;
         g_symbols.Use(now.symbol);
         Tell("position",SxPositionBody("open",now));
         continue;
        }
      now.told_profit=m_positions[at].told_profit;
      bool is_news=(now.volume!=m_positions[at].volume || now.sl!=m_positions[at].sl || now.tp!=m_positions[at].tp ||
                    now.price_open!=m_positions[at].price_open || now.ticket!=m_positions[at].ticket ||
                    now.is_buy!=m_positions[at].is_buy);
      m_positions[at]=now;
      if(is_news)
         Tell("position",SxPositionBody("update",now));
     }
   // a list that shrank while it was read is read again next time
   if(PositionsTotal()!=total)
     {
      m_hint=true;
      return;
     }
   int kept=0;
   for(int p=0; p<m_position_count; p++)
     {
      // the list may have moved under our reading: gone is what cannot be selected either
      if(m_positions[p].seen || PositionSelectByTicket((ulong)m_positions[p].ticket))
        {
         if(!m_positions[p].seen)
            m_hint=true;
         if(kept!=p)
            m_positions[kept]=m_positions[p];
         kept++;
         continue;
        }
      m_hint=true;
      g_closings.See(m_positions[p].id,0.0);
      Tell("position",SxPositionBody("close",m_positions[p]));
     }
   m_position_count=kept;
  }

//+------------------------------------------------------------------+
//| The order's last state, once history has it.                      |
//+------------------------------------------------------------------+
bool CSxTruth::IsPast(const ulong ticket,SxOrder &order)
  {
   if(!HistoryOrderSelect(ticket))
      return(false);
   SxTakePastOrder(ticket,order);
   return(order.state==ORDER_STATE_FILLED || order.state==ORDER_STATE_CANCELED || order.state==ORDER_STATE_REJECTED ||
          order.state==ORDER_STATE_EXPIRED || order.state==ORDER_STATE_PARTIAL);
  }

void CSxTruth::LookAtOrders(void)
  {
   SxOrder now;
   int     total=OrdersTotal();
   long    clock=g_clock.TickMs();
   for(int k=0; k<m_order_count; k++)
      m_orders[k].seen=false;
   for(int i=0; i<total; i++)
     {
      if(OrderGetTicket(i)==0)
         continue;
      SxTakeOrder(now);
      int at=0;
      while(at<m_order_count && m_orders[at].ticket!=now.ticket)
         at++;
      if(at==m_order_count)
        {
         m_order_count++;
         ArrayResize(m_orders,m_order_count,64);
         m_orders[at]=now;
         g_symbols.Use(now.symbol);
         Tell("order",SxOrderBody("add",now));
         continue;
        }
      bool is_news=(now.volume!=m_orders[at].volume || now.price!=m_orders[at].price || now.sl!=m_orders[at].sl ||
                    now.tp!=m_orders[at].tp || now.stoplimit!=m_orders[at].stoplimit ||
                    now.expiration!=m_orders[at].expiration ||
                    SxOrderState(now.state)!=SxOrderState(m_orders[at].state) || now.type!=m_orders[at].type);
      m_orders[at]=now;
      if(is_news)
         Tell("order",SxOrderBody("update",now));
     }
   int kept=0;
   for(int p=0; p<m_order_count; p++)
     {
      bool is_over=false;
      if(!m_orders[p].seen)
        {
         if(m_orders[p].gone_ms==0)
            m_orders[p].gone_ms=clock;
         SxOrder last;
         is_over=IsPast((ulong)m_orders[p].ticket,last);
         if(is_over && !Knows(m_past,last.ticket))
           {
            int n=ArraySize(m_past);
            ArrayResize(m_past,n+1,256);
            m_past[n]=last.ticket;
            ArraySort(m_past);
            Tell("order",SxOrderBody("remove",last));
            m_hint=true;
           }
         // history that never shows it: said once, with the last state known
         if(!is_over && clock-m_orders[p].gone_ms>SX_GONE_MS && TerminalInfoInteger(TERMINAL_CONNECTED)!=0)
           {
            is_over=true;
            m_orders[p].state=ORDER_STATE_CANCELED;
            SxSay("warn","E_SYNCING","order "+SxLong(m_orders[p].ticket)+" left without a trace in history");
            Tell("order",SxOrderBody("remove",m_orders[p]));
           }
        }
      if(is_over)
         continue;
      if(kept!=p)
         m_orders[kept]=m_orders[p];
      kept++;
     }
   m_order_count=kept;
  }

//+------------------------------------------------------------------+
//| Deals and ended orders that were not told yet.                    |
//+------------------------------------------------------------------+
void CSxTruth::LookAtHistory(void)
  {
   datetime to=(datetime)(g_clock.BrokerMs()/1000+2*SX_DAY_S);
   if(!HistorySelect((datetime)m_from_s,to))
      return;
   int  deals=HistoryDealsTotal();
   int  past=HistoryOrdersTotal();
   if(deals==m_deals_seen && past==m_past_seen)
      return;
   // what was told stays told, also while the terminal loads its history anew and shows less of it
   long fresh[];
   int  n=0;
   for(int i=0; i<deals; i++)
     {
      ulong deal=HistoryDealGetTicket(i);
      if(deal==0 || Knows(m_deals,(long)deal))
         continue;
      ArrayResize(fresh,n+1,1024);
      fresh[n]=(long)deal;
      n++;
      Tell("deal",SxDealBody(deal));
     }
   Remember(m_deals,fresh,n);
   long    gone[];
   int     m=0;
   SxOrder order;
   for(int k=0; k<past; k++)
     {
      ulong ticket=HistoryOrderGetTicket(k);
      if(ticket==0 || Knows(m_past,(long)ticket))
         continue;
      ArrayResize(gone,m+1,1024);
      gone[m]=(long)ticket;
      m++;
      SxTakePastOrder(ticket,order);
      Tell("order",SxOrderBody("remove",order));
     }
   Remember(m_past,gone,m);
   m_deals_seen=deals;
   m_past_seen=past;
  }

#include "Snapshot.mqh"

CSxTruth g_truth;
//+------------------------------------------------------------------+
