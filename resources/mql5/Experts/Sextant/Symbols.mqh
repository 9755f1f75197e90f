//+------------------------------------------------------------------+
//| Symbols.mqh                                                       |
//| Symbols by the broker's exact names, what to suggest for names it |
//| does not have, and their specifications whole, with a revision    |
//| that grows when anything but the drift of tick values changes.    |
//+------------------------------------------------------------------+
#property strict
#include "Outbox.mqh"
#include "Clock.mqh"

#define SX_SYMBOLS_MAX        256
#define SX_SUGGESTIONS_MAX    10

struct SxSymbol
  {
   string            name;
   int               digits;
   string            told;            // the specification as it was last said, tick values apart
   double            tick_value;
   long              rev;
  };

class CSxSymbols
  {
private:
   SxSymbol          m_symbols[];
   int               m_count;
   int               m_turn;
   long              m_turn_ms;

   string            Fixed(const string name);
   string            Values(const string name);
   string            Sessions(const string name);
   bool              Refresh(const int i);

public:
                     CSxSymbols(void) { m_count=0; m_turn=0; m_turn_ms=0; }
   void              Clear(void)      { m_count=0; m_turn=0; }
   bool              Exists(const string name);
   string            Suggestions(const string name);
   bool              Use(const string name);
   int               Digits(const string name);
   void              Watch(void);
   void              TellAll(void);
  };

bool CSxSymbols::Exists(const string name)
  {
   bool is_custom=false;
   if(name=="" || !SymbolExist(name,is_custom))
      return(false);
   return(SymbolSelect(name,true));
  }

//+------------------------------------------------------------------+
//| Names like the asked one, as a JSON list: brokers add prefixes    |
//| and suffixes.                                                     |
//+------------------------------------------------------------------+
string CSxSymbols::Suggestions(const string name)
  {
   string asked=name;
   StringToUpper(asked);
   string bare="";
   for(int i=0; i<StringLen(asked); i++)
     {
      ushort c=StringGetCharacter(asked,i);
      if((c>='A' && c<='Z') || (c>='0' && c<='9'))
         bare+=ShortToString(c);
     }
   string six=StringSubstr(bare,0,6);
   string out="[";
   int    found=0;
   int    total=SymbolsTotal(false);
   if(StringLen(bare)<3)
      total=0;
   for(int pass=0; pass<2 && found==0; pass++)
     {
      for(int k=0; k<total && found<SX_SUGGESTIONS_MAX; k++)
        {
         string one=SymbolName(k,false);
         string upper=one;
         StringToUpper(upper);
         bool is_like=(StringFind(upper,six)>=0 || StringFind(bare,upper)>=0);
         if(pass==1)
            is_like=(StringFind(upper,StringSubstr(bare,0,3))==0);
         if(!is_like)
            continue;
         if(found>0)
            out+=",";
         out+=SxQuote(one);
         found++;
        }
     }
   return(out+"]");
  }

//+------------------------------------------------------------------+
//| Takes a symbol among those whose specification is kept told.      |
//+------------------------------------------------------------------+
bool CSxSymbols::Use(const string name)
  {
   for(int i=0; i<m_count; i++)
     {
      if(m_symbols[i].name==name)
         return(true);
     }
   if(m_count>=SX_SYMBOLS_MAX || !Exists(name))
      return(false);
   ArrayResize(m_symbols,m_count+1,64);
   m_symbols[m_count].name=name;
   m_symbols[m_count].digits=(int)SymbolInfoInteger(name,SYMBOL_DIGITS);
   m_symbols[m_count].told="";
   m_symbols[m_count].tick_value=0.0;
   m_symbols[m_count].rev=0;
   m_count++;
   return(true);
  }

int CSxSymbols::Digits(const string name)
  {
   for(int i=0; i<m_count; i++)
     {
      if(m_symbols[i].name==name)
         return(m_symbols[i].digits);
     }
   return((int)SymbolInfoInteger(name,SYMBOL_DIGITS));
  }

