//+------------------------------------------------------------------+
//| Positions.mqh                                                     |
//| Carrying out position.modify, position.close and                  |
//| position.close_by, always with the position's own ticket.         |
//+------------------------------------------------------------------+
#property strict
#include "Orders.mqh"

//+------------------------------------------------------------------+
//| The market price at which the selected position would be closed.  |
//+------------------------------------------------------------------+
double SxClosePrice(const string symbol,const bool is_buy)
  {
   MqlTick tick;
   ZeroMemory(tick);
   if(!SymbolInfoTick(symbol,tick))
      return(0.0);
   return(is_buy ? tick.bid : tick.ask);
  }

void SxModifyPosition(CSxJson &json,const int body,SxResult &result)
  {
   SxPosition p;
   SxTakePosition(p);
   double sl=SxOnGrid(p.symbol,json.GetLevel(body,"sl"));
   double tp=SxOnGrid(p.symbol,json.GetLevel(body,"tp"));
   double market=SxClosePrice(p.symbol,p.is_buy);
   result.position=p.id;
   if(market>0.0 && (SxIsFrozen(p.symbol,market,p.sl) || SxIsFrozen(p.symbol,market,p.tp)))
     {
      SxRefuse(result,SX_RET_FROZEN,"","refused before it was sent");
      return;
     }
   // a level that stays where it is is not checked again
   double new_sl=(sl==p.sl ? 0.0 : sl);
   double new_tp=(tp==p.tp ? 0.0 : tp);
   if(market>0.0 && !SxStopsFit(p.symbol,p.is_buy,market,new_sl,new_tp))
     {
      SxRefuse(result,SX_RET_INVALID_STOPS,"","refused before it was sent");
      return;
     }
   MqlTradeRequest request;
   ZeroMemory(request);
   request.action=TRADE_ACTION_SLTP;
   request.position=(ulong)p.ticket;
   request.symbol=p.symbol;
   request.sl=sl;
   request.tp=tp;
   request.magic=(ulong)p.magic;
   SxSend(request,false,result);
   result.position=p.id;
  }

void SxClosePosition(CSxJson &json,const int body,const long magic,SxResult &result)
  {
   SxPosition p;
   SxTakePosition(p);
   double volume=p.volume;
   double market=SxClosePrice(p.symbol,p.is_buy);
   result.position=p.id;
   if(json.Has(body,"vol"))
      volume=SxOnStep(p.symbol,json.GetNum(body,"vol"));
   if(volume<=0.0)
     {
      SxRefuse(result,SX_RET_INVALID_VOLUME,"","refused before it was sent");
      return;
     }
   if(volume>p.volume+0.00000001)
     {
      SxRefuse(result,SX_RET_CLOSE_VOLUME,"","refused before it was sent");
      return;
     }
   if(market>0.0 && (SxIsFrozen(p.symbol,market,p.sl) || SxIsFrozen(p.symbol,market,p.tp)))
     {
      SxRefuse(result,SX_RET_FROZEN,"","refused before it was sent");
      return;
     }
   MqlTradeRequest request;
   SxMakeClose(volume,json.GetLong(body,"dev"),magic,"sx1:"+result.cid,request);
   SxSendClose(request,p,result);
   if(result.position==0)
      result.position=p.id;
  }

void SxCloseBy(CSxJson &json,const int body,const long magic,SxResult &result)
  {
   SxPosition p;
   SxTakePosition(p);
   if(!SxSelectPosition(json.GetLong(body,"by")))
     {
      SxRefuse(result,SX_RET_CLOSED,"","no position "+json.GetText(body,"by"));
      return;
     }
   SxPosition by;
   SxTakePosition(by);
   if(by.symbol!=p.symbol || by.is_buy==p.is_buy || by.id==p.id)
     {
      SxRefuse(result,SX_RET_INVALID,"","not an opposite position of the same symbol");
      return;
     }
   MqlTradeRequest request;
   ZeroMemory(request);
   request.action=TRADE_ACTION_CLOSE_BY;
   request.position=(ulong)p.ticket;
   request.position_by=(ulong)by.ticket;
   request.symbol=p.symbol;
   request.magic=(ulong)magic;
   request.comment="sx1:"+result.cid;
   SxSend(request,false,result);
   if(result.position==0)
      result.position=p.id;
  }

//+------------------------------------------------------------------+
//| One of the three commands on a position.                          |
//+------------------------------------------------------------------+
void SxChangePosition(CSxJson &json,const int body,const string type,const long magic,SxResult &result)
  {
   long id=json.GetLong(body,"position");
   if(id<=0)
     {
      SxRefuse(result,0,"E_RANGE","body.position");
      return;
     }
   if(type=="position.close_by" && json.GetLong(body,"by")<=0)
     {
      SxRefuse(result,0,"E_RANGE","body.by");
      return;
     }
   if(!SxSelectPosition(id))
     {
      SxRefuse(result,SX_RET_CLOSED,"","no position "+SxLong(id));
      return;
     }
   if(type=="position.modify")
      SxModifyPosition(json,body,result);
   else if(type=="position.close")
      SxClosePosition(json,body,magic,result);
   else
      SxCloseBy(json,body,magic,result);
  }
//+------------------------------------------------------------------+
