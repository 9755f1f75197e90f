//+------------------------------------------------------------------+
//| Snapshot.mqh                                                      |
//| All that is open, and the deals and ended orders since the last   |
//| one the server has (less an hour), between snapshot.begin and     |
//| snapshot.end, whose hash is over the open positions. And the      |
//| marks of positions, which are lossy by nature.                    |
//+------------------------------------------------------------------+
#property strict

void CSxTruth::Snapshot(const string re,const long deal_from_msc)
  {
   // an empty list would say that everything was closed
   m_is_asked=!SxListsAreFilled();   // made by the first look at filled lists
   m_asked_re=re;
   m_asked_msc=deal_from_msc;
   if(m_is_asked)
      return;
   Look(true);
   long   ts=g_clock.UtcMs();
   string lines[];
   ArrayResize(lines,m_position_count);
   for(int i=0; i<m_position_count; i++)
     {
      string line=SxHashLine(m_positions[i]);
      int    at=i-1;
      while(at>=0 && SxBefore(line,lines[at]))
        {
         lines[at+1]=lines[at];
         at--;
        }
      lines[at+1]=line;
     }
   string joined="";
   for(int k=0; k<m_position_count; k++)
     {
      if(k>0)
         joined+="\n";
      joined+=lines[k];
     }
   g_outbox.Push(ts,"snapshot.begin",re,"{}");
   g_symbols.TellAll();
   for(int p=0; p<m_position_count; p++)
      g_outbox.Push(ts,"position","",SxPositionBody("open",m_positions[p]));
   int open_orders=0;
   for(int o=0; o<m_order_count; o++)
     {
      if(!m_orders[o].seen)
         continue;
      open_orders++;
      g_outbox.Push(ts,"order","",SxOrderBody("add",m_orders[o]));
     }
   long from_s=MathMax((long)0,deal_from_msc/1000-3600);
   int  told=0;
   if(HistorySelect((datetime)from_s,(datetime)(g_clock.BrokerMs()/1000+2*SX_DAY_S)))
     {
      SxOrder order;
      int past=HistoryOrdersTotal();
      for(int h=0; h<past; h++)
        {
         ulong ticket=HistoryOrderGetTicket(h);
         if(ticket==0)
            continue;
         SxTakePastOrder(ticket,order);
         g_outbox.Push(ts,"order","",SxOrderBody("remove",order));
        }
      int deals=HistoryDealsTotal();
      for(int d=0; d<deals; d++)
        {
         ulong deal=HistoryDealGetTicket(d);
         if(deal==0)
            continue;
         g_outbox.Push(ts,"deal","",SxDealBody(deal));
         told++;
        }
     }
   g_calendar.Tell();
   string counts="{\"positions\":"+IntegerToString(m_position_count)+",\"orders\":"+IntegerToString(open_orders);
   counts+=",\"deals\":"+IntegerToString(told)+"}";
   g_outbox.Push(ts,"snapshot.end",re,"{\"hash\":\""+SxSha256Hex(joined)+"\",\"counts\":"+counts+"}");
  }

//+------------------------------------------------------------------+
//| Price and profit of positions whose profit moved since last said. |
//+------------------------------------------------------------------+
void CSxTruth::Marks(void)
  {
   for(int i=0; i<m_position_count; i++)
     {
      if(m_positions[i].profit==m_positions[i].told_profit)
         continue;
      if(!g_link.IsFree(60.0))
         return;
      m_positions[i].told_profit=m_positions[i].profit;
      g_link.Say("position.mark",SxMarkBody(m_positions[i]));
     }
  }
//+------------------------------------------------------------------+
