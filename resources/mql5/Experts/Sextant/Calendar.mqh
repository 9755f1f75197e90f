//+------------------------------------------------------------------+
//| Calendar.mqh                                                      |
//| The terminal's economic calendar: once from where the server has  |
//| none, then what changed since a change id. Figures are integers   |
//| times a million, LONG_MIN where unset. Rows of the sector money   |
//| go out a second time as central bank news. Times are the broker's,|
//| by today's daylight saving for the whole past, as MT5 has them.   |
//+------------------------------------------------------------------+
#property strict
#include "Link.mqh"
#include "Symbols.mqh"

#define SX_CALENDAR_MS       5000
#define SX_CALENDAR_ROWS     100
#define SX_CALENDAR_CHARS    8000     // a frame fits into the smallest outbox too
#define SX_CALENDAR_BACK_S   604800
#define SX_CALENDAR_AHEAD_S  1209600
//--- words of the terminal's enumerations, in their order
#define SX_SECTORS     "none,market,gdp,jobs,prices,money,trade,government,business,consumer,housing,taxes,holidays"
#define SX_UNITS       "none,percent,currency,hour,job,rig,usd,people,mortgage,vote,barrel,cubicfeet,position,building"
#define SX_MULTIPLIERS "none,thousands,millions,billions,trillions"

//+------------------------------------------------------------------+
//| The n-th of words that are joined by commas.                      |
//+------------------------------------------------------------------+
string SxWordOf(const string words,const int n)
  {
   string parts[];
   int    count=StringSplit(words,',',parts);
   if(n<0 || n>=count)
      return("other");
   return(parts[n]);
  }

string SxMillionths(const long value)
  {
   if(value==LONG_MIN)
      return("null");
   return(SxNum((double)value/1000000.0,6));
  }

//+------------------------------------------------------------------+
//| A value with its event and country, without the braces.           |
//+------------------------------------------------------------------+
string SxCalendarFields(const MqlCalendarValue &value,MqlCalendarEvent &event,MqlCalendarCountry &country)
  {
   string t="\"id\":\""+StringFormat("%I64u",value.id)+"\"";
   t+=SxField("event_id","\""+StringFormat("%I64u",value.event_id)+"\"");
   t+=SxField("time",SxLong(MathMax((long)0,(long)value.time)));
   t+=SxField("period",SxLong((long)value.period));
   t+=SxField("rev",IntegerToString(value.revision));
   t+=SxField("country",SxQuote(country.code));
   t+=SxField("currency",SxQuote(country.currency));
   t+=SxField("name",SxQuote(event.name));
   t+=SxField("importance",IntegerToString((int)event.importance));
   t+=SxField("sector","\""+SxWordOf(SX_SECTORS,(int)event.sector)+"\"");
   t+=SxField("unit","\""+SxWordOf(SX_UNITS,(int)event.unit)+"\"");
   t+=SxField("mult","\""+SxWordOf(SX_MULTIPLIERS,(int)event.multiplier)+"\"");
   t+=SxField("digits",SxLong((long)event.digits));
   t+=SxField("impact",IntegerToString((int)value.impact_type));
   t+=SxField("actual",SxMillionths(value.actual_value));
   t+=SxField("forecast",SxMillionths(value.forecast_value));
   t+=SxField("prev",SxMillionths(value.prev_value));
   t+=SxField("revised",SxMillionths(value.revised_prev_value));
   return(t);
  }

//+------------------------------------------------------------------+
//| Looks up event and country of a value.                            |
//+------------------------------------------------------------------+
void SxCalendarLookUp(const MqlCalendarValue &value,MqlCalendarEvent &event,MqlCalendarCountry &country)
  {
   ZeroMemory(event);
   ZeroMemory(country);
   if(!CalendarEventById(value.event_id,event))
     {
      event.name="event "+StringFormat("%I64u",value.event_id);
      return;
     }
   if(!CalendarCountryById((long)event.country_id,country))
      country.code="";
  }

string SxCalendarRow(const MqlCalendarValue &value)
  {
   MqlCalendarEvent   event;
   MqlCalendarCountry country;
   SxCalendarLookUp(value,event,country);
   return("{"+SxCalendarFields(value,event,country)+"}");
  }

string SxBankOf(const string country,const string name)
  {
   if(country=="US")
      return("Fed");
   if(country=="EU")
      return("ECB");
   if(country=="GB")
      return("BoE");
   if(country=="JP")
      return("BoJ");
   if(country=="CH")
      return("SNB");
   if(country=="CA")
      return("BoC");
   if(country=="AU")
      return("RBA");
   if(country=="NZ")
      return("RBNZ");
   return(name=="" ? "central bank" : name+" central bank");
  }

