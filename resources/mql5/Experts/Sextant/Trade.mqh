//+------------------------------------------------------------------+
//| Trade.mqh                                                         |
//| One request to the broker: what the terminal and the symbol allow,|
//| prices on the tick grid, filling by symbol, stops and freeze      |
//| levels before sending, and the answer with its deal and position. |
//+------------------------------------------------------------------+
#property strict
#include "Limits.mqh"

// times 10 ms: how long an answered deal is waited for in the history
#define SX_DEAL_LOOKS     50

// whose files are open: nothing is sent for another account
long   g_login=0;
string g_server="";

bool SxIsOtherAccount(void)
  {
   return(g_login!=0 && (AccountInfoInteger(ACCOUNT_LOGIN)!=g_login || AccountInfoString(ACCOUNT_SERVER)!=g_server));
  }

string SxTradeOff(void)
  {
   if(TerminalInfoInteger(TERMINAL_CONNECTED)==0)
      return("terminal: it is not connected to the broker");
   if(SxIsOtherAccount())
      return("account: another one is logged in");
   if(TerminalInfoInteger(TERMINAL_TRADE_ALLOWED)==0)
      return("terminal: algo trading is off, press Algo Trading in the toolbar");
   if(MQLInfoInteger(MQL_TRADE_ALLOWED)==0)
      return("program: algo trading is off for this EA, allow it in its properties (F7)");
   if(AccountInfoInteger(ACCOUNT_TRADE_ALLOWED)==0)
      return("account: trading is not allowed, log in with the trading password");
   if(AccountInfoInteger(ACCOUNT_TRADE_EXPERT)==0)
      return("server: the broker forbids trading by programs on this account");
   return("");
  }

//+------------------------------------------------------------------+
//| A price on the symbol's grid of tick sizes; 0 stays 0.            |
//+------------------------------------------------------------------+
double SxOnGrid(const string symbol,const double price)
  {
   if(price<=0.0)
      return(0.0);
   double tick=SymbolInfoDouble(symbol,SYMBOL_TRADE_TICK_SIZE);
   int    digits=(int)SymbolInfoInteger(symbol,SYMBOL_DIGITS);
   if(tick<=0.0)
      return(NormalizeDouble(price,digits));
   return(NormalizeDouble(MathRound(price/tick)*tick,digits));
  }

//+------------------------------------------------------------------+
//| A volume rounded down to the symbol's step.                       |
//+------------------------------------------------------------------+
double SxOnStep(const string symbol,const double volume)
  {
   double step=SymbolInfoDouble(symbol,SYMBOL_VOLUME_STEP);
   if(step<=0.0)
      return(volume);
   return(NormalizeDouble(MathFloor(volume/step+0.0000001)*step,8));
  }

//+------------------------------------------------------------------+
//| Filling of a market order, also of a close: FOK or IOC as the     |
//| symbol's flags say. Without flags: RETURN in exchange execution,  |
//| where it is always allowed, else FOK; never RETURN in market      |
//| execution. A wish that the symbol does not allow is refused by    |
//| SxMakeOrder: another filling could leave half of a volume.        |
//+------------------------------------------------------------------+
ENUM_ORDER_TYPE_FILLING SxMarketFilling(const string symbol,const string asked)
  {
   long flags=SymbolInfoInteger(symbol,SYMBOL_FILLING_MODE);
   long mode=SymbolInfoInteger(symbol,SYMBOL_TRADE_EXEMODE);
   bool has_fok=((flags&SYMBOL_FILLING_FOK)!=0);
   bool has_ioc=((flags&SYMBOL_FILLING_IOC)!=0);
   bool may_return=(mode==SYMBOL_TRADE_EXECUTION_EXCHANGE);
   if(asked=="fok" && has_fok)
      return(ORDER_FILLING_FOK);
   if(asked=="ioc" && has_ioc)
      return(ORDER_FILLING_IOC);
   if(asked=="return" && may_return)
      return(ORDER_FILLING_RETURN);
   if(has_fok)
      return(ORDER_FILLING_FOK);
   if(has_ioc)
      return(ORDER_FILLING_IOC);
   return(may_return ? ORDER_FILLING_RETURN : ORDER_FILLING_FOK);
  }

