//+------------------------------------------------------------------+
//| History.mqh                                                       |
//| Answers to history: pages of ticks, bars, deals, orders, calendar |
//| values, or a count; two at a time, a page a turn, so that live    |
//| data goes between. What the terminal is still loading is sent as  |
//| far as it goes, and said to be incomplete.                        |
//+------------------------------------------------------------------+
#property strict
#include "Bars.mqh"
#include "Truth.mqh"
#include "Calendar.mqh"

#define SX_JOBS_AT_ONCE   2
#define SX_JOBS_MAX       16
#define SX_PAGE_MAX       5000
// a page stays well below the page's limit of 1 MiB a message
#define SX_PAGE_CHARS     300000

struct SxJob
  {
   string            id;
   string            kind;
   string            symbol;
   string            tf;
   long              from_msc;        // the next row's time: broker ms
   int               from_n;          // rows of exactly from_msc that are done
   long              to_msc;
   int               page;
   bool              is_packed;
   int               pages;
   long              rows;
   long              began_ms;
  };

class CSxHistory
  {
private:
   SxJob             m_jobs[];
   int               m_count;
   int               m_turn;
   MqlTick           m_ticks[];
   MqlRates          m_rates[];
   //--- the page that is being made
   string            m_text;
   int               m_page_rows;
   bool              m_more;
   bool              m_is_whole;

   void              AddRow(const string row);
   bool              IsFull(SxJob &job) { return(m_page_rows>=job.page || StringLen(m_text)>=SX_PAGE_CHARS); }
   void              Refuse(const string id,const string code,const string text,const string extra);
   void              ReadTicks(SxJob &job);
   void              ReadBars(SxJob &job);
   void              ReadDeals(SxJob &job);
   void              ReadCount(SxJob &job);
   void              ReadCalendar(SxJob &job);
   void              SendPage(SxJob &job);
   void              Finish(const int i,SxJob &job);

public:
                     CSxHistory(void) { m_count=0; m_turn=0; }
   void              Clear(void)      { m_count=0; }
   void              Ask(CSxJson &json,const int body);
   void              Step(void);
  };

void CSxHistory::Refuse(const string id,const string code,const string text,const string extra)
  {
   string body="{\"re\":"+SxQuote(id)+",\"ok\":false,\"code\":\""+code+"\",\"msg\":"+SxQuote(text)+extra+"}";
   g_link.Say("result",body,id);
  }

//+------------------------------------------------------------------+
//| Takes a question: from_msc is a time, or a cursor [msc,n] where   |
//| an incomplete answer is asked for again.                          |
//+------------------------------------------------------------------+
void CSxHistory::Ask(CSxJson &json,const int body)
  {
   SxJob job;
   job.id=json.GetText(body,"id");
   job.kind=json.GetText(body,"kind");
   job.symbol=json.GetText(body,"s");
   job.tf=json.GetText(body,"tf");
   job.from_n=0;
   int from=json.Get(body,"from_msc");
   if(json.Kind(json.Get(body,"next_from"))==SX_JSON_LIST)
      from=json.Get(body,"next_from");
   if(json.Kind(from)==SX_JSON_LIST)
     {
      job.from_msc=json.LongOf(json.Item(from,0));
      job.from_n=(int)json.LongOf(json.Item(from,1));
     }
   else
     {
      job.from_msc=json.LongOf(from);
      job.from_n=(int)json.GetLong(body,"from_n");
     }
   job.to_msc=(json.HasNum(body,"to_msc") ? json.GetLong(body,"to_msc") : LONG_MAX/2);
   job.page=(int)json.GetLong(body,"page");
   if(job.page<=0 || job.page>SX_PAGE_MAX)
      job.page=SX_PAGE_MAX;
   job.is_packed=(json.GetText(body,"enc")=="zb64");
   job.pages=0;
   job.rows=0;
   job.began_ms=0;
   bool needs_symbol=(job.kind=="ticks" || job.kind=="bars" || job.kind=="count");
   bool is_known=(needs_symbol || job.kind=="deals" || job.kind=="orders" || job.kind=="calendar");
   bool is_bars=(job.kind=="bars" || (job.kind=="count" && job.tf!=""));
   if(!is_known)
      Refuse(job.id,"E_RANGE","no history of kind "+job.kind,"");
   else if(needs_symbol && !g_symbols.Use(job.symbol))
      Refuse(job.id,"E_SYMBOL","no symbol "+job.symbol,",\"suggestions\":"+g_symbols.Suggestions(job.symbol));
   else if(is_bars && SxTimeframe(job.tf)==PERIOD_CURRENT)
      Refuse(job.id,"E_RANGE","no timeframe "+job.tf,"");
   else if(m_count>=SX_JOBS_MAX)
      Refuse(job.id,"E_BUSY","too many histories wait already","");
   else
     {
      m_count++;
      ArrayResize(m_jobs,m_count,SX_JOBS_MAX);
      m_jobs[m_count-1]=job;
     }
  }

