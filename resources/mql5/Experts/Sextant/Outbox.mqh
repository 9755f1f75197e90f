//+------------------------------------------------------------------+
//| Outbox.mqh                                                        |
//| Reliable messages on their way to the server, in a ring file:     |
//| numbered without holes, kept until the server has stored them,    |
//| each with a checksum. outbox.ring = two header slots of 512 bytes |
//| at 0, then the records' ring: magic, length, seq, ts, checksum,   |
//| epoch tag, payload "type LF re LF body" in UTF-8, padded to 8.    |
//| Invariant: the header on disk names a record that is still there. |
//+------------------------------------------------------------------+
#property strict
#include "Files.mqh"

#define SX_RING_AT       4096
#define SX_RING_BYTES    16777216   // of a file whose header says no size
#define SX_RING_MIN      65536
#define SX_RING_SLOT     512
#define SX_RING_RECORD   0x31525853
#define SX_RING_WRAP     0x57525853
#define SX_RING_HEAD     32

int  g_ring_bytes=SX_RING_BYTES;   // input: how much a fresh ring holds

class CSxOutbox
  {
private:
   int               m_file;
   int               m_ring;          // bytes of the ring
   uint              m_generation;
   string            m_epoch;
   uint              m_epoch_tag;
   long              m_first;         // oldest seq kept; m_last+1 when none
   long              m_last;          // highest seq used
   int               m_head;          // where the next record goes
   int               m_off[];         // by seq - m_first, from m_base on
   int               m_size[];
   int               m_base;
   bool              m_dirty;
   int               m_disk_tail;     // the header on disk
   long              m_disk_first;

   void              Index(const int off,const int size);
   int               Tail(void);
   void              DropOldest(void);
   bool              MakeRoom(const int from,const int to);
   bool              WriteHeader(void);
   bool              Scan(const int from);
   bool              Write(const long seq,const long ts,const uchar &payload[],const int n);

public:
   bool              has_lost;        // a message could not be written: a snapshot is due

                     CSxOutbox(void);
   bool              Open(const string folder,const string fresh_epoch);
   void              Close(void);
   bool              IsOpen(void)     { return(m_file!=INVALID_HANDLE); }
   string            Epoch(void)      { return(m_epoch); }
   long              LastSeq(void)    { return(m_last); }
   long              FirstSeq(void)   { return(m_first); }
   int               Size(void)       { return((int)(m_last-m_first+1)); }
   bool              Push(const long ts,const string type,const string re,const string body);
   void              Acknowledge(const long seq);
   bool              Read(const long seq,long &ts,string &type,string &re,string &body);
   bool              Flush(void);
   bool              FreshEpoch(const string epoch);
  };

CSxOutbox::CSxOutbox(void)
  {
   m_file=INVALID_HANDLE;
   m_ring=SX_RING_BYTES;
   m_generation=0;
   m_epoch="";
   m_epoch_tag=0;
   m_first=1;
   m_last=0;
   m_head=0;
   m_base=0;
   m_dirty=false;
   m_disk_tail=0;
   m_disk_first=1;
   has_lost=false;
  }

int CSxOutbox::Tail(void)
  {
   return(m_first<=m_last ? m_off[m_base] : m_head);
  }

void CSxOutbox::Index(const int off,const int size)
  {
   int i=m_base+(int)(m_last-m_first);
   if(i>=ArraySize(m_off))
     {
      if(m_base>1024)
        {
         for(int k=m_base; k<i; k++)
           {
            m_off[k-m_base]=m_off[k];
            m_size[k-m_base]=m_size[k];
           }
         i-=m_base;
         m_base=0;
        }
      if(i>=ArraySize(m_off))
        {
         ArrayResize(m_off,i+4096);
         ArrayResize(m_size,i+4096);
        }
     }
   m_off[i]=off;
   m_size[i]=size;
  }

void CSxOutbox::DropOldest(void)
  {
   m_first++;
   m_base++;
   if(m_first>m_last)
      m_base=0;
  }

//+------------------------------------------------------------------+
//| The header: epoch, oldest seq and its place, highest seq.         |
//+------------------------------------------------------------------+
bool CSxOutbox::WriteHeader(void)
  {
   string text="{\"epoch\":\""+m_epoch+"\",\"first\":"+SxLong(m_first)+",\"tail\":"+IntegerToString(Tail());
   text+=",\"last\":"+SxLong(m_last)+",\"ring\":"+IntegerToString(m_ring)+"}";
   uchar payload[];
   SxBytes(text,payload);
   if(!SxSlotWrite(m_file,0,SX_RING_SLOT,m_generation,payload))
      return(false);
   m_disk_tail=Tail();
   m_disk_first=m_first;
   return(true);
  }

//+------------------------------------------------------------------+
//| Drops the oldest records that lie in [from, to). False when the   |
//| header cannot be written: then nothing may be overwritten.        |
//+------------------------------------------------------------------+
bool CSxOutbox::MakeRoom(const int from,const int to)
  {
   while(m_first<=m_last)
     {
      int off=m_off[m_base];
      int end=off+m_size[m_base];
      if(end<=from || off>=to)
         break;
      DropOldest();
     }
   bool is_in_disk_header=(m_disk_tail>=from && m_disk_tail<to && m_disk_first<m_first);
   return(!is_in_disk_header || WriteHeader());
  }

