//+------------------------------------------------------------------+
//| WebSocketIn.mqh                                                   |
//| The receiving half of the WebSocket client: bytes, the answer to  |
//| the upgrade, frames and fragments, control frames.                |
//+------------------------------------------------------------------+
#property strict

//+------------------------------------------------------------------+
//| Reads what is there. True when anything came.                     |
//+------------------------------------------------------------------+
bool CSxWebSocket::Receive(void)
  {
   uchar piece[];
   bool  any=false;
   for(int k=0; k<32 && m_socket!=INVALID_HANDLE; k++)
     {
      uint readable=SocketIsReadable(m_socket);
      if(readable==0)
         break;
      uint want=(readable>SX_WS_CHUNK ? SX_WS_CHUNK : readable);
      int  n=SocketRead(m_socket,piece,want,1);
      // "readable" with nothing there is answered by an error that means nothing
      if(n<=0)
         break;
      if(m_in_from>0)
        {
         SxShift(m_in,m_in_from,m_in_to-m_in_from);
         m_in_to-=m_in_from;
         m_in_from=0;
        }
      if(m_in_to+n>ArraySize(m_in))
         ArrayResize(m_in,m_in_to+n+65536);
      ArrayCopy(m_in,piece,m_in_to,0,n);
      m_in_to+=n;
      any=true;
      heard=true;
      if(m_in_to>2*SX_WS_MESSAGE_MAX)
         break;
     }
   if(m_socket==INVALID_HANDLE || any || SocketIsConnected(m_socket))
      m_dead_polls=0;
   else
      m_dead_polls++;
   // what came before the end has been read by the second look
   if(m_dead_polls>=2)
      Drop(1006,"the other side is gone");
   return(any);
  }

//+------------------------------------------------------------------+
//| Looks after the line once: reads, writes, ends a slow goodbye.    |
//+------------------------------------------------------------------+
void CSxWebSocket::Poll(void)
  {
   if(m_state==SX_WS_CLOSED)
      return;
   Receive();
   Flush();
   if(m_state==SX_WS_UPGRADE)
      TakeUpgrade();
   if(m_state==SX_WS_CLOSING && (long)GetTickCount64()-m_closing_ms>1000)
      Drop(close_code,close_reason);
  }

//+------------------------------------------------------------------+
//| The server's answer to the upgrade, once it is whole.             |
//+------------------------------------------------------------------+
bool CSxWebSocket::TakeUpgrade(void)
  {
   int end=-1;
   for(int i=m_in_from; i+3<m_in_to; i++)
     {
      if(m_in[i]==13 && m_in[i+1]==10 && m_in[i+2]==13 && m_in[i+3]==10)
        {
         end=i;
         break;
        }
     }
   if(end<0)
     {
      if(m_in_to-m_in_from>16384)
         Drop(1002,"the answer is no HTTP");
      return(false);
     }
   string head=SxTextOf(m_in,m_in_from,end-m_in_from)+"\r\n";
   m_in_from=end+4;
   int space=StringFind(head," ");
   http_status=(int)StringToInteger(StringSubstr(head,space+1,3));
   if(StringFind(head,"HTTP/1.1 ")!=0 || http_status!=101)
     {
      string body=SxTextOf(m_in,m_in_from,MathMin(200,m_in_to-m_in_from));
      Drop(1002,body);
      return(false);
     }
   http_status=0;
   string lower=head;
   StringToLower(lower);
   bool is_ours=(StringFind(lower,"\r\nsec-websocket-protocol: "+SX_WS_PROTOCOL+"\r\n")>=0);
   int  at=StringFind(lower,"\r\nsec-websocket-accept:");
   string given="";
   if(at>=0)
     {
      int from=at+StringLen("\r\nsec-websocket-accept:");
      int to=StringFind(head,"\r\n",from);
      given=StringSubstr(head,from,to-from);
      StringTrimLeft(given);
      StringTrimRight(given);
     }
   if(!is_ours || given!=m_accept)
     {
      Drop(1002,"the server does not speak "+SX_WS_PROTOCOL);
      return(false);
     }
   m_state=SX_WS_OPEN;
   return(true);
  }

//+------------------------------------------------------------------+
//| The next whole text message. Control frames on the way are dealt  |
//| with here.                                                        |
//+------------------------------------------------------------------+
bool CSxWebSocket::Next(uchar &message[],int &count)
  {
   while(m_state==SX_WS_OPEN || m_state==SX_WS_CLOSING)
     {
      int have=m_in_to-m_in_from;
      if(have<2)
         return(false);
      int  first=(int)m_in[m_in_from];
      int  second=(int)m_in[m_in_from+1];
      bool is_final=((first&128)!=0);
      int  opcode=first&15;
      long size=second&127;
      int  head=2;
      if((first&112)!=0 || (second&128)!=0)
        {
         Fail(1002,"a frame that no server may send");
         return(false);
        }
      if(size==126)
        {
         if(have<4)
            return(false);
         size=((long)m_in[m_in_from+2]<<8)|(long)m_in[m_in_from+3];
         head=4;
        }
      else if(size==127)
        {
         if(have<10)
            return(false);
         size=0;
         for(int k=0; k<8; k++)
           {
            if(size>SX_WS_MESSAGE_MAX)
               break;
            size=(size<<8)|(long)m_in[m_in_from+2+k];
           }
         head=10;
        }
      if(size+m_message_size>SX_WS_MESSAGE_MAX || (opcode>=8 && size>125))
        {
         Fail(1009,"message too big");
         return(false);
        }
      int n=(int)size;
      if(have<head+n)
         return(false);
      int from=m_in_from+head;
      m_in_from+=head+n;
      if(opcode>=8)
        {
         uchar payload[];
         ArrayResize(payload,n);
         if(n>0)
            ArrayCopy(payload,m_in,0,from,n);
         Control(opcode,payload);
         continue;
        }
      bool is_start=(opcode!=0);
      if(is_start==m_is_fragmented || opcode>1)
        {
         Fail(1002,"a fragment out of turn, or no text");
         return(false);
        }
      if(m_message_size+n>ArraySize(m_message))
         ArrayResize(m_message,m_message_size+n+4096);
      if(n>0)
         ArrayCopy(m_message,m_in,m_message_size,from,n);
      m_message_size+=n;
      m_is_fragmented=!is_final;
      if(!is_final)
         continue;
      count=m_message_size;
      if(ArraySize(message)<count)
         ArrayResize(message,count+4096);
      if(count>0)
         ArrayCopy(message,m_message,0,0,count);
      m_message_size=0;
      return(true);
     }
   return(false);
  }

void CSxWebSocket::Control(const int opcode,const uchar &payload[])
  {
   int n=ArraySize(payload);
   if(opcode==9)
     {
      Frame(10,payload,n);
      Flush();
      return;
     }
   if(opcode!=8)
      return;
   int    code=1005;
   string reason="";
   if(n>=2)
     {
      code=((int)payload[0]<<8)|(int)payload[1];
      reason=SxTextOf(payload,2,n-2);
     }
   if(m_state==SX_WS_OPEN)
     {
      Frame(8,payload,MathMin(n,2));
      Flush();
      close_code=code;
      close_reason=reason;
     }
   Drop(code,reason);
  }
//+------------------------------------------------------------------+
