//+------------------------------------------------------------------+
//| Files.mqh                                                         |
//| Files under MQL5/Files/Sextant: whole files as bytes, records in  |
//| two slots (a torn write leaves the older one), pairing.json, and  |
//| the state that survives: kill switches, daily loss, UTC offset.   |
//+------------------------------------------------------------------+
#property strict
#include "Crypto.mqh"
#include "Json.mqh"

#define SX_ROOT          "Sextant\\"
#define SX_SLOT_MAGIC    0x53585331
#define SX_STATE_SLOT    1024

void SxPut32(uchar &bytes[],const int at,const uint value)
  {
   bytes[at]=(uchar)(value&255);
   bytes[at+1]=(uchar)((value>>8)&255);
   bytes[at+2]=(uchar)((value>>16)&255);
   bytes[at+3]=(uchar)((value>>24)&255);
  }

uint SxGet32(const uchar &bytes[],const int at)
  {
   return((uint)bytes[at]|((uint)bytes[at+1]<<8)|((uint)bytes[at+2]<<16)|((uint)bytes[at+3]<<24));
  }

void SxPut64(uchar &bytes[],const int at,const long value)
  {
   SxPut32(bytes,at,(uint)(value&0xFFFFFFFF));
   SxPut32(bytes,at+4,(uint)((value>>32)&0xFFFFFFFF));
  }

long SxGet64(const uchar &bytes[],const int at)
  {
   long low=(long)SxGet32(bytes,at);
   long high=(long)SxGet32(bytes,at+4);
   return((high<<32)|low);
  }

//+------------------------------------------------------------------+
//| The folder of the account that is logged in now.                  |
//+------------------------------------------------------------------+
string SxAccountFolder(void)
  {
   string server=AccountInfoString(ACCOUNT_SERVER);
   return(SX_ROOT+SxLong(AccountInfoInteger(ACCOUNT_LOGIN))+"-"+StringFormat("%08x",SxCrcText(server))+"\\");
  }

//+------------------------------------------------------------------+
//| A whole file as bytes; -1 when it cannot be read.                 |
//+------------------------------------------------------------------+
int SxReadFile(const string name,uchar &bytes[])
  {
   ArrayResize(bytes,0);
   if(!FileIsExist(name))
      return(-1);
   int file=FileOpen(name,FILE_READ|FILE_BIN|FILE_SHARE_READ|FILE_SHARE_WRITE);
   if(file==INVALID_HANDLE)
      return(-1);
   int size=(int)FileSize(file);
   int n=0;
   if(size>0)
     {
      ArrayResize(bytes,size);
      n=(int)FileReadArray(file,bytes,0,size);
      if(n<size)
         ArrayResize(bytes,n);
     }
   FileClose(file);
   return(n);
  }

//+------------------------------------------------------------------+
//| Opens for reading and writing what only one program may write: a  |
//| second EA of the same account fails here.                         |
//+------------------------------------------------------------------+
int SxOpenOwn(const string name)
  {
   return(FileOpen(name,FILE_READ|FILE_WRITE|FILE_BIN|FILE_SHARE_READ));
  }

//+------------------------------------------------------------------+
//| One of two slots of `size` bytes at `at` is overwritten in turn;  |
//| each carries its generation, length and checksum.                 |
//+------------------------------------------------------------------+
bool SxSlotWrite(const int file,const long at,const int size,uint &generation,const uchar &payload[])
  {
   int n=ArraySize(payload);
   if(n+16>size)
      return(false);
   uchar slot[];
   ArrayResize(slot,size);
   ArrayInitialize(slot,0);
   generation++;
   SxPut32(slot,0,SX_SLOT_MAGIC);
   SxPut32(slot,4,generation);
   SxPut32(slot,8,(uint)n);
   if(n>0)
      ArrayCopy(slot,payload,16,0,n);
   SxPut32(slot,12,SxCrc(slot,4,8,SxCrc(slot,16,n)));
   long offset=at+(long)(generation%2)*size;
   if(!FileSeek(file,offset,SEEK_SET))
      return(false);
   uint written=FileWriteArray(file,slot,0,size);
   FileFlush(file);
   return(written==(uint)size);
  }

bool SxSlotRead(const int file,const long at,const int size,uint &generation,uchar &payload[])
  {
   bool found=false;
   ArrayResize(payload,0);
   generation=0;
   for(int k=0; k<2; k++)
     {
      uchar slot[];
      ArrayResize(slot,size);
      ArrayInitialize(slot,0);
      if(!FileSeek(file,at+(long)k*size,SEEK_SET))
         continue;
      if((int)FileReadArray(file,slot,0,size)!=size)
         continue;
      uint n=SxGet32(slot,8);
      if(SxGet32(slot,0)!=SX_SLOT_MAGIC || n>(uint)(size-16))
         continue;
      if(SxGet32(slot,12)!=SxCrc(slot,4,8,SxCrc(slot,16,(int)n)))
         continue;
      uint g=SxGet32(slot,4);
      if(found && g<=generation)
         continue;
      found=true;
      generation=g;
      ArrayResize(payload,(int)n);
      if(n>0)
         ArrayCopy(payload,slot,0,16,(int)n);
     }
   return(found);
  }

//+------------------------------------------------------------------+
//| Where the server listens and what proves it.                      |
//+------------------------------------------------------------------+
struct SxPairing
  {
   string            host;
   int               port;
   string            path;
   string            token;
   string            problem;       // "" when it was read
  };