bool CSxOutbox::Write(const long seq,const long ts,const uchar &payload[],const int n)
  {
   int whole=(SX_RING_HEAD+n+7)&(~7);
   if(whole>m_ring/4)
      return(false);
   if(m_head+whole>m_ring)
     {
      int old=m_head;
      if(!MakeRoom(old,m_ring+1))
         return(false);
      if(old+4<=m_ring)
        {
         uchar mark[];
         ArrayResize(mark,4);
         SxPut32(mark,0,SX_RING_WRAP);
         FileSeek(m_file,SX_RING_AT+old,SEEK_SET);
         FileWriteArray(m_file,mark,0,4);
        }
      m_head=0;
     }
   if(!MakeRoom(m_head,m_head+whole))
      return(false);
   uchar record[];
   ArrayResize(record,whole);
   ArrayInitialize(record,0);
   SxPut32(record,0,SX_RING_RECORD);
   SxPut32(record,4,(uint)n);
   SxPut64(record,8,seq);
   SxPut64(record,16,ts);
   if(n>0)
      ArrayCopy(record,payload,SX_RING_HEAD,0,n);
   SxPut32(record,24,SxCrc(record,4,20,SxCrc(record,SX_RING_HEAD,n)));
   SxPut32(record,28,m_epoch_tag);
   if(!FileSeek(m_file,SX_RING_AT+m_head,SEEK_SET))
      return(false);
   if((int)FileWriteArray(m_file,record,0,whole)!=whole)
      return(false);
   m_last=seq;
   Index(m_head,whole);
   m_head+=whole;
   m_dirty=true;
   return(true);
  }

//+------------------------------------------------------------------+
//| Gives the message the next number and keeps it.                   |
//+------------------------------------------------------------------+
bool CSxOutbox::Push(const long ts,const string type,const string re,const string body)
  {
   if(m_file==INVALID_HANDLE)
      return(false);
   uchar payload[];
   int   n=SxBytes(type+"\n"+re+"\n"+body,payload);
   if(Write(m_last+1,ts,payload,n))
      return(true);
   has_lost=true;
   Print("Sextant error E_INTERNAL: outbox.ring cannot be written, error ",GetLastError());
   return(false);
  }

//+------------------------------------------------------------------+
//| Forgets what the server has stored.                               |
//+------------------------------------------------------------------+
void CSxOutbox::Acknowledge(const long seq)
  {
   if(seq<m_first || m_first>m_last)
      return;
   while(m_first<=m_last && m_first<=seq)
      DropOldest();
   // often enough that a restart has little to send again
   if(m_first-m_disk_first>=256 || m_first>m_last)
      WriteHeader();
  }

//+------------------------------------------------------------------+
//| A kept message; false when it is gone or not readable.            |
//+------------------------------------------------------------------+
bool CSxOutbox::Read(const long seq,long &ts,string &type,string &re,string &body)
  {
   if(seq<m_first || seq>m_last)
      return(false);
   int   i=m_base+(int)(seq-m_first);
   uchar record[];
   ArrayResize(record,m_size[i]);
   if(!FileSeek(m_file,SX_RING_AT+m_off[i],SEEK_SET))
      return(false);
   if((int)FileReadArray(m_file,record,0,m_size[i])!=m_size[i])
      return(false);
   int n=(int)SxGet32(record,4);
   if(SxGet64(record,8)!=seq || n<0 || SX_RING_HEAD+n>m_size[i])
      return(false);
   if(SxGet32(record,24)!=SxCrc(record,4,20,SxCrc(record,SX_RING_HEAD,n)))
      return(false);
   ts=SxGet64(record,16);
   string text=SxTextOf(record,SX_RING_HEAD,n);
   int    a=StringFind(text,"\n");
   int    b=StringFind(text,"\n",a+1);
   if(a<0 || b<0)
      return(false);
   type=StringSubstr(text,0,a);
   re=StringSubstr(text,a+1,b-a-1);
   body=StringSubstr(text,b+1);
   return(true);
  }

//+------------------------------------------------------------------+
//| On disk before a message leaves: after a crash no number may come |
//| again with other content.                                         |
//+------------------------------------------------------------------+
bool CSxOutbox::Flush(void)
  {
   if(m_dirty && m_file!=INVALID_HANDLE)
      FileFlush(m_file);
   m_dirty=false;
   return(true);
  }

//+------------------------------------------------------------------+
//| Begins again under a new name: contents kept, numbers from 1.     |
//+------------------------------------------------------------------+
bool CSxOutbox::FreshEpoch(const string epoch)
  {
   string types[];
   string res[];
   string bodies[];
   long   stamps[];
   int    n=0;
   for(long seq=m_first; seq<=m_last; seq++)
     {
      long   ts=0;
      string type="";
      string re="";
      string body="";
      if(!Read(seq,ts,type,re,body))
         continue;
      ArrayResize(types,n+1,1024);
      ArrayResize(res,n+1,1024);
      ArrayResize(bodies,n+1,1024);
      ArrayResize(stamps,n+1,1024);
      types[n]=type;
      res[n]=re;
      bodies[n]=body;
      stamps[n]=ts;
      n++;
     }
   m_epoch=epoch;
   m_epoch_tag=SxCrcText(epoch);
   m_first=1;
   m_last=0;
   m_head=0;
   m_base=0;
   if(!WriteHeader())
      return(false);
   for(int i=0; i<n; i++)
      Push(stamps[i],types[i],res[i],bodies[i]);
   return(Flush());
  }

void CSxOutbox::Close(void)
  {
   if(m_file==INVALID_HANDLE)
      return;
   WriteHeader();
   FileClose(m_file);
   m_file=INVALID_HANDLE;
  }

#include "OutboxOpen.mqh"

CSxOutbox g_outbox;
//+------------------------------------------------------------------+
