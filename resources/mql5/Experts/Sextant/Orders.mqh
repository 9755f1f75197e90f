//+------------------------------------------------------------------+
//| Orders.mqh                                                        |
//| Carrying out order.send, order.modify and order.cancel: what is   |
//| wrong with them is found here before the broker is asked.         |
//+------------------------------------------------------------------+
#property strict
#include "Search.mqh"

//+------------------------------------------------------------------+
//| The order type for kind and side; -1 for words that are none.     |
//+------------------------------------------------------------------+
int SxOrderType(const string kind,const string side)
  {
   bool is_buy=(side=="buy");
   if(!is_buy && side!="sell")
      return(-1);
   if(kind=="market")
      return(is_buy ? ORDER_TYPE_BUY : ORDER_TYPE_SELL);
   if(kind=="limit")
      return(is_buy ? ORDER_TYPE_BUY_LIMIT : ORDER_TYPE_SELL_LIMIT);
   if(kind=="stop")
      return(is_buy ? ORDER_TYPE_BUY_STOP : ORDER_TYPE_SELL_STOP);
   if(kind=="stop_limit")
      return(is_buy ? ORDER_TYPE_BUY_STOP_LIMIT : ORDER_TYPE_SELL_STOP_LIMIT);
   return(-1);
  }

long SxModeFlag(const string kind)
  {
   if(kind=="market")
      return(SYMBOL_ORDER_MARKET);
   if(kind=="limit")
      return(SYMBOL_ORDER_LIMIT);
   if(kind=="stop")
      return(SYMBOL_ORDER_STOP);
   return(SYMBOL_ORDER_STOP_LIMIT);
  }

//+------------------------------------------------------------------+
//| What the symbol allows in this direction; "" when it may go.      |
//+------------------------------------------------------------------+
int SxSymbolForbids(const string symbol,const string kind,const bool is_buy)
  {
   long mode=SymbolInfoInteger(symbol,SYMBOL_TRADE_MODE);
   if(mode==SYMBOL_TRADE_MODE_DISABLED)
      return(SX_RET_TRADE_DISABLED);
   if(mode==SYMBOL_TRADE_MODE_CLOSEONLY)
      return(SX_RET_CLOSE_ONLY);
   if(mode==SYMBOL_TRADE_MODE_LONGONLY && !is_buy)
      return(SX_RET_LONG_ONLY);
   if(mode==SYMBOL_TRADE_MODE_SHORTONLY && is_buy)
      return(SX_RET_SHORT_ONLY);
   long modes=SymbolInfoInteger(symbol,SYMBOL_ORDER_MODE);
   if(modes!=0 && (modes&SxModeFlag(kind))==0)
      return(SX_RET_INVALID_ORDER);
   return(0);
  }

//+------------------------------------------------------------------+
//| Lots of one direction, positions and waiting orders together.     |
//+------------------------------------------------------------------+
double SxDirectionVolume(const string symbol,const bool is_buy)
  {
   double sum=0.0;
   int    positions=PositionsTotal();
   for(int i=0; i<positions; i++)
     {
      if(PositionGetTicket(i)==0 || PositionGetString(POSITION_SYMBOL)!=symbol)
         continue;
      if((PositionGetInteger(POSITION_TYPE)==POSITION_TYPE_BUY)==is_buy)
         sum+=PositionGetDouble(POSITION_VOLUME);
     }
   int orders=OrdersTotal();
   for(int k=0; k<orders; k++)
     {
      if(OrderGetTicket(k)==0 || OrderGetString(ORDER_SYMBOL)!=symbol)
         continue;
      if(SxIsBuyType((int)OrderGetInteger(ORDER_TYPE))==is_buy)
         sum+=OrderGetDouble(ORDER_VOLUME_CURRENT);
     }
   return(sum);
  }