//+------------------------------------------------------------------+
//| Price and deviation count in request and instant execution only.  |
//+------------------------------------------------------------------+
bool SxNeedsPrice(const string symbol)
  {
   long mode=SymbolInfoInteger(symbol,SYMBOL_TRADE_EXEMODE);
   return(mode==SYMBOL_TRADE_EXECUTION_REQUEST || mode==SYMBOL_TRADE_EXECUTION_INSTANT);
  }

void SxFillMarket(MqlTradeRequest &request,const string asked_filling,const long deviation)
  {
   MqlTick tick;
   ZeroMemory(tick);
   request.type_filling=SxMarketFilling(request.symbol,asked_filling);
   if(SymbolInfoTick(request.symbol,tick))
      request.price=(request.type==ORDER_TYPE_BUY ? tick.ask : tick.bid);
   if(SxNeedsPrice(request.symbol))
      request.deviation=(ulong)MathMax((long)0,deviation);
  }

//+------------------------------------------------------------------+
//| True when a stop is nearer to its reference than the broker takes.|
//| sign 1: the stop lies below the reference (a buy's SL), -1: above.|
//+------------------------------------------------------------------+
bool SxIsTooNear(const double reference,const double stop,const int sign,const double distance)
  {
   if(stop<=0.0)
      return(false);
   double room=(reference-stop)*sign;
   return(room<=0.0 || room<distance-0.00000001);
  }

//+------------------------------------------------------------------+
//| Checks SL and TP by side. Buys are closed at the bid, sells at    |
//| the ask; a waiting order's own price is its reference.            |
//+------------------------------------------------------------------+
bool SxStopsFit(const string symbol,const bool is_buy,const double reference,const double sl,const double tp)
  {
   double level=(double)SymbolInfoInteger(symbol,SYMBOL_TRADE_STOPS_LEVEL)*SymbolInfoDouble(symbol,SYMBOL_POINT);
   int    sign=(is_buy ? 1 : -1);
   return(!SxIsTooNear(reference,sl,sign,level) && !SxIsTooNear(reference,tp,-sign,level));
  }

//+------------------------------------------------------------------+
//| True when a level lies so near the market that it is frozen.      |
//+------------------------------------------------------------------+
bool SxIsFrozen(const string symbol,const double market,const double level)
  {
   double freeze=(double)SymbolInfoInteger(symbol,SYMBOL_TRADE_FREEZE_LEVEL)*SymbolInfoDouble(symbol,SYMBOL_POINT);
   if(freeze<=0.0 || level<=0.0)
      return(false);
   return(MathAbs(market-level)<=freeze);
  }

//+------------------------------------------------------------------+
//| The order's position and price, where the answer left them out.   |
//+------------------------------------------------------------------+
void SxComplete(SxResult &result)
  {
   // the terminal's lists may lag the answer: what is asked next shall see this deal
   for(int k=0; k<SX_DEAL_LOOKS && result.deal>0 && !HistoryDealSelect((ulong)result.deal); k++)
      Sleep(10);
   if(result.deal>0 && HistoryDealSelect((ulong)result.deal))
     {
      ulong deal=(ulong)result.deal;
      result.position=HistoryDealGetInteger(deal,DEAL_POSITION_ID);
      if(result.price<=0.0)
         result.price=HistoryDealGetDouble(deal,DEAL_PRICE);
      if(result.volume<=0.0)
         result.volume=HistoryDealGetDouble(deal,DEAL_VOLUME);
     }
   if(result.position==0 && result.order>0 && HistoryOrderSelect((ulong)result.order))
      result.position=HistoryOrderGetInteger((ulong)result.order,ORDER_POSITION_ID);
  }

