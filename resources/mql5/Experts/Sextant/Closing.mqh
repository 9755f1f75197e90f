//+------------------------------------------------------------------+
//| Closing.mqh                                                       |
//| Closes that were taken and do not show yet. The terminal's lists  |
//| may lag its answers; on a netting account a second close of what  |
//| is gone already would open the opposite position. Hedging is safe |
//| by the ticket.                                                    |
//+------------------------------------------------------------------+
#property strict
#include "Bodies.mqh"

// so long a close that left no trace is waited for
#define SX_CLOSING_MS     10000

struct SxClosing
  {
   long              id;
   double            volume;          // of the position when its close was taken
   long              ms;
  };

class CSxClosings
  {
private:
   SxClosing         m_list[];
   int               m_count;

   int               Find(const long id);
   bool              IsInExecution(const SxPosition &p);

public:
                     CSxClosings(void) { m_count=0; }
   void              Note(const SxPosition &p);
   void              See(const long id,const double volume);
   bool              IsPending(const SxPosition &p);
  };

int CSxClosings::Find(const long id)
  {
   for(int i=0; i<m_count; i++)
     {
      if(m_list[i].id==id)
         return(i);
     }
   return(-1);
  }

//+------------------------------------------------------------------+
//| A close of the position was taken, or may have been.              |
//+------------------------------------------------------------------+
void CSxClosings::Note(const SxPosition &p)
  {
   if(AccountInfoInteger(ACCOUNT_MARGIN_MODE)==ACCOUNT_MARGIN_MODE_RETAIL_HEDGING)
      return;
   int i=Find(p.id);
   if(i<0)
     {
      i=m_count;
      m_count++;
      ArrayResize(m_list,m_count,64);
     }
   m_list[i].id=p.id;
   m_list[i].volume=p.volume;
   m_list[i].ms=g_clock.TickMs();
  }

//+------------------------------------------------------------------+
//| What the terminal's list shows of a position now; 0: it is gone.  |
//+------------------------------------------------------------------+
void CSxClosings::See(const long id,const double volume)
  {
   int i=Find(id);
   if(i<0 || MathAbs(m_list[i].volume-volume)<0.00000001)
      return;
   m_count--;
   m_list[i]=m_list[m_count];
  }

//+------------------------------------------------------------------+
//| A market order against the position that is not done yet.         |
//+------------------------------------------------------------------+
bool CSxClosings::IsInExecution(const SxPosition &p)
  {
   int against=(p.is_buy ? ORDER_TYPE_SELL : ORDER_TYPE_BUY);
   int orders=OrdersTotal();
   for(int k=0; k<orders; k++)
     {
      if(OrderGetTicket(k)!=0 && OrderGetString(ORDER_SYMBOL)==p.symbol && (int)OrderGetInteger(ORDER_TYPE)==against)
         return(true);
     }
   return(false);
  }

bool CSxClosings::IsPending(const SxPosition &p)
  {
   See(p.id,p.volume);
   int i=Find(p.id);
   if(i<0)
      return(false);
   return(g_clock.TickMs()-m_list[i].ms<SX_CLOSING_MS || IsInExecution(p));
  }

CSxClosings g_closings;
//+------------------------------------------------------------------+