int SxVolumeFault(const string symbol,const double volume,const bool is_buy)
  {
   double least=SymbolInfoDouble(symbol,SYMBOL_VOLUME_MIN);
   double most=SymbolInfoDouble(symbol,SYMBOL_VOLUME_MAX);
   double limit=SymbolInfoDouble(symbol,SYMBOL_VOLUME_LIMIT);
   if(volume<=0.0 || volume<least-0.00000001 || (most>0.0 && volume>most+0.00000001))
      return(SX_RET_INVALID_VOLUME);
   if(limit>0.0 && SxDirectionVolume(symbol,is_buy)+volume>limit+0.00000001)
      return(SX_RET_LIMIT_VOLUME);
   return(0);
  }

//+------------------------------------------------------------------+
//| Time in force of a waiting order; false when the symbol forbids   |
//| it. The server's UTC is turned into broker time.                  |
//+------------------------------------------------------------------+
bool SxSetTime(const string tif,const long expiry_utc_ms,MqlTradeRequest &request)
  {
   long modes=SymbolInfoInteger(request.symbol,SYMBOL_EXPIRATION_MODE);
   request.expiration=0;
   if(tif=="day")
     {
      request.type_time=ORDER_TIME_DAY;
      return(modes==0 || (modes&SYMBOL_EXPIRATION_DAY)!=0);
     }
   if(tif=="spec" || (tif=="" && expiry_utc_ms>0))
     {
      request.type_time=ORDER_TIME_SPECIFIED;
      request.expiration=(datetime)(expiry_utc_ms/1000+g_clock.OffsetS());
      return(expiry_utc_ms>0 && (modes==0 || (modes&SYMBOL_EXPIRATION_SPECIFIED)!=0));
     }
   request.type_time=ORDER_TIME_GTC;
   return(modes==0 || (modes&SYMBOL_EXPIRATION_GTC)!=0);
  }

//+------------------------------------------------------------------+
//| Checks the price of a waiting order by its side of the market.    |
//+------------------------------------------------------------------+
bool SxPriceFits(const MqlTradeRequest &request)
  {
   MqlTick tick;
   ZeroMemory(tick);
   if(request.price<=0.0)
      return(false);
   if(!SymbolInfoTick(request.symbol,tick))
      return(true);
   double level=(double)SymbolInfoInteger(request.symbol,SYMBOL_TRADE_STOPS_LEVEL);
   level*=SymbolInfoDouble(request.symbol,SYMBOL_POINT);
   switch(request.type)
     {
      case ORDER_TYPE_BUY_LIMIT:
         return(!SxIsTooNear(tick.ask,request.price,1,level));
      case ORDER_TYPE_BUY_STOP:
      case ORDER_TYPE_BUY_STOP_LIMIT:
         return(!SxIsTooNear(tick.ask,request.price,-1,level));
      case ORDER_TYPE_SELL_LIMIT:
         return(!SxIsTooNear(tick.bid,request.price,-1,level));
      default:
         return(!SxIsTooNear(tick.bid,request.price,1,level));
     }
  }

//+------------------------------------------------------------------+
//| Puts SL and TP on a position that was opened without them, at     |
//| once. A position without its stop is an alarm.                    |
//+------------------------------------------------------------------+
void SxProtect(const MqlTradeRequest &opened,const double sl,const double tp,SxResult &result)
  {
   bool is_set=false;
   int  retcode=0;
   for(int k=0; k<3 && !is_set; k++)
     {
      if(!SxSelectPosition(result.position))
        {
         Sleep(50);
         SxComplete(result);
         continue;
        }
      MqlTradeRequest request;
      MqlTradeResult  answer;
      ZeroMemory(request);
      ZeroMemory(answer);
      request.action=TRADE_ACTION_SLTP;
      request.position=(ulong)PositionGetInteger(POSITION_TICKET);
      request.symbol=opened.symbol;
      request.sl=sl;
      request.tp=tp;
      request.magic=opened.magic;
      bool was_taken=OrderSend(request,answer);
      retcode=(int)answer.retcode;
      is_set=(was_taken && (retcode==SX_RET_DONE || retcode==SX_RET_PLACED || retcode==SX_RET_NO_CHANGES));
     }
   if(is_set)
     {
      result.comment="the broker took SL and TP only after the opening";
      return;
     }
   result.comment="ALARM: open without SL and TP, the broker refused them: "+SxRetname(retcode);
   Alert("Sextant: ",opened.symbol," is open WITHOUT stop loss and take profit (",SxRetname(retcode),")");
   SxSay("error","E_INTERNAL","position "+SxLong(result.position)+" is open without SL and TP: "+SxRetname(retcode));
  }