string CSxSymbols::Sessions(const string name)
  {
   string out="[";
   for(int day=0; day<7; day++)
     {
      out+=(day>0 ? ",[" : "[");
      datetime from=0;
      datetime to=0;
      int      told=0;
      for(uint k=0; k<16; k++)
        {
         if(!SymbolInfoSessionTrade(name,(ENUM_DAY_OF_WEEK)day,k,from,to))
            break;
         long a=(long)from;
         long b=(long)to;
         if(b==0)
            b=86400;
         a=MathMax((long)0,MathMin((long)86400,a));
         b=MathMax(a,MathMin((long)86400,b));
         out+=(told>0 ? ",[" : "[")+SxLong(a)+","+SxLong(b)+"]";
         told++;
        }
      out+="]";
     }
   return(out+"]");
  }

string SxCalcMode(const long mode)
  {
   switch((int)mode)
     {
      case SYMBOL_CALC_MODE_FOREX:
         return("forex");
      case SYMBOL_CALC_MODE_FOREX_NO_LEVERAGE:
         return("forex_no_leverage");
      case SYMBOL_CALC_MODE_FUTURES:
         return("futures");
      case SYMBOL_CALC_MODE_CFD:
         return("cfd");
      case SYMBOL_CALC_MODE_CFDINDEX:
         return("cfd_index");
      case SYMBOL_CALC_MODE_CFDLEVERAGE:
         return("cfd_leverage");
      case SYMBOL_CALC_MODE_EXCH_STOCKS:
         return("exch_stocks");
      case SYMBOL_CALC_MODE_EXCH_FUTURES:
         return("exch_futures");
      case SYMBOL_CALC_MODE_EXCH_FUTURES_FORTS:
         return("exch_futures_forts");
      case SYMBOL_CALC_MODE_EXCH_BONDS:
         return("exch_bonds");
      case SYMBOL_CALC_MODE_EXCH_STOCKS_MOEX:
         return("exch_stocks_moex");
      case SYMBOL_CALC_MODE_EXCH_BONDS_MOEX:
         return("exch_bonds_moex");
      case SYMBOL_CALC_MODE_SERV_COLLATERAL:
         return("collateral");
      default:
         return("mode_"+SxLong(mode));
     }
  }

string SxSwapMode(const long mode)
  {
   switch((int)mode)
     {
      case SYMBOL_SWAP_MODE_DISABLED:
         return("disabled");
      case SYMBOL_SWAP_MODE_POINTS:
         return("points");
      case SYMBOL_SWAP_MODE_CURRENCY_SYMBOL:
         return("currency_symbol");
      case SYMBOL_SWAP_MODE_CURRENCY_MARGIN:
         return("currency_margin");
      case SYMBOL_SWAP_MODE_CURRENCY_DEPOSIT:
         return("currency_deposit");
      case SYMBOL_SWAP_MODE_INTEREST_CURRENT:
         return("interest_current");
      case SYMBOL_SWAP_MODE_INTEREST_OPEN:
         return("interest_open");
      case SYMBOL_SWAP_MODE_REOPEN_CURRENT:
         return("reopen_current");
      case SYMBOL_SWAP_MODE_REOPEN_BID:
         return("reopen_bid");
      default:
         return("mode_"+SxLong(mode));
     }
  }

string SxTradeMode(const long mode)
  {
   switch((int)mode)
     {
      case SYMBOL_TRADE_MODE_LONGONLY:
         return("longonly");
      case SYMBOL_TRADE_MODE_SHORTONLY:
         return("shortonly");
      case SYMBOL_TRADE_MODE_CLOSEONLY:
         return("closeonly");
      case SYMBOL_TRADE_MODE_FULL:
         return("full");
      default:
         return("disabled");
     }
  }

