//+------------------------------------------------------------------+
//| Search.mqh                                                        |
//| What the broker knows of a client order id: its magic number in   |
//| waiting orders, positions, history. "Not found" counts only when  |
//| the history is whole and the order had time to get there.         |
//+------------------------------------------------------------------+
#property strict
#include "Trade.mqh"
#include "Journal.mqh"

#define SX_FOUND        1
#define SX_NOT_FOUND    0
#define SX_NOT_SURE     (-1)

int  g_unknown_wait_s=10;    // input: how long an order may be on its way

//+------------------------------------------------------------------+
//| True for an order of the magic's own command: stops that close a  |
//| position carry the magic of its opening too.                      |
//+------------------------------------------------------------------+
bool SxIsOwnReason(const long reason)
  {
   return(reason!=ORDER_REASON_SL && reason!=ORDER_REASON_TP && reason!=ORDER_REASON_SO);
  }

//+------------------------------------------------------------------+
//| Fills the result from the deals of one ended or waiting order.    |
//+------------------------------------------------------------------+
bool SxFromDeals(const long order,const long magic,SxResult &result)
  {
   double volume=0.0;
   double money=0.0;
   int    deals=HistoryDealsTotal();
   for(int i=0; i<deals; i++)
     {
      ulong deal=HistoryDealGetTicket(i);
      if(deal==0 || HistoryDealGetInteger(deal,DEAL_ORDER)!=order)
         continue;
      if(result.deal==0)
        {
         result.deal=(long)deal;
         result.position=HistoryDealGetInteger(deal,DEAL_POSITION_ID);
        }
      double part=HistoryDealGetDouble(deal,DEAL_VOLUME);
      volume+=part;
      money+=part*HistoryDealGetDouble(deal,DEAL_PRICE);
     }
   if(volume<=0.0)
      return(false);
   result.volume=NormalizeDouble(volume,8);
   result.price=NormalizeDouble(money/volume,8);
   return(true);
  }

//+------------------------------------------------------------------+
//| True when history may be believed for a "not there".              |
//+------------------------------------------------------------------+
bool SxHistoryIsWhole(void)
  {
   if(TerminalInfoInteger(TERMINAL_CONNECTED)==0 || g_connected_ms==0)
      return(false);
   return(g_clock.TickMs()-g_connected_ms>=(long)MathMin(5,g_unknown_wait_s)*1000);
  }

int SxSearchByMagic(const string cid,SxResult &result)
  {
   long magic=SxMagicOf(cid);
   if(magic<0)
      return(SX_NOT_FOUND);
   SxBlank(cid,result);
   bool has_history=HistorySelect(0,(datetime)(g_clock.BrokerMs()/1000+2*SX_DAY_S));
   int  orders=OrdersTotal();
   for(int i=0; i<orders; i++)
     {
      if(OrderGetTicket(i)==0 || OrderGetInteger(ORDER_MAGIC)!=magic)
         continue;
      SxOrder waiting;
      SxTakeOrder(waiting);
      result.order=waiting.ticket;
      if(has_history && SxFromDeals(waiting.ticket,magic,result))
         SxRefuse(result,SX_RET_DONE_PARTIAL,"","found by its magic number");
      else
        {
         SxRefuse(result,SX_RET_PLACED,"","found by its magic number");
         result.volume=waiting.volume_initial;
         result.price=waiting.price;
        }
      return(SX_FOUND);
     }
   if(!has_history)
      return(SX_NOT_SURE);
   int past=HistoryOrdersTotal();
   for(int k=0; k<past; k++)
     {
      ulong ticket=HistoryOrderGetTicket(k);
      if(ticket==0 || HistoryOrderGetInteger(ticket,ORDER_MAGIC)!=magic)
         continue;
      if(!SxIsOwnReason(HistoryOrderGetInteger(ticket,ORDER_REASON)))
         continue;
      SxOrder order;
      SxTakePastOrder(ticket,order);
      result.order=order.ticket;
      bool is_filled=SxFromDeals(order.ticket,magic,result);
      if(is_filled && order.state!=ORDER_STATE_FILLED && order.volume>0.0)
         SxRefuse(result,SX_RET_DONE_PARTIAL,"","found by its magic number");
      else if(is_filled)
         SxRefuse(result,SX_RET_DONE,"","found by its magic number");
      else if(order.state==ORDER_STATE_REJECTED)
         SxRefuse(result,10006,"","found by its magic number");
      else if(order.state==ORDER_STATE_FILLED)
        {
         // filled, and its deal is not in the history yet
         return(SX_NOT_SURE);
        }
      else
        {
         SxRefuse(result,SX_RET_PLACED,"","found by its magic number: "+SxOrderState(order.state));
         result.volume=order.volume_initial;
         result.price=order.price;
        }
      return(SX_FOUND);
     }
   int positions=PositionsTotal();
   for(int p=0; p<positions; p++)
     {
      if(PositionGetTicket(p)==0 || PositionGetInteger(POSITION_MAGIC)!=magic)
         continue;
      // a position without its order: history is not whole yet
      return(SX_NOT_SURE);
     }
   return(SX_NOT_FOUND);
  }