//+------------------------------------------------------------------+
//| Makes the request of order.send; false: refused, with the reason. |
//+------------------------------------------------------------------+
bool SxMakeOrder(CSxJson &json,const int body,const long magic,MqlTradeRequest &request,SxResult &result)
  {
   ZeroMemory(request);
   string symbol=json.GetText(body,"s");
   string kind=json.GetText(body,"kind");
   string fill=json.GetText(body,"fill");
   string tif=json.GetText(body,"tif");
   int    type=SxOrderType(kind,json.GetText(body,"side"));
   if(!g_symbols.Use(symbol))
     {
      SxRefuse(result,0,"E_SYMBOL","no symbol "+symbol);
      return(false);
     }
   bool fill_is_good=(fill=="" || fill=="auto" || fill=="fok" || fill=="ioc" || fill=="return");
   bool tif_is_good=(tif=="" || tif=="gtc" || tif=="day" || tif=="spec");
   if(type<0 || !json.HasNum(body,"vol") || !fill_is_good || !tif_is_good)
     {
      SxRefuse(result,0,"E_RANGE",type<0 ? "body.kind or body.side" : (fill_is_good ? "body.vol or body.tif" : "body.fill"));
      return(false);
     }
   bool is_buy=SxIsBuyType(type);
   request.symbol=symbol;
   request.volume=SxOnStep(symbol,json.GetNum(body,"vol"));
   request.type=(ENUM_ORDER_TYPE)type;
   request.magic=(ulong)magic;
   request.comment="sx1:"+result.cid;
   request.sl=SxOnGrid(symbol,json.GetLevel(body,"sl"));
   request.tp=SxOnGrid(symbol,json.GetLevel(body,"tp"));
   int fault=SxSymbolForbids(symbol,kind,is_buy);
   if(fault==0)
      fault=SxVolumeFault(symbol,request.volume,is_buy);
   MqlTick tick;
   ZeroMemory(tick);
   bool    has_tick=SymbolInfoTick(symbol,tick);
   double  reference=0.0;
   if(kind=="market")
     {
      request.action=TRADE_ACTION_DEAL;
      SxFillMarket(request,fill,json.GetLong(body,"dev"));
      bool is_asked=(fill!="" && fill!="auto");
      if(is_asked && fault==0 && SxFillingWord((int)request.type_filling)!=fill)
         fault=SX_RET_INVALID_FILL;
      // the price that was approved, not the one of now: the broker holds the deviation against it
      double approved=json.GetLevel(body,"price");
      if(approved>0.0 && SxNeedsPrice(symbol))
         request.price=SxOnGrid(symbol,approved);
      reference=(is_buy ? tick.bid : tick.ask);
      if(!has_tick || request.price<=0.0)
         fault=(fault==0 ? SX_RET_PRICE_OFF : fault);
     }
   else
     {
      request.action=TRADE_ACTION_PENDING;
      request.type_filling=ORDER_FILLING_RETURN;
      request.price=SxOnGrid(symbol,json.GetLevel(body,"price"));
      request.stoplimit=(kind=="stop_limit" ? SxOnGrid(symbol,json.GetLevel(body,"stoplimit")) : 0.0);
      reference=(kind=="stop_limit" ? request.stoplimit : request.price);
      if(fault==0 && (!SxPriceFits(request) || (kind=="stop_limit" && request.stoplimit<=0.0)))
         fault=SX_RET_INVALID_PRICE;
      if(fault==0 && !SxSetTime(tif,json.GetLong(body,"expiry_ts"),request))
         fault=SX_RET_EXPIRATION;
     }
   if(fault==0 && !SxStopsFit(symbol,is_buy,reference,request.sl,request.tp))
      fault=SX_RET_INVALID_STOPS;
   if(fault==0)
      return(true);
   SxRefuse(result,fault,"","refused before it was sent");
   if(has_tick)
     {
      result.bid=tick.bid;
      result.ask=tick.ask;
     }
   return(false);
  }