string SxBankKind(const string name)
  {
   string lower=name;
   StringToLower(lower);
   if(StringFind(lower,"minutes")>=0)
      return("minutes");
   if(StringFind(lower,"speech")>=0 || StringFind(lower,"speaks")>=0 || StringFind(lower,"testimony")>=0 ||
      StringFind(lower,"press conference")>=0)
      return("speech");
   if(StringFind(lower,"rate decision")>=0 || StringFind(lower,"interest rate")>=0 || StringFind(lower,"funds rate")>=0 ||
      StringFind(lower,"deposit rate")>=0 || StringFind(lower,"policy rate")>=0)
      return("rate");
   return("statement");
  }

class CSxCalendar
  {
private:
   bool              m_is_on;
   bool              m_has_change;
   ulong             m_change;
   long              m_from_s;        // for the first reading
   long              m_next_ms;

   void              TellRows(const MqlCalendarValue &values[],const ulong change);
   void              TellBanks(const MqlCalendarValue &value);

public:
                     CSxCalendar(void) { m_is_on=false; m_has_change=false; m_change=0; m_from_s=0; m_next_ms=0; }
   void              Setup(const bool is_on) { m_is_on=is_on; }
   void              Begin(const string change_id);
   void              From(const long from_s);
   void              Look(void);
   void              Tell(void)       { if(m_has_change) { m_next_ms=0; Look(); } }
  };

//+------------------------------------------------------------------+
//| A session begins: the server's change id, or "" for none.         |
//+------------------------------------------------------------------+
void CSxCalendar::Begin(const string change_id)
  {
   m_next_ms=0;
   if(change_id=="" || change_id=="0")
     {
      m_has_change=false;
      m_from_s=g_clock.BrokerMs()/1000-SX_CALENDAR_BACK_S;
      return;
     }
   m_change=(ulong)StringToInteger(change_id);
   m_has_change=(m_change>0);
  }

//+------------------------------------------------------------------+
//| The server wants the calendar from a moment on.                   |
//+------------------------------------------------------------------+
void CSxCalendar::From(const long from_s)
  {
   if(from_s<=0)
      return;
   m_from_s=from_s;
   m_has_change=false;
   m_next_ms=0;
  }

//+------------------------------------------------------------------+
//| Values in frames of a hundred rows. Only the last one carries the |
//| new change id: a frame that is lost is read again.                |
//+------------------------------------------------------------------+
void CSxCalendar::TellRows(const MqlCalendarValue &values[],const ulong change)
  {
   int total=ArraySize(values);
   int at=0;
   while(at<total)
     {
      string rows="";
      int    n=0;
      while(at<total && n<SX_CALENDAR_ROWS && StringLen(rows)<SX_CALENDAR_CHARS)
        {
         rows+=(n>0 ? "," : "")+SxCalendarRow(values[at]);
         n++;
         at++;
        }
      ulong said=(at>=total ? change : m_change);
      string body="{\"change_id\":\""+StringFormat("%I64u",said)+"\",\"rows\":["+rows+"]}";
      g_outbox.Push(g_clock.UtcMs(),"calendar","",body);
     }
   for(int i=0; i<total; i++)
      TellBanks(values[i]);
  }

void CSxCalendar::TellBanks(const MqlCalendarValue &value)
  {
   MqlCalendarEvent   event;
   MqlCalendarCountry country;
   SxCalendarLookUp(value,event,country);
   if(event.sector!=CALENDAR_SECTOR_MONEY)
      return;
   string kind=SxBankKind(event.name);
   string body="{\"bank\":"+SxQuote(SxBankOf(country.code,country.name));
   body+=SxField("kind","\""+kind+"\"");
   body+=SxField("rate",kind=="rate" ? SxMillionths(value.actual_value) : "null");
   body+=SxField("rows","[{"+SxCalendarFields(value,event,country)+"}]");
   body+=SxField("origin","\"ea\"")+"}";
   g_outbox.Push(g_clock.UtcMs(),"central_bank","",body);
  }

//+------------------------------------------------------------------+
//| Looks for changes every few seconds while the link is live.       |
//+------------------------------------------------------------------+
void CSxCalendar::Look(void)
  {
   long clock=g_clock.TickMs();
   if(!m_is_on || clock<m_next_ms || MQLInfoInteger(MQL_TESTER)!=0)
      return;
   m_next_ms=clock+SX_CALENDAR_MS;
   MqlCalendarValue values[];
   ArrayResize(values,0);
   if(!m_has_change)
     {
      ulong change=0;
      ResetLastError();
      CalendarValueLast(change,values);
      if(change==0)
         return;
      long to=g_clock.BrokerMs()/1000+SX_CALENDAR_AHEAD_S;
      ResetLastError();
      // builds differ in what they return for a failure (0 or -1): the error tells
      int  have=(int)CalendarValueHistory(values,(datetime)m_from_s,(datetime)to);
      if(have<0 || GetLastError()!=0)
        {
         m_next_ms=clock+10000;
         return;
        }
      TellRows(values,change);
      m_change=change;
      m_has_change=true;
      return;
     }
   ulong since=m_change;
   int   n=CalendarValueLast(since,values);
   if(n<=0 || since==m_change)
      return;
   TellRows(values,since);
   m_change=since;
  }

CSxCalendar g_calendar;
//+------------------------------------------------------------------+
