//+------------------------------------------------------------------+
//| WebSocket.mqh                                                     |
//| An RFC 6455 client on MQL5 sockets: masked frames out, fragments  |
//| in, ping and pong, close codes, short writes, and the terminal's  |
//| habit of calling an empty socket readable. Nothing here waits     |
//| longer than a millisecond for the other side, but for the connect.|
//+------------------------------------------------------------------+
#property strict
#include "Crypto.mqh"

#define SX_WS_CLOSED     0
#define SX_WS_UPGRADE    1
#define SX_WS_OPEN       2
#define SX_WS_CLOSING    3
#define SX_WS_MESSAGE_MAX   1048576
#define SX_WS_CHUNK      32768
#define SX_WS_PROTOCOL   "sextant-mt5.v1"

class CSxWebSocket
  {
private:
   int               m_socket;
   int               m_state;
   string            m_accept;
   uchar             m_in[];
   int               m_in_from;
   int               m_in_to;
   uchar             m_out[];
   int               m_out_from;
   int               m_out_to;
   uchar             m_message[];
   int               m_message_size;
   bool              m_is_fragmented;
   uint              m_random;
   long              m_closing_ms;
   int               m_dead_polls;

   void              Reset(void);
   bool              Receive(void);
   void              Append(const uchar &bytes[],const int count);
   void              Frame(const int opcode,const uchar &payload[],const int count);
   bool              TakeUpgrade(void);
   void              Control(const int opcode,const uchar &payload[]);
   void              Fail(const int code,const string reason);

public:
   int               close_code;      // 1006 when the line just died
   string            close_reason;
   int               error;           // the terminal's error of the last connect
   int               http_status;     // of a refused upgrade, else 0
   bool              heard;           // bytes came since this was cleared

                     CSxWebSocket(void);
   bool              Open(const string host,const int port,const string path);
   int               State(void) { return(m_state); }
   void              Poll(void);
   bool              Next(uchar &message[],int &count);
   bool              SendText(const string text);
   void              Flush(void);
   int               Waiting(void) { return(m_out_to-m_out_from); }
   void              Close(const int code,const string reason);
   void              Drop(const int code,const string reason);
  };

CSxWebSocket::CSxWebSocket(void)
  {
   m_socket=INVALID_HANDLE;
   m_random=2463534242;
   error=0;
   Reset();
  }

void CSxWebSocket::Reset(void)
  {
   m_state=SX_WS_CLOSED;
   m_accept="";
   m_in_from=0;
   m_in_to=0;
   m_out_from=0;
   m_out_to=0;
   m_message_size=0;
   m_is_fragmented=false;
   m_closing_ms=0;
   m_dead_polls=0;
   close_code=1006;
   close_reason="";
   http_status=0;
   heard=false;
  }

//+------------------------------------------------------------------+
//| Connects and asks for the upgrade; the answer comes by Poll.      |
//+------------------------------------------------------------------+
bool CSxWebSocket::Open(const string host,const int port,const string path)
  {
   Drop(1006,"");
   Reset();
   ResetLastError();
   m_socket=SocketCreate(SOCKET_DEFAULT);
   if(m_socket==INVALID_HANDLE)
     {
      error=GetLastError();
      return(false);
     }
   ResetLastError();
   if(!SocketConnect(m_socket,host,(uint)port,1000))
     {
      error=GetLastError();
      SocketClose(m_socket);
      m_socket=INVALID_HANDLE;
      return(false);
     }
   error=0;
   SocketTimeouts(m_socket,2000,2000);
   m_random^=(uint)(GetMicrosecondCount()&0xFFFFFFFF);
   if(m_random==0)
      m_random=1;
   uchar key[];
   ArrayResize(key,16);
   string nonce=SxNonce("ws");
   for(int i=0; i<16; i++)
      key[i]=(uchar)StringGetCharacter(nonce,i);
   string key_text=SxBase64(key);
   uchar  joined[];
   uchar  hash[];
   SxBytes(key_text+"258EAFA5-E914-47DA-95CA-C5AB0DC85B11",joined);
   if(!SxHash(CRYPT_HASH_SHA1,joined,hash))
     {
      Drop(1006,"no SHA-1 in this terminal");
      return(false);
     }
   m_accept=SxBase64(hash);
   string place=host+":"+IntegerToString(port);
   string request="GET "+path+" HTTP/1.1\r\nHost: "+place+"\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
   request+="Sec-WebSocket-Key: "+key_text+"\r\nSec-WebSocket-Version: 13\r\n";
   request+="Sec-WebSocket-Protocol: "+SX_WS_PROTOCOL+"\r\n\r\n";
   uchar bytes[];
   int   n=SxBytes(request,bytes);
   m_state=SX_WS_UPGRADE;
   Append(bytes,n);
   Flush();
   return(m_state!=SX_WS_CLOSED);
  }