//+------------------------------------------------------------------+
//| A modification leaves no deal: it was carried out when its target |
//| stands as it was asked to.                                        |
//+------------------------------------------------------------------+
int SxSearchChange(const SxEntry &entry,SxResult &result)
  {
   CSxJson asked;
   if(!asked.ParseText(entry.content))
      return(SX_NOT_FOUND);
   if(entry.type=="position.modify")
     {
      if(!SxSelectPosition(asked.GetLong(0,"position")))
         return(SX_NOT_FOUND);
      SxPosition p;
      SxTakePosition(p);
      if(p.sl!=SxOnGrid(p.symbol,asked.GetLevel(0,"sl")) || p.tp!=SxOnGrid(p.symbol,asked.GetLevel(0,"tp")))
         return(SX_NOT_FOUND);
      SxRefuse(result,SX_RET_DONE,"","found as asked");
      result.position=p.id;
      return(SX_FOUND);
     }
   long ticket=asked.GetLong(0,"ticket");
   if(entry.type=="order.cancel")
     {
      if(!HistoryOrderSelect((ulong)ticket))
         return(SX_NOT_FOUND);
      if(HistoryOrderGetInteger((ulong)ticket,ORDER_STATE)!=ORDER_STATE_CANCELED)
         return(SX_NOT_FOUND);
      SxRefuse(result,SX_RET_DONE,"","found as asked");
      result.order=ticket;
      return(SX_FOUND);
     }
   if(entry.type!="order.modify" || !OrderSelect((ulong)ticket))
      return(SX_NOT_FOUND);
   SxOrder o;
   SxTakeOrder(o);
   double price=SxOnGrid(o.symbol,asked.GetLevel(0,"price"));
   bool   is_so=(o.sl==SxOnGrid(o.symbol,asked.GetLevel(0,"sl")) && o.tp==SxOnGrid(o.symbol,asked.GetLevel(0,"tp")) &&
                 (price==0.0 || price==o.price));
   if(!is_so)
      return(SX_NOT_FOUND);
   SxRefuse(result,SX_RET_DONE,"","found as asked");
   result.order=ticket;
   return(SX_FOUND);
  }

//+------------------------------------------------------------------+
//| Looks for what became of an entry of the journal.                 |
//+------------------------------------------------------------------+
int SxSearch(const SxEntry &entry,SxResult &result)
  {
   int found=SxSearchByMagic(entry.cid,result);
   if(found==SX_NOT_FOUND && entry.is_sent)
      found=SxSearchChange(entry,result);
   if(found!=SX_NOT_FOUND)
      return(found);
   if(!SxHistoryIsWhole() || g_clock.UtcMs()-entry.utc_ms<(long)g_unknown_wait_s*1000)
      return(SX_NOT_SURE);
   return(SX_NOT_FOUND);
  }
//+------------------------------------------------------------------+
