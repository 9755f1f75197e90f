//+------------------------------------------------------------------+
//| Desk.mqh                                                          |
//| Order commands, each client order id at most once: looked up in   |
//| the journal, past its deadline refused, written down as pending   |
//| and flushed before it is sent, its result written before it is    |
//| answered; what is pending at the start is searched at the broker. |
//+------------------------------------------------------------------+
#property strict
#include "Positions.mqh"

#define SX_ORDERS_PER_MINUTE   310

class CSxDesk
  {
private:
   long              m_stamps[];      // ticks of the last new orders, a ring
   int               m_stamp;
   long              m_settle_ms;

   void              Answer(const string re,const string fields,const bool is_replay);
   bool              IsTooMany(void);
   void              Execute(CSxJson &json,const int body,const string type,SxEntry &entry);
   void              Keep(SxEntry &entry,const SxResult &result);

public:
                     CSxDesk(void)    { m_stamp=0; m_settle_ms=0; }
   bool              Takes(const string type);
   void              Run(CSxJson &json,const int body,const string type);
   void              Query(const string re,const string cid);
   void              Settle(void);
  };

bool CSxDesk::Takes(const string type)
  {
   return(type=="order.send" || type=="order.modify" || type=="order.cancel" || type=="position.modify" ||
          type=="position.close" || type=="position.close_by");
  }

//+------------------------------------------------------------------+
//| An order.result, reliable and at once.                            |
//+------------------------------------------------------------------+
void CSxDesk::Answer(const string re,const string fields,const bool is_replay)
  {
   string body="{\"re\":"+SxQuote(re)+","+fields+",\"replay\":"+SxBool(is_replay)+"}";
   g_outbox.Push(g_clock.UtcMs(),"order.result",re,body);
   g_outbox.Flush();
   g_link.PumpReliable();
  }

//+------------------------------------------------------------------+
//| A server gone wild: more new orders in a minute than the page     |
//| allows it.                                                        |
//+------------------------------------------------------------------+
bool CSxDesk::IsTooMany(void)
  {
   long now=g_clock.TickMs();
   if(ArraySize(m_stamps)==0)
     {
      ArrayResize(m_stamps,SX_ORDERS_PER_MINUTE);
      ArrayInitialize(m_stamps,0);
     }
   if(m_stamps[m_stamp]!=0 && now-m_stamps[m_stamp]<60000)
      return(true);
   m_stamps[m_stamp]=now;
   m_stamp=(m_stamp+1)%SX_ORDERS_PER_MINUTE;
   return(false);
  }

//+------------------------------------------------------------------+
//| Writes a refusal down, so that the same id is answered the same.  |
//+------------------------------------------------------------------+
void CSxDesk::Keep(SxEntry &entry,const SxResult &result)
  {
   entry.result=SxResultFields(result);
   entry.is_sent=false;
   g_journal.Pending(entry);
   Answer(entry.id,entry.result,false);
  }

void CSxDesk::Run(CSxJson &json,const int body,const string type)
  {
   SxEntry  entry;
   SxResult result;
   entry.id=json.GetText(body,"id");
   entry.cid=json.GetText(body,"cid");
   entry.type=type;
   entry.result="";
   entry.is_sent=true;
   entry.asked_re="";
   entry.utc_ms=g_clock.UtcMs();
   SxBlank(entry.cid,result);
   if(SxMagicOf(entry.cid)<0)
     {
      g_link.Fault(entry.id,"E_RANGE","body.cid: not 8 Crockford base32 characters");
      return;
     }
   string content=json.Canonical(body,"id","deadline_ts");
   entry.content="{\"type\":"+SxQuote(type)+(content=="{}" ? "" : ",")+StringSubstr(content,1);
   int at=g_journal.Find(entry.cid);
   if(at>=0)
     {
      SxEntry known;
      g_journal.Entry(at,known);
      if(known.content!=entry.content)
        {
         SxRefuse(result,0,"E_DUP_MISMATCH","this cid was used with other content");
         Answer(entry.id,SxResultFields(result),false);
         return;
        }
      Query(entry.id,entry.cid);
      return;
     }
   if(json.HasNum(body,"deadline_ts") && g_clock.UtcMs()>json.GetLong(body,"deadline_ts"))
     {
      SxRefuse(result,0,"E_EXPIRED","past its deadline");
      Keep(entry,result);
      return;
     }
   Execute(json,body,type,entry);
  }