//+------------------------------------------------------------------+
//| Sends a made order. SL and TP that the broker refuses at the      |
//| opening are set right after it. `deadline_ms`: UTC, 0 = none; the |
//| first answer may take its time, and nothing goes out after it.    |
//+------------------------------------------------------------------+
void SxSendOrder(MqlTradeRequest &request,const bool check_only,const long deadline_ms,SxResult &result)
  {
   SxSend(request,check_only,result);
   bool has_stops=(request.sl>0.0 || request.tp>0.0);
   if(deadline_ms>0 && g_clock.UtcMs()>deadline_ms)
      return;
   if(check_only || result.retcode!=SX_RET_INVALID_STOPS || request.action!=TRADE_ACTION_DEAL || !has_stops)
      return;
   double sl=request.sl;
   double tp=request.tp;
   string cid=result.cid;
   request.sl=0.0;
   request.tp=0.0;
   SxBlank(cid,result);
   SxSend(request,false,result);
   if(result.state=="done" || result.state=="partial" || result.state=="placed")
      SxProtect(request,sl,tp,result);
  }

//+------------------------------------------------------------------+
//| order.modify and order.cancel.                                    |
//+------------------------------------------------------------------+
void SxChangeOrder(CSxJson &json,const int body,const string type,SxResult &result)
  {
   long ticket=json.GetLong(body,"ticket");
   if(ticket<=0)
     {
      SxRefuse(result,0,"E_RANGE","body.ticket");
      return;
     }
   if(!OrderSelect((ulong)ticket))
     {
      SxRefuse(result,SX_RET_INVALID_ORDER,"","no such waiting order");
      return;
     }
   SxOrder         o;
   MqlTradeRequest request;
   MqlTick         tick;
   ZeroMemory(tick);
   SxTakeOrder(o);
   ZeroMemory(request);
   result.order=ticket;
   if(SymbolInfoTick(o.symbol,tick) && SxIsFrozen(o.symbol,SxIsBuyType(o.type) ? tick.ask : tick.bid,o.price))
     {
      SxRefuse(result,SX_RET_FROZEN,"","refused before it was sent");
      return;
     }
   request.order=(ulong)ticket;
   request.symbol=o.symbol;
   request.magic=(ulong)o.magic;
   request.type=(ENUM_ORDER_TYPE)o.type;
   if(type=="order.cancel")
     {
      request.action=TRADE_ACTION_REMOVE;
      SxSend(request,false,result);
      result.order=ticket;
      return;
     }
   double price=SxOnGrid(o.symbol,json.GetLevel(body,"price"));
   double limit=SxOnGrid(o.symbol,json.GetLevel(body,"stoplimit"));
   long   expiry=json.GetLong(body,"expiry_ts");
   request.action=TRADE_ACTION_MODIFY;
   request.price=(price>0.0 ? price : o.price);
   request.stoplimit=(limit>0.0 ? limit : o.stoplimit);
   request.sl=SxOnGrid(o.symbol,json.GetLevel(body,"sl"));
   request.tp=SxOnGrid(o.symbol,json.GetLevel(body,"tp"));
   request.type_time=(ENUM_ORDER_TYPE_TIME)OrderGetInteger(ORDER_TYPE_TIME);
   request.expiration=(datetime)o.expiration;
   request.type_filling=(ENUM_ORDER_TYPE_FILLING)o.filling;
   double reference=(request.stoplimit>0.0 ? request.stoplimit : request.price);
   int    fault=0;
   if(expiry>0 && !SxSetTime("spec",expiry,request))
      fault=SX_RET_EXPIRATION;
   if(fault==0 && !SxPriceFits(request))
      fault=SX_RET_INVALID_PRICE;
   if(fault==0 && !SxStopsFit(o.symbol,SxIsBuyType(o.type),reference,request.sl,request.tp))
      fault=SX_RET_INVALID_STOPS;
   if(fault!=0)
     {
      SxRefuse(result,fault,"","refused before it was sent");
      return;
     }
   SxSend(request,false,result);
   result.order=ticket;
  }
//+------------------------------------------------------------------+
