//+------------------------------------------------------------------+
//| HistoryMore.mqh                                                   |
//| History pages of deals, orders and calendar values, and counts.   |
//+------------------------------------------------------------------+
#property strict

//+------------------------------------------------------------------+
//| Deals or orders of the time asked for, by their place in history. |
//+------------------------------------------------------------------+
void CSxHistory::ReadDeals(SxJob &job)
  {
   long to=MathMin(job.to_msc/1000+1,g_clock.BrokerMs()/1000+2*SX_DAY_S);
   if(TerminalInfoInteger(TERMINAL_CONNECTED)==0)
      m_is_whole=false;
   if(!HistorySelect((datetime)(job.from_msc/1000),(datetime)to))
     {
      m_is_whole=false;
      return;
     }
   bool    is_deals=(job.kind=="deals");
   int     total=(is_deals ? HistoryDealsTotal() : HistoryOrdersTotal());
   long    last=job.from_msc;
   int     skip=job.from_n;
   SxOrder order;
   for(int i=0; i<total; i++)
     {
      ulong ticket=(is_deals ? HistoryDealGetTicket(i) : HistoryOrderGetTicket(i));
      if(ticket==0)
         continue;
      long msc=0;
      if(is_deals)
         msc=HistoryDealGetInteger(ticket,DEAL_TIME_MSC);
      else
         msc=HistoryOrderGetInteger(ticket,ORDER_TIME_SETUP_MSC);
      if(is_deals && (msc<last || msc>job.to_msc))
         continue;
      if(is_deals && msc==job.from_msc && skip>0)
        {
         skip--;
         continue;
        }
      if(!is_deals && i<job.from_n)
         continue;
      if(IsFull(job))
        {
         m_more=true;
         return;
        }
      if(is_deals)
        {
         AddRow(SxDealBody(ticket));
         job.from_n=(msc==job.from_msc ? job.from_n+1 : 1);
         job.from_msc=msc;
        }
      else
        {
         SxTakePastOrder(ticket,order);
         if(msc<=job.to_msc)
            AddRow(SxOrderBody("remove",order));
         job.from_n=i+1;
        }
     }
   if(is_deals)
      return;
   int waiting=OrdersTotal();
   for(int k=0; k<waiting; k++)
     {
      if(OrderGetTicket(k)==0)
         continue;
      SxTakeOrder(order);
      if(order.msc>=job.from_msc && order.msc<=job.to_msc)
         AddRow(SxOrderBody("add",order));
     }
  }

//+------------------------------------------------------------------+
//| How many bars or ticks there are, without their rows.             |
//+------------------------------------------------------------------+
void CSxHistory::ReadCount(SxJob &job)
  {
   long to=MathMin(job.to_msc,g_clock.BrokerMs()+(long)SX_DAY_S*1000);
   if(job.tf!="")
     {
      ENUM_TIMEFRAMES timeframe=SxTimeframe(job.tf);
      int n=Bars(job.symbol,timeframe,(datetime)(job.from_msc/1000),(datetime)(to/1000));
      m_is_whole=(SeriesInfoInteger(job.symbol,timeframe,SERIES_SYNCHRONIZED)!=0 && n>=0);
      job.rows=MathMax(0,n);
      return;
     }
   ResetLastError();
   int ticks=CopyTicksRange(job.symbol,m_ticks,COPY_TICKS_ALL,(ulong)MathMax((long)1,job.from_msc),(ulong)to);
   m_is_whole=(ticks>=0 && GetLastError()==0 && TerminalInfoInteger(TERMINAL_CONNECTED)!=0);
   job.rows=MathMax(0,ticks);
  }

void CSxHistory::ReadCalendar(SxJob &job)
  {
   MqlCalendarValue values[];
   long to=MathMin(job.to_msc/1000,g_clock.BrokerMs()/1000+400*SX_DAY_S);
   ResetLastError();
   int have=(int)CalendarValueHistory(values,(datetime)(job.from_msc/1000),(datetime)to);
   if(have<0 || GetLastError()!=0)
     {
      m_is_whole=false;
      return;
     }
   int total=ArraySize(values);
   for(int i=job.from_n; i<total; i++)
     {
      if(IsFull(job))
        {
         m_more=true;
         return;
        }
      job.from_n=i+1;
      AddRow(SxCalendarRow(values[i]));
     }
  }
//+------------------------------------------------------------------+