//+------------------------------------------------------------------+
//| Sends one request. `check_only`: asks the terminal, sends nothing.|
//+------------------------------------------------------------------+
void SxSend(const MqlTradeRequest &request,const bool check_only,SxResult &result)
  {
   MqlTradeCheckResult check;
   MqlTradeResult      answer;
   ZeroMemory(check);
   ZeroMemory(answer);
   if(SxIsOtherAccount())
     {
      SxRefuse(result,0,"E_TRADE_OFF","account: another one is logged in");
      return;
     }
   // a close is the broker's to judge: no sum of margins here holds it up
   bool opens=(request.action==TRADE_ACTION_PENDING || (request.action==TRADE_ACTION_DEAL && request.position==0));
   bool needs_check=(check_only || opens);
   if(needs_check && !OrderCheck(request,check))
     {
      int code=(int)check.retcode;
      SxRefuse(result,code==0 ? SX_RET_ERROR : code,"",check.comment);
      return;
     }
   if(check_only)
     {
      SxRefuse(result,SX_RET_DONE,"","checked, nothing was sent; margin "+SxNum(check.margin,2));
      return;
     }
   ResetLastError();
   bool was_taken=OrderSend(request,answer);
   int  retcode=(int)answer.retcode;
   if(retcode==0)
     {
      // no word of the broker: whether it went out is not known, even where it was taken
      result.state="unknown";
      result.retname="E_UNKNOWN_STATE";
      result.comment="no answer, error "+IntegerToString(GetLastError())+(was_taken ? ", taken" : "");
      return;
     }
   SxRefuse(result,retcode,"",answer.comment);
   result.order=(long)answer.order;
   result.deal=(long)answer.deal;
   result.volume=answer.volume;
   result.price=answer.price;
   result.bid=answer.bid;
   result.ask=answer.ask;
   if(result.state=="rejected")
     {
      result.volume=0.0;
      return;
     }
   SxComplete(result);
  }

//+------------------------------------------------------------------+
//| Selects the position with this identifier or ticket.              |
//+------------------------------------------------------------------+
bool SxSelectPosition(const long id)
  {
   if(id<=0)
      return(false);
   int total=PositionsTotal();
   for(int i=0; i<total; i++)
     {
      if(PositionGetTicket(i)==0)
         continue;
      if(PositionGetInteger(POSITION_IDENTIFIER)==id)
         return(true);
     }
   return(PositionSelectByTicket((ulong)id));
  }

//+------------------------------------------------------------------+
//| A close of (part of) the selected position, with its ticket: on a |
//| hedging account it would open an opposite one without.            |
//+------------------------------------------------------------------+
void SxMakeClose(const double volume,const long deviation,const long magic,const string comment,
                 MqlTradeRequest &request)
  {
   ZeroMemory(request);
   bool is_buy=(PositionGetInteger(POSITION_TYPE)==POSITION_TYPE_BUY);
   request.action=TRADE_ACTION_DEAL;
   request.position=(ulong)PositionGetInteger(POSITION_TICKET);
   request.symbol=PositionGetString(POSITION_SYMBOL);
   request.volume=volume;
   request.type=(is_buy ? ORDER_TYPE_SELL : ORDER_TYPE_BUY);
   request.magic=(ulong)magic;
   request.comment=comment;
   SxFillMarket(request,"auto",deviation);
  }

//+------------------------------------------------------------------+
//| Sends a close of the position, unless one that was taken does not |
//| show yet.                                                         |
//+------------------------------------------------------------------+
void SxSendClose(const MqlTradeRequest &request,const SxPosition &p,SxResult &result)
  {
   if(g_closings.IsPending(p))
     {
      SxRefuse(result,SX_RET_CLOSE_EXISTS,"","a close of it was taken already and does not show yet; nothing was sent");
      return;
     }
   SxSend(request,false,result);
   if(result.state!="rejected")
      g_closings.Note(p);
  }
//+------------------------------------------------------------------+
