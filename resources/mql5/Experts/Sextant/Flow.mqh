//+------------------------------------------------------------------+
//| Flow.mqh                                                          |
//| Depth of market, at most five times a second a symbol, and the    |
//| flow of a minute: ticks up and down, volumes by side, the average |
//| spread, the imbalance of the book. Lossy by nature.               |
//+------------------------------------------------------------------+
#property strict
#include "Ticks.mqh"

#define SX_BOOK_MS       200
#define SX_FLOW_MS       60000
#define SX_BOOK_LEVELS   20

struct SxFlowStream
  {
   string            symbol;
   bool              has_book;
   string            told;
   long              book_ms;
   double            imbalance;
   bool              has_imbalance;
   //--- the minute
   long              began_ms;
   long              last_msc;
   double            last_mid;
   int               up;
   int               down;
   double            buy;
   double            sell;
   double            spread_sum;
   int               spreads;
  };

class CSxFlow
  {
private:
   SxFlowStream      m_streams[];
   int               m_count;
   MqlTick           m_rows[];

   int               Find(const string symbol);
   int               Add(const string symbol);
   void              Empty(const int i);
   void              LookAtBook(const int i,const long now);
   void              LookAtTicks(const int i,const long now);

public:
                     CSxFlow(void)    { m_count=0; }
   void              Clear(void);
   bool              Subscribe(const string symbol);
   void              Unsubscribe(const string symbol);
   void              Look(void);
  };

int CSxFlow::Find(const string symbol)
  {
   for(int i=0; i<m_count; i++)
     {
      if(m_streams[i].symbol==symbol)
         return(i);
     }
   return(-1);
  }

void CSxFlow::Empty(const int i)
  {
   m_streams[i].began_ms=g_clock.TickMs();
   m_streams[i].up=0;
   m_streams[i].down=0;
   m_streams[i].buy=0.0;
   m_streams[i].sell=0.0;
   m_streams[i].spread_sum=0.0;
   m_streams[i].spreads=0;
  }

int CSxFlow::Add(const string symbol)
  {
   int i=Find(symbol);
   if(i>=0)
      return(i);
   i=m_count;
   m_count++;
   ArrayResize(m_streams,m_count,SX_STREAMS_MAX);
   m_streams[i].symbol=symbol;
   m_streams[i].has_book=false;
   m_streams[i].told="";
   m_streams[i].book_ms=0;
   m_streams[i].imbalance=0.0;
   m_streams[i].has_imbalance=false;
   m_streams[i].last_msc=0;
   m_streams[i].last_mid=0.0;
   Empty(i);
   return(i);
  }

void CSxFlow::Clear(void)
  {
   for(int i=0; i<m_count; i++)
     {
      if(m_streams[i].has_book)
         MarketBookRelease(m_streams[i].symbol);
     }
   m_count=0;
  }

bool CSxFlow::Subscribe(const string symbol)
  {
   int i=Add(symbol);
   if(!m_streams[i].has_book)
      m_streams[i].has_book=MarketBookAdd(symbol);
   return(m_streams[i].has_book);
  }

void CSxFlow::Unsubscribe(const string symbol)
  {
   int i=Find(symbol);
   if(i<0 || !m_streams[i].has_book)
      return;
   MarketBookRelease(symbol);
   m_streams[i].has_book=false;
   m_streams[i].has_imbalance=false;
  }

void CSxFlow::LookAtBook(const int i,const long now)
  {
   if(!m_streams[i].has_book || now-m_streams[i].book_ms<SX_BOOK_MS)
      return;
   m_streams[i].book_ms=now;
   MqlBookInfo book[];
   if(!MarketBookGet(m_streams[i].symbol,book))
      return;
   int    digits=g_symbols.Digits(m_streams[i].symbol);
   int    bids=0;
   int    asks=0;
   double bid_volume=0.0;
   double ask_volume=0.0;
   string bid_text="";
   string ask_text="";
   int    total=ArraySize(book);
   int    all_asks=0;
   for(int c=0; c<total; c++)
     {
      if(book[c].type==BOOK_TYPE_SELL || book[c].type==BOOK_TYPE_SELL_MARKET)
         all_asks++;
     }
   for(int k=0; k<total; k++)
     {
      double volume=(book[k].volume_real>0.0 ? book[k].volume_real : (double)book[k].volume);
      string row="["+SxNum(book[k].price,digits)+","+SxNum(volume,8)+"]";
      bool   is_bid=(book[k].type==BOOK_TYPE_BUY || book[k].type==BOOK_TYPE_BUY_MARKET);
      if(is_bid && bids<SX_BOOK_LEVELS)
        {
         bid_text+=(bids>0 ? "," : "")+row;
         bids++;
         bid_volume+=volume;
        }
      if(is_bid)
         continue;
      // asks are listed from the highest down: the best ones are the last
      asks++;
      if(asks<=all_asks-SX_BOOK_LEVELS)
         continue;
      ask_text=row+(ask_text=="" ? "" : ",")+ask_text;
      ask_volume+=volume;
     }
   m_streams[i].has_imbalance=(bid_volume+ask_volume>0.0);
   if(m_streams[i].has_imbalance)
      m_streams[i].imbalance=(bid_volume-ask_volume)/(bid_volume+ask_volume);
   string body="{\"s\":"+SxQuote(m_streams[i].symbol)+",\"bids\":["+bid_text+"],\"asks\":["+ask_text+"]}";
   if(body==m_streams[i].told || SxIsPaused("book") || !g_link.IsFree(80.0))
      return;
   m_streams[i].told=body;
   g_link.Say("book",body);
  }

