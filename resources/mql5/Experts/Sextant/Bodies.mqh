//+------------------------------------------------------------------+
//| Bodies.mqh                                                        |
//| Account, position, order and deal as the page writes them. The    |
//| terminal's selected position, order or deal is read into a value  |
//| first, so that two states can be compared.                        |
//+------------------------------------------------------------------+
#property strict
#include "Symbols.mqh"

struct SxPosition
  {
   long              id;
   long              ticket;
   string            symbol;
   bool              is_buy;
   double            volume;
   double            price_open;
   double            sl;
   double            tp;
   double            price;
   double            profit;
   double            swap;
   long              magic;
   string            comment;
   long              open_msc;
   double            told_profit;
   bool              seen;
  };

struct SxOrder
  {
   long              ticket;
   string            symbol;
   int               type;
   int               state;
   double            volume;
   double            volume_initial;
   double            price;
   double            stoplimit;
   double            sl;
   double            tp;
   int               filling;
   long              expiration;
   long              magic;
   string            comment;
   long              msc;
   long              gone_ms;         // when it was first missed; 0 while it is there
   bool              seen;
  };

//+------------------------------------------------------------------+
//| The account now. `is_locked`: this EA takes no new orders.        |
//+------------------------------------------------------------------+
string SxAccountBody(const bool is_locked)
  {
   bool trade=(AccountInfoInteger(ACCOUNT_TRADE_ALLOWED)!=0 && TerminalInfoInteger(TERMINAL_TRADE_ALLOWED)!=0);
   bool expert=(AccountInfoInteger(ACCOUNT_TRADE_EXPERT)!=0 && MQLInfoInteger(MQL_TRADE_ALLOWED)!=0 && !is_locked);
   bool is_percent=(AccountInfoInteger(ACCOUNT_MARGIN_SO_MODE)==ACCOUNT_STOPOUT_MODE_PERCENT);
   double margin=AccountInfoDouble(ACCOUNT_MARGIN);
   string t="{\"balance\":"+SxNum(AccountInfoDouble(ACCOUNT_BALANCE),8);
   t+=SxField("credit",SxNum(AccountInfoDouble(ACCOUNT_CREDIT),8));
   t+=SxField("equity",SxNum(AccountInfoDouble(ACCOUNT_EQUITY),8));
   t+=SxField("profit",SxNum(AccountInfoDouble(ACCOUNT_PROFIT),8));
   t+=SxField("margin",SxNum(margin,8));
   t+=SxField("margin_free",SxNum(AccountInfoDouble(ACCOUNT_MARGIN_FREE),8));
   t+=SxField("margin_level",margin>0.0 ? SxNum(AccountInfoDouble(ACCOUNT_MARGIN_LEVEL),4) : "null");
   t+=SxField("leverage",SxLong(MathMax((long)0,AccountInfoInteger(ACCOUNT_LEVERAGE))));
   t+=SxField("so_call",SxNum(MathMax(0.0,AccountInfoDouble(ACCOUNT_MARGIN_SO_CALL)),4));
   t+=SxField("so_so",SxNum(MathMax(0.0,AccountInfoDouble(ACCOUNT_MARGIN_SO_SO)),4));
   t+=SxField("so_mode",is_percent ? "\"percent\"" : "\"money\"");
   t+=SxField("trade_allowed",SxBool(trade));
   t+=SxField("expert_allowed",SxBool(expert));
   t+=SxField("terminal_connected",SxBool(TerminalInfoInteger(TERMINAL_CONNECTED)!=0));
   t+=SxField("currency",SxQuote(AccountInfoString(ACCOUNT_CURRENCY)));
   return(t+"}");
  }

//+------------------------------------------------------------------+
//| The position that is selected in the terminal.                    |
//+------------------------------------------------------------------+
void SxTakePosition(SxPosition &p)
  {
   p.ticket=PositionGetInteger(POSITION_TICKET);
   p.id=PositionGetInteger(POSITION_IDENTIFIER);
   p.symbol=PositionGetString(POSITION_SYMBOL);
   p.is_buy=(PositionGetInteger(POSITION_TYPE)==POSITION_TYPE_BUY);
   p.volume=PositionGetDouble(POSITION_VOLUME);
   p.price_open=PositionGetDouble(POSITION_PRICE_OPEN);
   p.sl=PositionGetDouble(POSITION_SL);
   p.tp=PositionGetDouble(POSITION_TP);
   p.price=PositionGetDouble(POSITION_PRICE_CURRENT);
   p.profit=PositionGetDouble(POSITION_PROFIT);
   p.swap=PositionGetDouble(POSITION_SWAP);
   p.magic=PositionGetInteger(POSITION_MAGIC);
   p.comment=PositionGetString(POSITION_COMMENT);
   p.open_msc=PositionGetInteger(POSITION_TIME_MSC);
   p.told_profit=p.profit;
   p.seen=true;
  }

