//+------------------------------------------------------------------+
//| OutboxOpen.mqh                                                    |
//| Opening the outbox's ring file: the header, then every record     |
//| that fits the one before it; what does not fit ends the list.     |
//+------------------------------------------------------------------+
#property strict

//+------------------------------------------------------------------+
//| Opens the ring and finds what it holds. A file that is new or not |
//| readable begins a fresh epoch. The ring keeps the size of its file |
//| while it holds anything.                                          |
//+------------------------------------------------------------------+
bool CSxOutbox::Open(const string folder,const string fresh_epoch)
  {
   m_file=SxOpenOwn(folder+"outbox.ring");
   if(m_file==INVALID_HANDLE)
      return(false);
   m_first=1;
   m_last=0;
   m_head=0;
   m_base=0;
   uchar   payload[];
   CSxJson json;
   bool    known=SxSlotRead(m_file,0,SX_RING_SLOT,m_generation,payload);
   if(known)
      known=json.Parse(payload,0,ArraySize(payload));
   if(known)
     {
      m_epoch=json.GetText(0,"epoch");
      m_epoch_tag=SxCrcText(m_epoch);
      m_ring=(int)json.GetLong(0,"ring");
      if(m_ring<SX_RING_MIN)
         m_ring=SX_RING_BYTES;
      m_first=json.GetLong(0,"first");
      m_last=m_first-1;
      int tail=(int)json.GetLong(0,"tail");
      known=(m_epoch!="" && m_first>=1 && tail>=0 && tail<=m_ring);
      if(known)
        {
         Scan(tail);
         // records below the header's highest seq are missing: the file is damaged
         if(m_last<json.GetLong(0,"last"))
            known=false;
        }
     }
   if(!known)
     {
      m_epoch=fresh_epoch;
      m_epoch_tag=SxCrcText(m_epoch);
      m_first=1;
      m_last=0;
      m_head=0;
      m_base=0;
     }
   if(m_first>m_last && g_ring_bytes!=m_ring)
     {
      m_ring=g_ring_bytes;
      m_head=0;
     }
   return(WriteHeader());
  }

//+------------------------------------------------------------------+
//| Follows the records from `from` on while each fits the one before.|
//+------------------------------------------------------------------+
bool CSxOutbox::Scan(const int from)
  {
   uchar all[];
   int   size=(int)FileSize(m_file)-SX_RING_AT;
   m_head=from;
   if(size<=0)
      return(true);
   ArrayResize(all,size);
   if(!FileSeek(m_file,SX_RING_AT,SEEK_SET))
      return(false);
   size=(int)FileReadArray(m_file,all,0,size);
   bool has_wrapped=false;
   while(true)
     {
      bool is_end=(m_head+SX_RING_HEAD>m_ring);
      if(!is_end && m_head+4<=size)
         is_end=(SxGet32(all,m_head)==SX_RING_WRAP);
      if(is_end)
        {
         // the next record stands at the start, or there is none
         if(has_wrapped || m_head==0 || size<SX_RING_HEAD || SxGet64(all,8)!=m_last+1)
            break;
         if(SxGet32(all,0)!=SX_RING_RECORD || SxGet32(all,28)!=m_epoch_tag)
            break;
         has_wrapped=true;
         m_head=0;
        }
      if(m_head+SX_RING_HEAD>size)
         break;
      if(SxGet32(all,m_head)!=SX_RING_RECORD)
         break;
      int  n=(int)SxGet32(all,m_head+4);
      long seq=SxGet64(all,m_head+8);
      int  whole=(SX_RING_HEAD+n+7)&(~7);
      if(n<0 || n>m_ring || m_head+SX_RING_HEAD+n>size || seq!=m_last+1)
         break;
      if(SxGet32(all,m_head+28)!=m_epoch_tag)
         break;
      if(SxGet32(all,m_head+24)!=SxCrc(all,m_head+4,20,SxCrc(all,m_head+SX_RING_HEAD,n)))
         break;
      m_last=seq;
      Index(m_head,whole);
      m_head+=whole;
     }
   return(true);
  }

//+------------------------------------------------------------------+