//+------------------------------------------------------------------+
//| Counts the ticks since the last look; a minute is said and begun  |
//| anew.                                                             |
//+------------------------------------------------------------------+
void CSxFlow::LookAtTicks(const int i,const long now)
  {
   string symbol=m_streams[i].symbol;
   long   from=(m_streams[i].last_msc>0 ? m_streams[i].last_msc+1 : g_clock.BrokerMs()-1000);
   int    have=CopyTicks(symbol,m_rows,COPY_TICKS_ALL,(ulong)MathMax((long)1,from),2000);
   double point=SymbolInfoDouble(symbol,SYMBOL_POINT);
   for(int k=0; k<have; k++)
     {
      double mid=(m_rows[k].bid+m_rows[k].ask)/2.0;
      if(m_streams[i].last_mid>0.0 && mid>m_streams[i].last_mid)
         m_streams[i].up++;
      if(m_streams[i].last_mid>0.0 && mid<m_streams[i].last_mid)
         m_streams[i].down++;
      double volume=(m_rows[k].volume_real>0.0 ? m_rows[k].volume_real : (double)m_rows[k].volume);
      if((m_rows[k].flags&TICK_FLAG_BUY)!=0)
         m_streams[i].buy+=volume;
      if((m_rows[k].flags&TICK_FLAG_SELL)!=0)
         m_streams[i].sell+=volume;
      if(point>0.0 && m_rows[k].ask>=m_rows[k].bid)
        {
         m_streams[i].spread_sum+=(m_rows[k].ask-m_rows[k].bid)/point;
         m_streams[i].spreads++;
        }
      m_streams[i].last_mid=mid;
      m_streams[i].last_msc=m_rows[k].time_msc;
     }
   if(now-m_streams[i].began_ms<SX_FLOW_MS)
      return;
   string body="{\"s\":"+SxQuote(symbol)+",\"win_s\":60";
   body+=SxField("ticks_up",IntegerToString(m_streams[i].up))+SxField("ticks_down",IntegerToString(m_streams[i].down));
   body+=SxField("vol_buy",SxNum(m_streams[i].buy,8))+SxField("vol_sell",SxNum(m_streams[i].sell,8));
   string spread="null";
   if(m_streams[i].spreads>0)
      spread=SxNum(m_streams[i].spread_sum/m_streams[i].spreads,4);
   body+=SxField("spread_avg",spread);
   body+=SxField("book_imb",m_streams[i].has_imbalance ? SxNum(m_streams[i].imbalance,6) : "null");
   body+=SxField("origin","\"ea\"")+"}";
   bool had_ticks=(m_streams[i].spreads>0);
   Empty(i);
   if(had_ticks && !SxIsPaused("flow") && g_link.IsFree(80.0))
      g_link.Say("flow",body);
  }

void CSxFlow::Look(void)
  {
   static long looked_ms=0;
   static int  turn=0;
   long now=g_clock.TickMs();
   for(int i=0; i<m_count; i++)
      LookAtBook(i,now);
   if(now-looked_ms<1000)
      return;
   looked_ms=now;
   int total=g_ticks.Count();
   for(int k=0; k<total && g_clock.TickMs()-now<=SX_TURN_MS; k++)
     {
      string symbol=g_ticks.Symbol(turn%total);
      turn=(turn+1)%total;
      if(g_ticks.IsOn(symbol))
         LookAtTicks(Add(symbol),now);
     }
  }

CSxFlow g_flow;
//+------------------------------------------------------------------+