string SxMagicJson(const long magic)
  {
   return(SxId(MathMax((long)0,magic)));
  }

string SxPositionBody(const string op,SxPosition &p)
  {
   int    digits=g_symbols.Digits(p.symbol);
   string t="{\"op\":\""+op+"\"";
   t+=SxField("id",SxId(p.id));
   t+=SxField("ticket",SxId(p.ticket));
   t+=SxField("s",SxQuote(p.symbol));
   t+=SxField("side",SxSideOf(p.is_buy));
   t+=SxField("vol",op=="close" ? "0" : SxNum(p.volume,8));
   t+=SxField("price_open",SxNum(p.price_open,MathMax(digits,8)));
   t+=SxField("sl",SxPrice(p.sl,digits));
   t+=SxField("tp",SxPrice(p.tp,digits));
   t+=SxField("price",SxNum(p.price,digits));
   t+=SxField("profit",SxNum(p.profit,8));
   t+=SxField("swap",SxNum(p.swap,8));
   t+=SxField("magic",SxMagicJson(p.magic));
   t+=SxField("cid",SxCidJson(p.magic));
   t+=SxField("comment",SxQuote(p.comment));
   t+=SxField("open_msc",SxLong(p.open_msc));
   return(t+"}");
  }

string SxMarkBody(SxPosition &p)
  {
   string t="{\"id\":"+SxId(p.id);
   t+=SxField("price",SxNum(p.price,g_symbols.Digits(p.symbol)));
   t+=SxField("profit",SxNum(p.profit,8));
   t+=SxField("swap",SxNum(p.swap,8));
   return(t+"}");
  }

//+------------------------------------------------------------------+
//| A line of the snapshot's hash.                                    |
//+------------------------------------------------------------------+
string SxHashLine(SxPosition &p)
  {
   int digits=g_symbols.Digits(p.symbol);
   return(SxLong(p.id)+":"+SxNum(p.volume,8)+":"+SxPrice(p.sl,digits)+":"+SxPrice(p.tp,digits));
  }

//+------------------------------------------------------------------+
//| The order that is selected: among the waiting ones, or in history.|
//+------------------------------------------------------------------+
void SxTakeOrder(SxOrder &o)
  {
   o.ticket=OrderGetInteger(ORDER_TICKET);
   o.symbol=OrderGetString(ORDER_SYMBOL);
   o.type=(int)OrderGetInteger(ORDER_TYPE);
   o.state=(int)OrderGetInteger(ORDER_STATE);
   o.volume=OrderGetDouble(ORDER_VOLUME_CURRENT);
   o.volume_initial=OrderGetDouble(ORDER_VOLUME_INITIAL);
   o.price=OrderGetDouble(ORDER_PRICE_OPEN);
   o.stoplimit=OrderGetDouble(ORDER_PRICE_STOPLIMIT);
   o.sl=OrderGetDouble(ORDER_SL);
   o.tp=OrderGetDouble(ORDER_TP);
   o.filling=(int)OrderGetInteger(ORDER_TYPE_FILLING);
   o.expiration=OrderGetInteger(ORDER_TIME_EXPIRATION);
   o.magic=OrderGetInteger(ORDER_MAGIC);
   o.comment=OrderGetString(ORDER_COMMENT);
   o.msc=OrderGetInteger(ORDER_TIME_SETUP_MSC);
   o.gone_ms=0;
   o.seen=true;
  }

