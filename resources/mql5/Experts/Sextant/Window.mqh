//+------------------------------------------------------------------+
//| Window.mqh                                                        |
//| Market data that was sent and is not confirmed yet, in bytes:     |
//| above the server's window nothing more of it is sent.             |
//+------------------------------------------------------------------+
#property strict
#include "Link.mqh"

#define SX_KIND_TICK   1
#define SX_KIND_BAR    2

struct SxUnconfirmed
  {
   int               kind;
   string            key;             // symbol, or symbol:timeframe
   long              at;              // broker ms, or broker seconds of a bar
   int               n;
   int               bytes;
  };

class CSxWindow
  {
private:
   SxUnconfirmed     m_waiting[];
   int               m_count;
   long              m_bytes;

public:
                     CSxWindow(void)  { m_count=0; m_bytes=0; }
   void              Clear(void)      { m_count=0; m_bytes=0; }
   bool              IsOpen(void)     { return(m_bytes<g_link.welcome.window_bytes); }
   long              Bytes(void)      { return(m_bytes); }
   void              Add(const int kind,const string key,const long at,const int n,const int bytes);
   void              Confirm(const int kind,const string key,const long at,const int n);
   void              Forget(const int kind,const string key);
  };

void CSxWindow::Add(const int kind,const string key,const long at,const int n,const int bytes)
  {
   if(m_count>=ArraySize(m_waiting))
      ArrayResize(m_waiting,m_count+256);
   m_waiting[m_count].kind=kind;
   m_waiting[m_count].key=key;
   m_waiting[m_count].at=at;
   m_waiting[m_count].n=n;
   m_waiting[m_count].bytes=bytes;
   m_count++;
   m_bytes+=bytes;
  }

//+------------------------------------------------------------------+
//| Takes out what was sent up to the confirmed cursor: up to the     |
//| batch that ended there, else what lies before it in time.         |
//+------------------------------------------------------------------+
void CSxWindow::Confirm(const int kind,const string key,const long at,const int n)
  {
   int kept=0;
   int last=-1;
   for(int k=0; k<m_count; k++)
     {
      if(m_waiting[k].at==at && m_waiting[k].n==n && m_waiting[k].kind==kind && m_waiting[k].key==key)
         last=k;
     }
   for(int i=0; i<m_count; i++)
     {
      bool is_stored=(m_waiting[i].kind==kind && m_waiting[i].key==key);
      if(is_stored && i>last)
         is_stored=(last<0 && (m_waiting[i].at<at || (m_waiting[i].at==at && m_waiting[i].n<=n)));
      if(is_stored)
        {
         m_bytes-=m_waiting[i].bytes;
         continue;
        }
      if(kept!=i)
         m_waiting[kept]=m_waiting[i];
      kept++;
     }
   m_count=kept;
  }

void CSxWindow::Forget(const int kind,const string key)
  {
   Confirm(kind,key,LONG_MAX,INT_MAX);
  }

CSxWindow g_window;

//+------------------------------------------------------------------+
//| What the server does not want now (flow.ctl).                     |
//+------------------------------------------------------------------+
string g_paused[];
int    g_tick_min_ms=0;

bool SxIsPaused(const string kind)
  {
   for(int i=0; i<ArraySize(g_paused); i++)
     {
      if(g_paused[i]==kind)
         return(true);
     }
   return(false);
  }
//+------------------------------------------------------------------+