string SxExecMode(const long mode)
  {
   switch((int)mode)
     {
      case SYMBOL_TRADE_EXECUTION_REQUEST:
         return("request");
      case SYMBOL_TRADE_EXECUTION_INSTANT:
         return("instant");
      case SYMBOL_TRADE_EXECUTION_EXCHANGE:
         return("exchange");
      default:
         return("market");
     }
  }

string SxField(const string name,const string value)
  {
   return(",\""+name+"\":"+value);
  }

string SxSymbolNum(const string symbol,const ENUM_SYMBOL_INFO_DOUBLE property)
  {
   return(SxNum(SymbolInfoDouble(symbol,property),10));
  }

//+------------------------------------------------------------------+
//| All of a specification that is not a money value of the moment.   |
//+------------------------------------------------------------------+
string CSxSymbols::Fixed(const string s)
  {
   string t="\"s\":"+SxQuote(s);
   t+=SxField("description",SxQuote(SymbolInfoString(s,SYMBOL_DESCRIPTION)));
   t+=SxField("digits",SxLong(SymbolInfoInteger(s,SYMBOL_DIGITS)));
   t+=SxField("point",SxSymbolNum(s,SYMBOL_POINT));
   t+=SxField("tick_size",SxSymbolNum(s,SYMBOL_TRADE_TICK_SIZE));
   t+=SxField("contract_size",SxSymbolNum(s,SYMBOL_TRADE_CONTRACT_SIZE));
   t+=SxField("vol_min",SxSymbolNum(s,SYMBOL_VOLUME_MIN));
   t+=SxField("vol_max",SxSymbolNum(s,SYMBOL_VOLUME_MAX));
   t+=SxField("vol_step",SxSymbolNum(s,SYMBOL_VOLUME_STEP));
   t+=SxField("vol_limit",SxSymbolNum(s,SYMBOL_VOLUME_LIMIT));
   t+=SxField("stops_level",SxLong(SymbolInfoInteger(s,SYMBOL_TRADE_STOPS_LEVEL)));
   t+=SxField("freeze_level",SxLong(SymbolInfoInteger(s,SYMBOL_TRADE_FREEZE_LEVEL)));
   t+=SxField("swap_long",SxSymbolNum(s,SYMBOL_SWAP_LONG));
   t+=SxField("swap_short",SxSymbolNum(s,SYMBOL_SWAP_SHORT));
   t+=SxField("swap_mode","\""+SxSwapMode(SymbolInfoInteger(s,SYMBOL_SWAP_MODE))+"\"");
   long triple=SymbolInfoInteger(s,SYMBOL_SWAP_ROLLOVER3DAYS);
   t+=SxField("swap_triple_day",SxLong(triple>=0 && triple<=6 ? triple : 3));
   t+=SxField("margin_initial",SxSymbolNum(s,SYMBOL_MARGIN_INITIAL));
   t+=SxField("margin_maintenance",SxSymbolNum(s,SYMBOL_MARGIN_MAINTENANCE));
   double buy_initial=0.0;
   double buy_hold=0.0;
   double sell_initial=0.0;
   double sell_hold=0.0;
   if(SymbolInfoMarginRate(s,ORDER_TYPE_BUY,buy_initial,buy_hold) &&
      SymbolInfoMarginRate(s,ORDER_TYPE_SELL,sell_initial,sell_hold))
     {
      t+=SxField("margin_rate_buy","["+SxNum(buy_initial,8)+","+SxNum(buy_hold,8)+"]");
      t+=SxField("margin_rate_sell","["+SxNum(sell_initial,8)+","+SxNum(sell_hold,8)+"]");
     }
   t+=SxField("margin_hedged",SxSymbolNum(s,SYMBOL_MARGIN_HEDGED));
   t+=SxField("calc_mode","\""+SxCalcMode(SymbolInfoInteger(s,SYMBOL_TRADE_CALC_MODE))+"\"");
   t+=SxField("trade_mode","\""+SxTradeMode(SymbolInfoInteger(s,SYMBOL_TRADE_MODE))+"\"");
   t+=SxField("exec_mode","\""+SxExecMode(SymbolInfoInteger(s,SYMBOL_TRADE_EXEMODE))+"\"");
   t+=SxField("filling",SxLong(SymbolInfoInteger(s,SYMBOL_FILLING_MODE)));
   t+=SxField("order_modes",SxLong(SymbolInfoInteger(s,SYMBOL_ORDER_MODE)));
   t+=SxField("expiration_modes",SxLong(SymbolInfoInteger(s,SYMBOL_EXPIRATION_MODE)));
   t+=SxField("base",SxQuote(SymbolInfoString(s,SYMBOL_CURRENCY_BASE)));
   t+=SxField("profit",SxQuote(SymbolInfoString(s,SYMBOL_CURRENCY_PROFIT)));
   t+=SxField("margin_currency",SxQuote(SymbolInfoString(s,SYMBOL_CURRENCY_MARGIN)));
   t+=SxField("sessions",Sessions(s));
   return(t);
  }