void SxTakePastOrder(const ulong ticket,SxOrder &o)
  {
   o.ticket=(long)ticket;
   o.symbol=HistoryOrderGetString(ticket,ORDER_SYMBOL);
   o.type=(int)HistoryOrderGetInteger(ticket,ORDER_TYPE);
   o.state=(int)HistoryOrderGetInteger(ticket,ORDER_STATE);
   o.volume=HistoryOrderGetDouble(ticket,ORDER_VOLUME_CURRENT);
   o.volume_initial=HistoryOrderGetDouble(ticket,ORDER_VOLUME_INITIAL);
   o.price=HistoryOrderGetDouble(ticket,ORDER_PRICE_OPEN);
   o.stoplimit=HistoryOrderGetDouble(ticket,ORDER_PRICE_STOPLIMIT);
   o.sl=HistoryOrderGetDouble(ticket,ORDER_SL);
   o.tp=HistoryOrderGetDouble(ticket,ORDER_TP);
   o.filling=(int)HistoryOrderGetInteger(ticket,ORDER_TYPE_FILLING);
   o.expiration=HistoryOrderGetInteger(ticket,ORDER_TIME_EXPIRATION);
   o.magic=HistoryOrderGetInteger(ticket,ORDER_MAGIC);
   o.comment=HistoryOrderGetString(ticket,ORDER_COMMENT);
   o.msc=HistoryOrderGetInteger(ticket,ORDER_TIME_SETUP_MSC);
   o.gone_ms=0;
   o.seen=true;
  }

string SxOrderState(const int state)
  {
   switch(state)
     {
      case ORDER_STATE_PLACED:
         return("placed");
      case ORDER_STATE_CANCELED:
         return("canceled");
      case ORDER_STATE_PARTIAL:
         return("partial");
      case ORDER_STATE_FILLED:
         return("filled");
      case ORDER_STATE_REJECTED:
         return("rejected");
      case ORDER_STATE_EXPIRED:
         return("expired");
      case ORDER_STATE_REQUEST_MODIFY:
      case ORDER_STATE_REQUEST_CANCEL:
         return("placed");
      default:
         return("started");
     }
  }

bool SxIsBuyType(const int type)
  {
   return(type==ORDER_TYPE_BUY || type==ORDER_TYPE_BUY_LIMIT || type==ORDER_TYPE_BUY_STOP ||
          type==ORDER_TYPE_BUY_STOP_LIMIT);
  }

string SxOrderKind(const int type)
  {
   switch(type)
     {
      case ORDER_TYPE_BUY_LIMIT:
      case ORDER_TYPE_SELL_LIMIT:
         return("limit");
      case ORDER_TYPE_BUY_STOP:
      case ORDER_TYPE_SELL_STOP:
         return("stop");
      case ORDER_TYPE_BUY_STOP_LIMIT:
      case ORDER_TYPE_SELL_STOP_LIMIT:
         return("stop_limit");
      default:
         return("market");
     }
  }

string SxFillingWord(const int filling)
  {
   switch(filling)
     {
      case ORDER_FILLING_FOK:
         return("fok");
      case ORDER_FILLING_IOC:
         return("ioc");
      case ORDER_FILLING_RETURN:
         return("return");
      default:
         return("boc");
     }
  }

string SxOrderBody(const string op,SxOrder &o)
  {
   int    digits=g_symbols.Digits(o.symbol);
   string t="{\"op\":\""+op+"\"";
   t+=SxField("id",SxId(o.ticket));
   t+=SxField("ticket",SxId(o.ticket));
   t+=SxField("s",SxQuote(o.symbol));
   t+=SxField("state","\""+SxOrderState(o.state)+"\"");
   t+=SxField("type","\""+SxOrderKind(o.type)+"\"");
   t+=SxField("side",SxSideOf(SxIsBuyType(o.type)));
   t+=SxField("vol",SxNum(o.volume,8));
   t+=SxField("vol_initial",SxNum(o.volume_initial,8));
   t+=SxField("price",SxPrice(o.price,digits));
   t+=SxField("stoplimit",SxPrice(o.stoplimit,digits));
   t+=SxField("sl",SxPrice(o.sl,digits));
   t+=SxField("tp",SxPrice(o.tp,digits));
   t+=SxField("filling","\""+SxFillingWord(o.filling)+"\"");
   t+=SxField("expiration",o.expiration>0 ? SxLong(o.expiration*1000) : "null");
   t+=SxField("magic",SxMagicJson(o.magic));
   t+=SxField("cid",SxCidJson(o.magic));
   t+=SxField("comment",SxQuote(o.comment));
   t+=SxField("msc",SxLong(o.msc));
   return(t+"}");
  }
//+------------------------------------------------------------------+