//+------------------------------------------------------------------+
//| Takes apart ws://host:port/path.                                  |
//+------------------------------------------------------------------+
bool SxReadUrl(const string url,SxPairing &pairing)
  {
   if(StringFind(url,"ws://")!=0)
      return(false);
   string rest=StringSubstr(url,5);
   int    slash=StringFind(rest,"/");
   string place=(slash<0 ? rest : StringSubstr(rest,0,slash));
   string path=(slash<0 ? "/ws/mt5" : StringSubstr(rest,slash));
   int    colon=StringFind(place,":");
   if(colon<=0)
      return(false);
   long port=StringToInteger(StringSubstr(place,colon+1));
   if(port<1 || port>65535)
      return(false);
   pairing.host=StringSubstr(place,0,colon);
   pairing.port=(int)port;
   pairing.path=path;
   return(true);
  }

//+------------------------------------------------------------------+
//| Reads pairing.json, then lets the inputs override it.             |
//+------------------------------------------------------------------+
void SxReadPairing(const string address,const int port,const string token,SxPairing &pairing)
  {
   uchar   bytes[];
   CSxJson json;
   pairing.host="127.0.0.1";
   pairing.port=8766;
   pairing.path="/ws/mt5";
   pairing.token="";
   pairing.problem="";
   int n=SxReadFile(SX_ROOT+"pairing.json",bytes);
   int from=0;
   if(n>=3 && bytes[0]==0xEF && bytes[1]==0xBB && bytes[2]==0xBF)
      from=3;
   if(n<0)
      pairing.problem="MQL5/Files/Sextant/pairing.json is not there";
   else if(!json.Parse(bytes,from,n-from))
      pairing.problem="MQL5/Files/Sextant/pairing.json is not JSON";
   else
     {
      pairing.token=json.GetText(0,"token");
      if(json.Has(0,"url") && !SxReadUrl(json.GetText(0,"url"),pairing))
         pairing.problem="the url in pairing.json is not ws://host:port/path";
      else if(pairing.token=="")
         pairing.problem="pairing.json has no token";
     }
   if(address!="" && address!="127.0.0.1")
      pairing.host=address;
   if(port>0 && port!=8766)
      pairing.port=port;
   if(token!="")
     {
      pairing.token=token;
      pairing.problem="";
     }
  }

//+------------------------------------------------------------------+
//| What survives in state.bin.                                       |
//+------------------------------------------------------------------+
class CSxState
  {
private:
   int               m_file;
   uint              m_generation;

public:
   bool              killed_by_link;
   bool              killed_on_chart;
   bool              flattening;
   bool              flatten_ours;    // only what carries our magic numbers
   bool              link_lost_done;  // the no-link action has run for this outage
   long              day;             // broker day number of the figures below
   double            day_base;
   bool              day_blocked;
   bool              has_offset;
   int               offset_s;

                     CSxState(void) { m_file=INVALID_HANDLE; m_generation=0; Clear(); }
   void              Clear(void);
   bool              Open(const string folder);
   void              Close(void);
   bool              Save(void);
   bool              IsReadOnly(void) { return(killed_by_link || killed_on_chart || day_blocked); }
  };

void CSxState::Clear(void)
  {
   killed_by_link=false;
   killed_on_chart=false;
   flattening=false;
   flatten_ours=false;
   link_lost_done=false;
   day=0;
   day_base=0.0;
   day_blocked=false;
   has_offset=false;
   offset_s=0;
  }

bool CSxState::Open(const string folder)
  {
   // what was asked for while the files could not be opened
   bool by_link=killed_by_link;
   bool on_chart=killed_on_chart;
   bool flatten=flattening;
   bool only_ours=flatten_ours;
   Clear();
   m_file=SxOpenOwn(folder+"state.bin");
   if(m_file==INVALID_HANDLE)
      return(false);
   uchar   payload[];
   CSxJson json;
   if(SxSlotRead(m_file,0,SX_STATE_SLOT,m_generation,payload) && json.Parse(payload,0,ArraySize(payload)))
     {
      killed_by_link=json.GetTrue(0,"link");
      killed_on_chart=json.GetTrue(0,"chart");
      flattening=json.GetTrue(0,"flatten");
      flatten_ours=json.GetTrue(0,"ours");
      link_lost_done=json.GetTrue(0,"lost");
      day=json.GetLong(0,"day");
      day_base=json.GetNum(0,"base");
      day_blocked=json.GetTrue(0,"blocked");
      has_offset=json.Has(0,"off");
      offset_s=(int)json.GetLong(0,"off");
     }
   if(!by_link && !on_chart && !flatten)
      return(true);
   flatten_ours=(flatten ? only_ours && (!flattening || flatten_ours) : flatten_ours);
   flattening=(flattening || flatten);
   killed_by_link=(killed_by_link || by_link);
   killed_on_chart=(killed_on_chart || on_chart);
   return(Save());
  }

void CSxState::Close(void)
  {
   if(m_file!=INVALID_HANDLE)
      FileClose(m_file);
   m_file=INVALID_HANDLE;
  }

//+------------------------------------------------------------------+
//| On disk before it returns true.                                   |
//+------------------------------------------------------------------+
bool CSxState::Save(void)
  {
   if(m_file==INVALID_HANDLE)
      return(false);
   string text="{\"link\":"+SxBool(killed_by_link)+",\"chart\":"+SxBool(killed_on_chart);
   text+=",\"flatten\":"+SxBool(flattening)+",\"ours\":"+SxBool(flatten_ours)+",\"lost\":"+SxBool(link_lost_done)+",\"day\":"+SxLong(day);
   text+=",\"base\":"+SxNum(day_base,8)+",\"blocked\":"+SxBool(day_blocked);
   if(has_offset)
      text+=",\"off\":"+IntegerToString(offset_s);
   text+="}";
   uchar payload[];
   SxBytes(text,payload);
   return(SxSlotWrite(m_file,0,SX_STATE_SLOT,m_generation,payload));
  }

CSxState g_state;
//+------------------------------------------------------------------+