void CSxHistory::AddRow(const string row)
  {
   if(m_page_rows>0)
      m_text+=",";
   m_text+=row;
   m_page_rows++;
  }

void CSxHistory::ReadTicks(SxJob &job)
  {
   int  digits=g_symbols.Digits(job.symbol);
   int  want=job.page+job.from_n+1;
   ResetLastError();
   int  have=CopyTicks(job.symbol,m_ticks,COPY_TICKS_ALL,(ulong)MathMax((long)1,job.from_msc),(uint)want);
   if(have<0 || GetLastError()!=0)
     {
      // what comes with an error may have holes
      m_is_whole=false;
      return;
     }
   long start=job.from_msc;
   int  skip=job.from_n;
   for(int k=0; k<have; k++)
     {
      long at=m_ticks[k].time_msc;
      if(at<start)
         continue;
      if(at==start && skip>0)
        {
         skip--;
         continue;
        }
      if(at>job.to_msc)
         return;
      if(IsFull(job))
        {
         m_more=true;
         return;
        }
      double volume=(m_ticks[k].volume_real>0.0 ? m_ticks[k].volume_real : (double)m_ticks[k].volume);
      string row="["+SxLong(at)+","+SxNum(MathMax(0.0,m_ticks[k].bid),digits)+",";
      row+=SxNum(MathMax(0.0,m_ticks[k].ask),digits)+","+SxNum(MathMax(0.0,m_ticks[k].last),digits)+",";
      AddRow(row+SxNum(volume,8)+","+SxLong((long)m_ticks[k].flags)+"]");
      if(at==job.from_msc)
         job.from_n++;
      else
        {
         job.from_msc=at;
         job.from_n=1;
        }
     }
   // fewer than asked for and not yet at the end: the terminal is still loading
   if(TerminalInfoInteger(TERMINAL_CONNECTED)==0)
      m_is_whole=false;
   if(have>=want)
      m_more=true;
  }

