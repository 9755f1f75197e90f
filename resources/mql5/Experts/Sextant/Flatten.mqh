//+------------------------------------------------------------------+
//| Flatten.mqh                                                       |
//| The kill switch: read-only on disk first, then, where it was      |
//| asked for, every order cancelled and every position closed, tried |
//| again until it is so, also with Sextant dead and after a restart. |
//+------------------------------------------------------------------+
#property strict

#define SX_FLATTEN_RETRY_MS   1000
// what a closed market refuses a minute long is asked less often: brokers lock out who asks too much
#define SX_FLATTEN_REST_MS    10000
#define SX_FLATTEN_ROUNDS     60
// nothing left is believed for the end only of a terminal that is connected so long
#define SX_FLATTEN_SURE_MS    10000
#define SX_FLATTEN_DEVIATION  1000000

class CSxFlatten
  {
private:
   long              m_next_ms;
   int               m_rounds;        // tries since it was asked for
   bool              m_cancels_ours;

   bool              CancelAll(void);
   bool              CloseAll(void);
   bool              IsOurs(const long magic) { return(!(m_cancels_ours || g_state.flatten_ours) || SxCidOf(magic)!=""); }

public:
   string            trouble;         // the newest refusal

                     CSxFlatten(void) { m_next_ms=0; m_rounds=0; m_cancels_ours=false; trouble=""; }
   bool              Kill(const bool by_link,const bool flatten,const string why);
   void              Begin(const bool only_ours);
   bool              Release(const bool by_link);
   void              Step(void);
   bool              CancelOurs(void);
  };

//+------------------------------------------------------------------+
//| Read-only from now on; closing begins with the next Step. False   |
//| when that is not on disk (it holds until the EA ends all the same)|
//+------------------------------------------------------------------+
bool CSxFlatten::Kill(const bool by_link,const bool flatten,const string why)
  {
   if(by_link)
      g_state.killed_by_link=true;
   else
      g_state.killed_on_chart=true;
   if(flatten)
     {
      g_state.flattening=true;
      g_state.flatten_ours=false;
      m_next_ms=0;
      m_rounds=0;
      trouble="";
     }
   bool is_saved=g_state.Save();
   SxSay("warn","E_READONLY","kill switch: "+why+(flatten ? ", closing everything" : ""));
   return(is_saved);
  }

//+------------------------------------------------------------------+
//| Closes without locking: what was asked for when the link is lost. |
//+------------------------------------------------------------------+
void CSxFlatten::Begin(const bool only_ours)
  {
   if(!g_state.flattening)
      g_state.flatten_ours=only_ours;
   g_state.flattening=true;
   m_next_ms=0;
   m_rounds=0;
   g_state.Save();
   Step();
  }

bool CSxFlatten::Release(const bool by_link)
  {
   if(by_link && !g_state.killed_by_link)
      return(true);
   if(by_link)
      g_state.killed_by_link=false;
   else
     {
      g_state.killed_on_chart=false;
      g_state.flattening=false;
     }
   SxSay("info","E_READONLY",by_link ? "Sextant allows trading again" : "the lock was taken off on the chart");
   return(g_state.Save());
  }

//+------------------------------------------------------------------+
//| Cancels what waits; true when nothing waits any more.             |
//+------------------------------------------------------------------+
bool CSxFlatten::CancelAll(void)
  {
   bool is_done=true;
   for(int i=OrdersTotal()-1; i>=0; i--)
     {
      ulong ticket=OrderGetTicket(i);
      // one that is not given now is looked at again
      if(ticket==0)
         is_done=false;
      if(ticket==0 || !IsOurs(OrderGetInteger(ORDER_MAGIC)))
         continue;
      int state=(int)OrderGetInteger(ORDER_STATE);
      if(state==ORDER_STATE_REQUEST_CANCEL)
         continue;
      MqlTradeRequest request;
      SxResult        result;
      ZeroMemory(request);
      SxBlank("",result);
      request.action=TRADE_ACTION_REMOVE;
      request.order=ticket;
      request.symbol=OrderGetString(ORDER_SYMBOL);
      SxSend(request,false,result);
      if(result.state!="done")
        {
         is_done=false;
         trouble="order "+SxLong((long)ticket)+": "+result.retname;
        }
     }
   return(is_done);
  }

//+------------------------------------------------------------------+
//| Closes what is open; true when every close was taken.             |
//+------------------------------------------------------------------+
bool CSxFlatten::CloseAll(void)
  {
   bool is_done=true;
   for(int i=PositionsTotal()-1; i>=0; i--)
     {
      ulong ticket=PositionGetTicket(i);
      if(ticket==0)
         is_done=false;
      if(ticket==0 || !IsOurs(PositionGetInteger(POSITION_MAGIC)))
         continue;
      MqlTradeRequest request;
      SxResult        result;
      SxBlank("",result);
      SxPosition p;
      SxTakePosition(p);
      double volume=p.volume;
      double most=SymbolInfoDouble(p.symbol,SYMBOL_VOLUME_MAX);
      if(most>0.0 && volume>most)
         volume=most;
      SxMakeClose(volume,SX_FLATTEN_DEVIATION,0,"kill switch",request);
      SxSendClose(request,p,result);
      if(result.state!="done")
        {
         is_done=false;
         trouble="position "+SxLong((long)ticket)+": "+result.retname;
        }
     }
   return(is_done);
  }

//+------------------------------------------------------------------+
//| Goes on until the terminal's own lists are empty.                 |
//+------------------------------------------------------------------+
void CSxFlatten::Step(void)
  {
   long now=g_clock.TickMs();
   // lists that are not filled yet would look like nothing left to close
   if(!g_state.flattening || now<m_next_ms || !SxListsAreFilled())
      return;
   bool is_clear=CancelAll();
   if(!CloseAll())
      is_clear=false;
   g_truth.Hint();
   m_rounds++;
   m_next_ms=g_clock.TickMs()+(m_rounds<SX_FLATTEN_ROUNDS ? SX_FLATTEN_RETRY_MS : SX_FLATTEN_REST_MS);
   if(!is_clear)
      return;
   int left=0;
   for(int i=PositionsTotal()-1; i>=0; i--)
     {
      if(PositionGetTicket(i)==0 || IsOurs(PositionGetInteger(POSITION_MAGIC)))
         left++;
     }
   for(int k=OrdersTotal()-1; k>=0; k--)
     {
      if(OrderGetTicket(k)==0 || IsOurs(OrderGetInteger(ORDER_MAGIC)))
         left++;
     }
   if(left>0 || g_clock.TickMs()-g_connected_ms<SX_FLATTEN_SURE_MS)
      return;
   g_state.flattening=false;
   g_state.Save();
   trouble="";
   SxSay("info","E_READONLY","everything is closed");
  }

bool CSxFlatten::CancelOurs(void)
  {
   m_cancels_ours=true;
   bool is_done=CancelAll();
   m_cancels_ours=false;
   g_truth.Hint();
   return(is_done);
  }

CSxFlatten g_flatten;
//+------------------------------------------------------------------+
