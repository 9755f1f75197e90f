//+------------------------------------------------------------------+
//| Retcodes.mqh                                                      |
//| The trade server's return codes by name, and what each means for  |
//| an order: done, partial, placed, unknown or rejected.             |
//+------------------------------------------------------------------+
#property strict

#define SX_RET_REQUOTE          10004
#define SX_RET_PLACED           10008
#define SX_RET_DONE             10009
#define SX_RET_DONE_PARTIAL     10010
#define SX_RET_ERROR            10011
#define SX_RET_TIMEOUT          10012
#define SX_RET_INVALID          10013
#define SX_RET_INVALID_VOLUME   10014
#define SX_RET_INVALID_PRICE    10015
#define SX_RET_INVALID_STOPS    10016
#define SX_RET_TRADE_DISABLED   10017
#define SX_RET_PRICE_OFF        10021
#define SX_RET_EXPIRATION       10022
#define SX_RET_NO_CHANGES       10025
#define SX_RET_CLIENT_OFF       10027
#define SX_RET_FROZEN           10029
#define SX_RET_INVALID_FILL     10030
#define SX_RET_CONNECTION       10031
#define SX_RET_LIMIT_VOLUME     10034
#define SX_RET_INVALID_ORDER    10035
#define SX_RET_CLOSED           10036
#define SX_RET_CLOSE_VOLUME     10038
#define SX_RET_CLOSE_EXISTS     10039
#define SX_RET_LONG_ONLY        10042
#define SX_RET_SHORT_ONLY       10043
#define SX_RET_CLOSE_ONLY       10044

string SxRetname(const int retcode)
  {
   switch(retcode)
     {
      case 0:
         return("");
      case 10004:
         return("REQUOTE");
      case 10006:
         return("REJECT");
      case 10007:
         return("CANCEL");
      case 10008:
         return("PLACED");
      case 10009:
         return("DONE");
      case 10010:
         return("DONE_PARTIAL");
      case 10011:
         return("ERROR");
      case 10012:
         return("TIMEOUT");
      case 10013:
         return("INVALID");
      case 10014:
         return("INVALID_VOLUME");
      case 10015:
         return("INVALID_PRICE");
      case 10016:
         return("INVALID_STOPS");
      case 10017:
         return("TRADE_DISABLED");
      case 10018:
         return("MARKET_CLOSED");
      case 10019:
         return("NO_MONEY");
      case 10020:
         return("PRICE_CHANGED");
      case 10021:
         return("PRICE_OFF");
      case 10022:
         return("INVALID_EXPIRATION");
      case 10023:
         return("ORDER_CHANGED");
      case 10024:
         return("TOO_MANY_REQUESTS");
      case 10025:
         return("NO_CHANGES");
      case 10026:
         return("SERVER_DISABLES_AT");
      case 10027:
         return("CLIENT_DISABLES_AT");
      case 10028:
         return("LOCKED");
      case 10029:
         return("FROZEN");
      case 10030:
         return("INVALID_FILL");
      case 10031:
         return("CONNECTION");
      case 10032:
         return("ONLY_REAL");
      case 10033:
         return("LIMIT_ORDERS");
      case 10034:
         return("LIMIT_VOLUME");
      case 10035:
         return("INVALID_ORDER");
      case 10036:
         return("POSITION_CLOSED");
      case 10038:
         return("INVALID_CLOSE_VOLUME");
      case 10039:
         return("CLOSE_ORDER_EXIST");
      case 10040:
         return("LIMIT_POSITIONS");
      case 10041:
         return("REJECT_CANCEL");
      case 10042:
         return("LONG_ONLY");
      case 10043:
         return("SHORT_ONLY");
      case 10044:
         return("CLOSE_ONLY");
      case 10045:
         return("FIFO_CLOSE");
      case 10046:
         return("HEDGE_PROHIBITED");
      default:
         return("CODE_"+IntegerToString(retcode));
     }
  }

//+------------------------------------------------------------------+
//| OrderSend's true is acceptance; what became of it says the code.  |
//+------------------------------------------------------------------+
string SxStateOf(const int retcode)
  {
   if(retcode==SX_RET_PLACED)
      return("placed");
   if(retcode==SX_RET_DONE || retcode==SX_RET_NO_CHANGES)
      return("done");
   if(retcode==SX_RET_DONE_PARTIAL)
      return("partial");
   if(retcode==SX_RET_TIMEOUT || retcode==SX_RET_CONNECTION)
      return("unknown");
   return("rejected");
  }

//+------------------------------------------------------------------+
//| The answer to an order command.                                   |
//+------------------------------------------------------------------+
struct SxResult
  {
   string            cid;
   string            state;
   int               retcode;
   string            retname;
   long              order;
   long              deal;
   long              position;
   double            volume;
   double            price;
   double            bid;
   double            ask;
   string            comment;
   long              ms;
  };

void SxBlank(const string cid,SxResult &result)
  {
   result.cid=cid;
   result.state="rejected";
   result.retcode=0;
   result.retname="";
   result.order=0;
   result.deal=0;
   result.position=0;
   result.volume=0.0;
   result.price=0.0;
   result.bid=0.0;
   result.ask=0.0;
   result.comment="";
   result.ms=0;
  }

void SxRefuse(SxResult &result,const int retcode,const string retname,const string comment)
  {
   result.state=SxStateOf(retcode);
   result.retcode=retcode;
   result.retname=(retname=="" ? SxRetname(retcode) : retname);
   result.comment=comment;
  }

//+------------------------------------------------------------------+
//| The body without re and replay, as the journal keeps it.          |
//+------------------------------------------------------------------+
string SxResultFields(const SxResult &result)
  {
   string t="\"cid\":"+SxQuote(result.cid);
   t+=",\"state\":\""+result.state+"\"";
   t+=",\"retcode\":"+IntegerToString(result.retcode);
   t+=",\"retname\":"+SxQuote(result.retname);
   t+=",\"order\":"+SxIdOrNull(result.order);
   t+=",\"deal\":"+SxIdOrNull(result.deal);
   t+=",\"position\":"+SxIdOrNull(result.position);
   t+=",\"vol\":"+SxNum(result.volume,8);
   t+=",\"price\":"+SxPrice(result.price,8);
   t+=",\"bid\":"+SxPrice(result.bid,8);
   t+=",\"ask\":"+SxPrice(result.ask,8);
   t+=",\"comment\":"+SxQuote(StringSubstr(result.comment,0,300));
   t+=",\"ms\":"+SxLong(result.ms);
   return(t);
  }
//+------------------------------------------------------------------+