void CSxHistory::ReadBars(SxJob &job)
  {
   ENUM_TIMEFRAMES timeframe=SxTimeframe(job.tf);
   int  digits=g_symbols.Digits(job.symbol);
   int  seconds=PeriodSeconds(timeframe);
   long newest=SeriesInfoInteger(job.symbol,timeframe,SERIES_LASTBAR_DATE);
   long first=SeriesInfoInteger(job.symbol,timeframe,SERIES_SERVER_FIRSTDATE);
   bool is_whole=(SeriesInfoInteger(job.symbol,timeframe,SERIES_SYNCHRONIZED)!=0 && newest>0);
   long from=job.from_msc/1000+(job.from_n>0 ? 1 : 0);
   long last=MathMin(job.to_msc/1000,newest);
   if(first>0 && from<first)
      from=first-first%seconds;
   m_is_whole=is_whole;
   for(int guard=0; guard<64 && from<=last; guard++)
     {
      long to=MathMin(last,from+(long)seconds*(job.page+1)-1);
      int  have=SxRatesBetween(job.symbol,timeframe,from,to,m_rates);
      if(have<0)
        {
         m_is_whole=false;
         return;
        }
      for(int k=0; k<have; k++)
        {
         long t=(long)m_rates[k].time;
         if(t<from || t>last)
            continue;
         if(t==newest && g_clock.BrokerMs()/1000<t+seconds+SX_BAR_REST_S)
            return;
         if(IsFull(job))
           {
            m_more=true;
            return;
           }
         string row="["+SxLong(t)+","+SxNum(m_rates[k].open,digits)+","+SxNum(m_rates[k].high,digits)+",";
         row+=SxNum(m_rates[k].low,digits)+","+SxNum(m_rates[k].close,digits)+",";
         row+=SxLong(m_rates[k].tick_volume)+","+IntegerToString(MathMax(0,m_rates[k].spread))+",";
         AddRow(row+SxLong(m_rates[k].real_volume)+"]");
         job.from_msc=t*1000;
         job.from_n=1;
        }
      from=to+1;
      if(m_page_rows>0 && from<=last)
        {
         m_more=true;
         return;
        }
      if(!is_whole && have==0)
         return;
     }
   if(from<=last)
     {
      // a long stretch without bars: on with the next turn
      job.from_msc=from*1000;
      job.from_n=0;
      m_more=true;
     }
  }

void CSxHistory::SendPage(SxJob &job)
  {
   string enc="json";
   string rows="["+m_text+"]";
   string packed="";
   if(job.is_packed)
      packed=SxPack(rows);
   if(packed!="")
     {
      enc="zb64";
      rows="\""+packed+"\"";
     }
   string next="null";
   if(m_more || !m_is_whole)
      next="["+SxLong(job.from_msc)+","+IntegerToString(job.from_n)+"]";
   string body="{\"re\":"+SxQuote(job.id)+",\"i\":"+IntegerToString(job.pages)+",\"enc\":\""+enc+"\",\"rows\":"+rows;
   body+=",\"more\":"+SxBool(m_more)+",\"next_from\":"+next+"}";
   job.pages++;
   job.rows+=m_page_rows;
   g_link.Say("history.page",body,job.id);
  }

void CSxHistory::Finish(const int i,SxJob &job)
  {
   string body="{\"re\":"+SxQuote(job.id)+",\"rows_total\":"+SxLong(job.rows)+",\"complete\":"+SxBool(m_is_whole);
   body+=",\"reason\":"+(m_is_whole ? "null" : "\"E_SYNCING\"");
   body+=",\"next_from\":["+SxLong(job.from_msc)+","+IntegerToString(job.from_n)+"]}";
   g_link.Say("history.end",body,job.id);
   for(int k=i; k<m_count-1; k++)
      m_jobs[k]=m_jobs[k+1];
   m_count--;
  }

//+------------------------------------------------------------------+
//| One page of one of the two that are served now.                   |
//+------------------------------------------------------------------+
void CSxHistory::Step(void)
  {
   if(m_count==0 || !g_link.IsLive() || !g_window.IsOpen() || !g_link.IsFree(60.0) || g_link.Unsent()>131072)
      return;
   m_turn++;
   int   i=m_turn%MathMin(m_count,SX_JOBS_AT_ONCE);
   SxJob job=m_jobs[i];
   if(job.pages==0)
      g_link.Say("busy","{\"why\":\"history\"}");
   m_text="";
   m_page_rows=0;
   m_more=false;
   m_is_whole=true;
   if(job.kind=="ticks")
      ReadTicks(job);
   else if(job.kind=="bars")
      ReadBars(job);
   else if(job.kind=="count")
      ReadCount(job);
   else if(job.kind=="calendar")
      ReadCalendar(job);
   else
      ReadDeals(job);
   if(job.kind!="count" && (m_page_rows>0 || (!m_more && job.pages==0)))
      SendPage(job);
   m_jobs[i]=job;
   if(!m_more)
      Finish(i,job);
  }

#include "HistoryMore.mqh"

CSxHistory g_history;
//+------------------------------------------------------------------+