//+------------------------------------------------------------------+
//| Ends the connection here and now.                                 |
//+------------------------------------------------------------------+
void CSxWebSocket::Drop(const int code,const string reason)
  {
   if(m_socket!=INVALID_HANDLE)
      SocketClose(m_socket);
   m_socket=INVALID_HANDLE;
   if(m_state==SX_WS_CLOSED)
      return;
   m_state=SX_WS_CLOSED;
   if(close_code==1006)
     {
      close_code=code;
      close_reason=reason;
     }
  }

//+------------------------------------------------------------------+
//| Says goodbye; the line is dropped at the answer or a second later.|
//+------------------------------------------------------------------+
void CSxWebSocket::Close(const int code,const string reason)
  {
   if(m_state!=SX_WS_OPEN)
     {
      Drop(code,reason);
      return;
     }
   uchar text[];
   uchar payload[];
   int   n=SxBytes(StringSubstr(reason,0,100),text);
   if(n>120)
      n=0;
   ArrayResize(payload,2+n);
   payload[0]=(uchar)((code>>8)&255);
   payload[1]=(uchar)(code&255);
   for(int i=0; i<n; i++)
      payload[2+i]=text[i];
   Frame(8,payload,2+n);
   close_code=code;
   close_reason=reason;
   m_state=SX_WS_CLOSING;
   m_closing_ms=(long)GetTickCount64();
   Flush();
  }

void CSxWebSocket::Fail(const int code,const string reason)
  {
   Close(code,reason);
   Drop(code,reason);
  }

void CSxWebSocket::Append(const uchar &bytes[],const int count)
  {
   if(m_out_from>0 && m_out_from==m_out_to)
     {
      m_out_from=0;
      m_out_to=0;
     }
   if(m_out_to+count>ArraySize(m_out))
     {
      if(m_out_from>0)
        {
         SxShift(m_out,m_out_from,m_out_to-m_out_from);
         m_out_to-=m_out_from;
         m_out_from=0;
        }
      if(m_out_to+count>ArraySize(m_out))
         ArrayResize(m_out,m_out_to+count+65536);
     }
   if(count>0)
      ArrayCopy(m_out,bytes,m_out_to,0,count);
   m_out_to+=count;
  }

//+------------------------------------------------------------------+
//| One masked frame into the queue.                                  |
//+------------------------------------------------------------------+
void CSxWebSocket::Frame(const int opcode,const uchar &payload[],const int count)
  {
   uchar frame[];
   int   head=(count<126 ? 2 : (count<65536 ? 4 : 10));
   ArrayResize(frame,head+4+count);
   frame[0]=(uchar)(128|opcode);
   if(count<126)
      frame[1]=(uchar)(128|count);
   else if(count<65536)
     {
      frame[1]=(uchar)(128|126);
      frame[2]=(uchar)((count>>8)&255);
      frame[3]=(uchar)(count&255);
     }
   else
     {
      frame[1]=(uchar)(128|127);
      for(int k=0; k<4; k++)
         frame[2+k]=0;
      for(int m=0; m<4; m++)
         frame[6+m]=(uchar)((count>>(24-8*m))&255);
     }
   m_random^=m_random<<13;
   m_random^=m_random>>17;
   m_random^=m_random<<5;
   for(int r=0; r<4; r++)
      frame[head+r]=(uchar)((m_random>>(8*r))&255);
   int at=head+4;
   for(int i=0; i<count; i++)
      frame[at+i]=(uchar)((int)payload[i]^(int)frame[head+(i&3)]);
   Append(frame,at+count);
  }

bool CSxWebSocket::SendText(const string text)
  {
   if(m_state!=SX_WS_OPEN)
      return(false);
   uchar bytes[];
   int   n=SxBytes(text,bytes);
   Frame(1,bytes,n);
   Flush();
   return(m_state==SX_WS_OPEN);
  }

//+------------------------------------------------------------------+
//| Writes what waits; the terminal may take less than it was given.  |
//+------------------------------------------------------------------+
void CSxWebSocket::Flush(void)
  {
   uchar piece[];
   int   tries=0;
   while(m_socket!=INVALID_HANDLE && m_out_from<m_out_to && tries<64)
     {
      int n=MathMin(m_out_to-m_out_from,SX_WS_CHUNK);
      ArrayResize(piece,n);
      ArrayCopy(piece,m_out,0,m_out_from,n);
      int sent=SocketSend(m_socket,piece,(uint)n);
      if(sent<0 || sent>n)
        {
         Drop(1006,"the line broke while sending");
         return;
        }
      if(sent==0)
         return;
      m_out_from+=sent;
      tries++;
     }
  }

#include "WebSocketIn.mqh"
//+------------------------------------------------------------------+