string CSxSymbols::Values(const string s)
  {
   string t=SxField("tick_value",SxSymbolNum(s,SYMBOL_TRADE_TICK_VALUE));
   t+=SxField("tick_value_profit",SxSymbolNum(s,SYMBOL_TRADE_TICK_VALUE_PROFIT));
   t+=SxField("tick_value_loss",SxSymbolNum(s,SYMBOL_TRADE_TICK_VALUE_LOSS));
   return(t);
  }

//+------------------------------------------------------------------+
//| Reads the specification; true when it is news. The revision is    |
//| the second in which it was first seen so.                         |
//+------------------------------------------------------------------+
bool CSxSymbols::Refresh(const int i)
  {
   string name=m_symbols[i].name;
   string fixed=Fixed(name);
   double value=SymbolInfoDouble(name,SYMBOL_TRADE_TICK_VALUE);
   double moved=MathAbs(value-m_symbols[i].tick_value);
   bool   is_news=(fixed!=m_symbols[i].told || moved>0.005*MathAbs(m_symbols[i].tick_value));
   if(!is_news)
      return(false);
   m_symbols[i].told=fixed;
   m_symbols[i].tick_value=value;
   m_symbols[i].digits=(int)SymbolInfoInteger(name,SYMBOL_DIGITS);
   m_symbols[i].rev=MathMax(m_symbols[i].rev+1,g_clock.UtcMs()/1000);
   return(true);
  }

//+------------------------------------------------------------------+
//| One symbol a tenth of a second: news goes out by itself.          |
//+------------------------------------------------------------------+
void CSxSymbols::Watch(void)
  {
   long now=g_clock.TickMs();
   if(m_count==0 || now-m_turn_ms<MathMax(100,5000/m_count))
      return;
   m_turn_ms=now;
   m_turn=(m_turn+1)%m_count;
   if(m_symbols[m_turn].told=="" || !Refresh(m_turn))
      return;
   string name=m_symbols[m_turn].name;
   string body="{"+m_symbols[m_turn].told+Values(name)+SxField("rev",SxLong(m_symbols[m_turn].rev))+"}";
   g_outbox.Push(g_clock.UtcMs(),"symbol","",body);
  }

//+------------------------------------------------------------------+
//| The specifications of all symbols in use, for a snapshot.         |
//+------------------------------------------------------------------+
void CSxSymbols::TellAll(void)
  {
   for(int i=0; i<m_count; i++)
     {
      Refresh(i);
      string name=m_symbols[i].name;
      string body="{"+m_symbols[i].told+Values(name)+SxField("rev",SxLong(m_symbols[i].rev))+"}";
      g_outbox.Push(g_clock.UtcMs(),"symbol","",body);
     }
  }

CSxSymbols g_symbols;
//+------------------------------------------------------------------+
