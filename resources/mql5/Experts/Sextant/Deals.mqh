//+------------------------------------------------------------------+
//| Deals.mqh                                                         |
//| Deals as the page writes them: entry, reason, costs apart from    |
//| profit, and balance operations, which are no trades.              |
//+------------------------------------------------------------------+
#property strict
#include "Bodies.mqh"

string SxDealReason(const long reason)
  {
   switch((int)reason)
     {
      case DEAL_REASON_CLIENT:
         return("client");
      case DEAL_REASON_MOBILE:
         return("mobile");
      case DEAL_REASON_WEB:
         return("web");
      case DEAL_REASON_EXPERT:
         return("expert");
      case DEAL_REASON_SL:
         return("sl");
      case DEAL_REASON_TP:
         return("tp");
      case DEAL_REASON_SO:
         return("so");
      case DEAL_REASON_ROLLOVER:
         return("rollover");
      case DEAL_REASON_VMARGIN:
         return("vmargin");
      case DEAL_REASON_SPLIT:
         return("split");
      default:
         return("other_"+SxLong(reason));
     }
  }

string SxDealEntry(const long entry)
  {
   switch((int)entry)
     {
      case DEAL_ENTRY_OUT:
         return("out");
      case DEAL_ENTRY_INOUT:
         return("inout");
      case DEAL_ENTRY_OUT_BY:
         return("out_by");
      default:
         return("in");
     }
  }

bool SxIsTrade(const ulong deal)
  {
   long type=HistoryDealGetInteger(deal,DEAL_TYPE);
   return(type==DEAL_TYPE_BUY || type==DEAL_TYPE_SELL);
  }

//+------------------------------------------------------------------+
//| What a deal did to the balance.                                   |
//+------------------------------------------------------------------+
double SxDealMoney(const ulong deal)
  {
   return(HistoryDealGetDouble(deal,DEAL_PROFIT)+HistoryDealGetDouble(deal,DEAL_COMMISSION)+
          HistoryDealGetDouble(deal,DEAL_SWAP)+HistoryDealGetDouble(deal,DEAL_FEE));
  }

//+------------------------------------------------------------------+
//| A deal of the selected history.                                   |
//+------------------------------------------------------------------+
string SxDealBody(const ulong deal)
  {
   string symbol=HistoryDealGetString(deal,DEAL_SYMBOL);
   bool   is_trade=SxIsTrade(deal);
   int    digits=(symbol=="" ? 8 : g_symbols.Digits(symbol));
   long   type=HistoryDealGetInteger(deal,DEAL_TYPE);
   long   magic=HistoryDealGetInteger(deal,DEAL_MAGIC);
   string side="\"balance\"";
   if(is_trade)
      side=SxSideOf(type==DEAL_TYPE_BUY);
   string t="{\"deal\":"+SxId((long)deal);
   t+=SxField("order",SxId(MathMax((long)0,HistoryDealGetInteger(deal,DEAL_ORDER))));
   t+=SxField("position_id",SxId(MathMax((long)0,HistoryDealGetInteger(deal,DEAL_POSITION_ID))));
   t+=SxField("s",SxQuote(symbol));
   t+=SxField("entry","\""+SxDealEntry(HistoryDealGetInteger(deal,DEAL_ENTRY))+"\"");
   t+=SxField("reason","\""+SxDealReason(HistoryDealGetInteger(deal,DEAL_REASON))+"\"");
   t+=SxField("side",side);
   t+=SxField("vol",SxNum(HistoryDealGetDouble(deal,DEAL_VOLUME),8));
   t+=SxField("price",SxNum(HistoryDealGetDouble(deal,DEAL_PRICE),MathMax(digits,8)));
   t+=SxField("profit",SxNum(HistoryDealGetDouble(deal,DEAL_PROFIT),8));
   t+=SxField("commission",SxNum(HistoryDealGetDouble(deal,DEAL_COMMISSION),8));
   t+=SxField("fee",SxNum(HistoryDealGetDouble(deal,DEAL_FEE),8));
   t+=SxField("swap",SxNum(HistoryDealGetDouble(deal,DEAL_SWAP),8));
   t+=SxField("msc",SxLong(HistoryDealGetInteger(deal,DEAL_TIME_MSC)));
   t+=SxField("magic",SxMagicJson(magic));
   t+=SxField("cid",SxCidJson(magic));
   t+=SxField("comment",SxQuote(HistoryDealGetString(deal,DEAL_COMMENT)));
   if(!is_trade)
      t+=SxField("type",SxLong(type));
   return(t+"}");
  }
//+------------------------------------------------------------------+