//+------------------------------------------------------------------+
//| A new command: limits, then pending on disk, then the broker,     |
//| then the result on disk, then the answer.                         |
//+------------------------------------------------------------------+
void CSxDesk::Execute(CSxJson &json,const int body,const string type,SxEntry &entry)
  {
   SxResult        result;
   MqlTradeRequest request;
   bool  check_only=json.GetTrue(body,"check_only");
   bool  is_opening=(type=="order.send" && !check_only);
   long  magic=SxMagicOf(entry.cid);
   long  began=g_clock.TickMs();
   SxBlank(entry.cid,result);
   ZeroMemory(request);
   string off=SxTradeOff();
   if(off!="" && !check_only)
     {
      SxRefuse(result,0,"E_TRADE_OFF",off);
      Keep(entry,result);
      return;
     }
   if(type=="order.modify" && g_limits.WhyReadOnly()!="")
     {
      SxRefuse(result,0,"E_READONLY",g_limits.WhyReadOnly());
      Keep(entry,result);
      return;
     }
   if(is_opening && (g_limits.Refuses(json.GetText(body,"s"),json.GetNum(body,"vol"),result)))
     {
      Keep(entry,result);
      return;
     }
   if(is_opening && IsTooMany())
     {
      SxRefuse(result,0,"E_RATE","more than "+IntegerToString(SX_ORDERS_PER_MINUTE)+" orders in a minute");
      Keep(entry,result);
      return;
     }
   if(type=="order.send" && !SxMakeOrder(json,body,magic,request,result))
     {
      Keep(entry,result);
      return;
     }
   if(check_only)
     {
      SxSendOrder(request,true,0,result);
      result.ms=g_clock.TickMs()-began;
      Answer(entry.id,SxResultFields(result),false);
      return;
     }
   if(!g_journal.Pending(entry))
     {
      SxRefuse(result,0,"E_INTERNAL","orders.jnl cannot be written; nothing was sent");
      Answer(entry.id,SxResultFields(result),false);
      return;
     }
   g_link.Say("busy","{\"why\":\"order\"}");
   if(type=="order.send")
      SxSendOrder(request,false,json.GetLong(body,"deadline_ts"),result);
   else if(type=="order.modify" || type=="order.cancel")
      SxChangeOrder(json,body,type,result);
   else
      SxChangePosition(json,body,type,magic,result);
   result.ms=g_clock.TickMs()-began;
   g_truth.Hint();
   // what is not known stays pending: the next question searches for it
   if(result.state!="unknown")
      g_journal.Settle(entry.cid,SxResultFields(result),g_clock.UtcMs());
   Answer(entry.id,SxResultFields(result),false);
  }

//+------------------------------------------------------------------+
//| order.query, and the same id again: the stored result, what a     |
//| search finds, "absent", or "not known yet".                       |
//+------------------------------------------------------------------+
void CSxDesk::Query(const string re,const string cid)
  {
   SxResult result;
   SxEntry  entry;
   SxBlank(cid,result);
   int at=g_journal.Find(cid);
   if(at>=0)
     {
      g_journal.Entry(at,entry);
      if(entry.result!="")
        {
         Answer(re,entry.result,true);
         return;
        }
     }
   else
     {
      entry.cid=cid;
      entry.type="order.query";
      entry.id=re;
      entry.content="{}";
      entry.result="";
      entry.utc_ms=0;
      entry.is_sent=false;
      entry.asked_re="";
     }
   int found=SxSearch(entry,result);
   if(found==SX_FOUND)
     {
      g_journal.Settle(cid,SxResultFields(result),g_clock.UtcMs());
      Answer(re,SxResultFields(result),true);
      return;
     }
   SxBlank(cid,result);
   if(found==SX_NOT_SURE)
     {
      result.state="unknown";
      result.retname="E_UNKNOWN_STATE";
      result.comment="the broker's history is not whole yet, or the order may still be on its way";
      if(at>=0)
         g_journal.Ask(at,re);
      Answer(re,SxResultFields(result),false);
      return;
     }
   if(!g_journal.Forget(cid,g_clock.UtcMs()))
     {
      result.state="unknown";
      result.retname="E_INTERNAL";
      result.comment="orders.jnl cannot be written";
      Answer(re,SxResultFields(result),false);
      return;
     }
   result.state="absent";
   result.retname="ABSENT";
   Answer(re,SxResultFields(result),false);
  }

//+------------------------------------------------------------------+
//| Looks once a second for what is pending; found, it is answered    |
//| without being asked, and a question that was answered "not known" |
//| is answered again when it can be.                                 |
//+------------------------------------------------------------------+
void CSxDesk::Settle(void)
  {
   long now=g_clock.TickMs();
   if(now-m_settle_ms<1000 || TerminalInfoInteger(TERMINAL_CONNECTED)==0)
      return;
   m_settle_ms=now;
   for(int i=g_journal.PendingBefore(g_journal.Count()); i>=0; i=g_journal.PendingBefore(i))
     {
      SxEntry  entry;
      SxResult result;
      g_journal.Entry(i,entry);
      SxBlank(entry.cid,result);
      int found=SxSearch(entry,result);
      if(found==SX_NOT_FOUND && entry.asked_re!="")
         Query(entry.asked_re,entry.cid);
      if(found!=SX_FOUND)
         continue;
      g_journal.Settle(entry.cid,SxResultFields(result),g_clock.UtcMs());
      Answer(entry.id,SxResultFields(result),false);
     }
  }

CSxDesk g_desk;

#include "Flatten.mqh"
//+------------------------------------------------------------------+
