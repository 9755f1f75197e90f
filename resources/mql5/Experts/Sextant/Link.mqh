//+------------------------------------------------------------------+
//| Link.mqh                                                          |
//| The session with Sextant: connect and back-off, both proofs,      |
//| envelopes, reliable replay, heartbeat, silence, the limits on     |
//| what is sent. What arrives after welcome is handed to App.mqh.    |
//| Invariant: nothing but the handshake leaves before welcome, and   |
//| nothing at all to a server that did not prove itself.             |
//+------------------------------------------------------------------+
#property strict
#include "Clock.mqh"
#include "WebSocket.mqh"
#include "Outbox.mqh"

#define SX_LINK_IDLE       0
#define SX_LINK_UPGRADE    1
#define SX_LINK_HELLO      2
#define SX_LINK_AUTH       3
#define SX_LINK_LIVE       4

#define SX_HEARTBEAT_MS    2000
#define SX_SILENCE_MS      10000
#define SX_PATIENCE_MS     70000
#define SX_RATE_MESSAGES   200.0
#define SX_RATE_BYTES      2097152.0
#define SX_UNSENT_MAX      4194304
#define SX_REPLACED_MS     60000

struct SxWelcome
  {
   bool              has;
   string            trade;
   long              window_bytes;
   int               tick_rows;
   long              deal_from_msc;
   string            calendar_change;
  };

class CSxLink
  {
private:
   CSxWebSocket      m_ws;
   SxPairing         m_pairing;
   uchar             m_key[];
   int               m_phase;
   string            m_login;
   string            m_server;
   string            m_cnonce;
   long              m_phase_ms;
   long              m_heard_ms;
   long              m_said_ms;
   long              m_next_try_ms;
   int               m_attempts;
   long              m_beats;
   long              m_next_seq;      // next reliable number to send
   long              m_nack_ms;
   double            m_messages;
   double            m_bytes;
   long              m_rate_ms;
   int               m_told_offset;
   bool              m_has_told_offset;
   string            m_input_host;
   int               m_input_port;
   string            m_input_token;

   void              Fill(void);
   void              Frame(const string type,const long seq,const long ts,const string re,const string body);
   void              Greet(void);
   void              Shake(CSxJson &json,const string type,const int body);
   void              Begin(CSxJson &json,const int body);
   void              Lost(void);
   bool              Connect(void);

public:
   string            problem;         // why there is no link, in words; "" while there is one
   string            problem_step;    // what to do about it
   int               last_close;
   bool              just_live;       // welcome was taken and not yet acted on
   SxWelcome         welcome;
   CSxJson           message;         // the newest frame

                     CSxLink(void);
   void              Setup(const string host,const int port,const string token);
   int               Phase(void)      { return(m_phase); }
   bool              IsLive(void)     { return(m_phase==SX_LINK_LIVE); }
   string            Place(void)      { return(m_pairing.host+":"+IntegerToString(m_pairing.port)); }
   long              RetryInMs(void)  { return(m_next_try_ms-g_clock.TickMs()); }
   long              SilentMs(void)   { return(g_clock.TickMs()-m_heard_ms); }
   bool              Poll(string &type,int &body);
   void              Keep(void);
   bool              IsFree(const double reserve);
   int               Unsent(void)     { return(m_ws.Waiting()); }
   void              Say(const string type,const string body,const string re="");
   void              Fault(const string re,const string code,const string text);
   void              PumpReliable(void);
   void              Replay(const long from);
   void              Acknowledge(const long seq);
   void              FreshEpoch(const string why);
   void              Close(const int code,const string reason);
   void              SetProblem(const string what,const string step);
  };

CSxLink::CSxLink(void)
  {
   m_phase=SX_LINK_IDLE;
   m_phase_ms=0;
   m_heard_ms=0;
   m_said_ms=0;
   m_next_try_ms=0;
   m_attempts=0;
   m_beats=0;
   m_next_seq=1;
   m_nack_ms=0;
   m_messages=SX_RATE_MESSAGES;
   m_bytes=SX_RATE_BYTES;
   m_rate_ms=0;
   m_told_offset=0;
   m_has_told_offset=false;
   m_input_port=0;
   m_pairing.port=0;
   last_close=0;
   just_live=false;
   welcome.has=false;
   welcome.window_bytes=SX_UNSENT_MAX;
   welcome.tick_rows=2000;
   welcome.deal_from_msc=0;
  }

void CSxLink::Setup(const string host,const int port,const string token)
  {
   m_input_host=host;
   m_input_port=port;
   m_input_token=token;
   m_phase=SX_LINK_IDLE;
   m_next_try_ms=0;
   m_attempts=0;
   last_close=0;
   SetProblem("not connected yet","");
  }

void CSxLink::SetProblem(const string what,const string step)
  {
   if(what!=problem && what!="")
      Print("Sextant link: ",what,(step=="" ? "" : ". "),step);
   problem=what;
   problem_step=step;
  }

void CSxLink::Fill(void)
  {
   long   now=g_clock.TickMs();
   double passed=(double)(now-m_rate_ms)/1000.0;
   m_rate_ms=now;
   if(passed<=0.0)
      return;
   m_messages=MathMin(SX_RATE_MESSAGES,m_messages+passed*SX_RATE_MESSAGES);
   m_bytes=MathMin(SX_RATE_BYTES,m_bytes+passed*SX_RATE_BYTES);
  }

//+------------------------------------------------------------------+
//| True while a message may go and `reserve` of the messages of a    |
//| second stay for what is more urgent.                              |
//+------------------------------------------------------------------+
bool CSxLink::IsFree(const double reserve)
  {
   Fill();
   return(m_messages>=1.0+reserve && m_bytes>0.0 && m_ws.Waiting()<SX_UNSENT_MAX);
  }

void CSxLink::Frame(const string type,const long seq,const long ts,const string re,const string body)
  {
   string text="{\"v\":1,\"type\":\""+type+"\",\"seq\":"+SxLong(seq)+",\"ack\":0,\"ts\":"+SxLong(ts);
   int    offset=g_clock.OffsetS();
   if(m_phase==SX_LINK_LIVE && (!m_has_told_offset || offset!=m_told_offset))
     {
      text+=",\"off\":"+IntegerToString(offset);
      m_told_offset=offset;
      m_has_told_offset=true;
     }
   if(re!="")
      text+=",\"re\":"+SxQuote(re);
   text+=",\"body\":"+body+"}";
   m_said_ms=g_clock.TickMs();
   m_messages-=1.0;
   m_bytes-=(double)StringLen(text);
   m_ws.SendText(text);
  }

void CSxLink::Say(const string type,const string body,const string re)
  {
   if(m_phase!=SX_LINK_LIVE)
      return;
   Frame(type,0,g_clock.UtcMs(),re,body);
  }

void CSxLink::Fault(const string re,const string code,const string text)
  {
   string body="{\"re\":"+(re=="" ? "null" : SxQuote(re))+",\"code\":\""+code+"\",\"msg\":";
   body+=SxQuote(StringSubstr(text,0,300))+",\"retry_ms\":null}";
   Say("error",body,re);
  }

//+------------------------------------------------------------------+
//| Opens a line when it is time to. The pairing file is read anew,   |
//| so that pairing again needs no restart here.                      |
//+------------------------------------------------------------------+
bool CSxLink::Connect(void)
  {
   long now=g_clock.TickMs();
   if(now<m_next_try_ms)
      return(false);
   m_attempts++;
   m_next_try_ms=now+5000;
   SxReadPairing(m_input_host,m_input_port,m_input_token,m_pairing);
   if(m_pairing.problem!="")
     {
      SetProblem("not paired: "+m_pairing.problem,"In Sextant choose Connect MT5, or put the pairing token into the inputs of this EA");
      return(false);
     }
   if(!SxDecodeToken(m_pairing.token,m_key))
     {
      SetProblem("the pairing token is not 52 base32 characters","Copy it again from Sextant, Connect MT5");
      return(false);
     }
   if(m_ws.Open(m_pairing.host,m_pairing.port,m_pairing.path))
     {
      m_phase=SX_LINK_UPGRADE;
      m_phase_ms=g_clock.TickMs();
      m_heard_ms=m_phase_ms;
      return(true);
     }
   if(m_ws.error==4014)
      SetProblem("the terminal does not allow the address (4014)","Tools, Options, Expert Advisors: tick Allow WebRequest and add 127.0.0.1 and http://127.0.0.1");
   else if(m_ws.error==5272)
      SetProblem("no one listens at "+Place()+" (5272)","Start Sextant; if it runs, compare its port, and add 127.0.0.1 and http://127.0.0.1 under Tools, Options, Expert Advisors");
   else
      SetProblem("no connection to "+Place()+", error "+IntegerToString(m_ws.error),"Start Sextant, then see the Experts log");
   Lost();
   return(false);
  }

//+------------------------------------------------------------------+
//| The line is gone: says why, and when the next try is.             |
//+------------------------------------------------------------------+
void CSxLink::Lost(void)
  {
   int  steps[]={500,1000,2000,5000,10000};
   long now=g_clock.TickMs();
   last_close=m_ws.close_code;
   bool was_up=(m_phase!=SX_LINK_IDLE);
   int  step=steps[MathMin(MathMax(m_attempts,1),5)-1];
   m_next_try_ms=now+(long)(step*(0.8+0.4*((double)MathRand()/32767.0)));
   string said=m_ws.close_reason;
   if(was_up)
     {
      if(last_close==4409)
        {
         SetProblem("another EA or terminal with this account took over (4409)","Keep Sextant on one chart only; this one tries again in a minute");
         m_next_try_ms=now+SX_REPLACED_MS;
        }
      else if(last_close==4401)
        {
         SetProblem("Sextant refused the pairing token (4401)","In Sextant choose Connect MT5 to pair again");
         m_next_try_ms=now+10000;
        }
      else if(last_close==4426 || m_ws.http_status==426)
        {
         SetProblem("this EA and Sextant speak different versions (4426)","Install the EA again from Sextant");
         m_next_try_ms=now+60000;
        }
      else if(m_ws.http_status==403)
         SetProblem("Sextant refused the address "+Place()+" (403)","Use 127.0.0.1 as the address, not a name");
      else if(m_ws.http_status!=0)
         SetProblem("the server at "+Place()+" answered "+IntegerToString(m_ws.http_status),"Is another program listening on this port?");
      else if(m_phase==SX_LINK_LIVE || last_close==1001)
         SetProblem("the link was lost ("+IntegerToString(last_close)+" "+said+")","It comes back by itself");
      else if(problem=="" || problem=="not connected yet")
         SetProblem("the handshake was not finished ("+IntegerToString(last_close)+" "+said+")","It is tried again");
     }
   m_phase=SX_LINK_IDLE;
   m_phase_ms=now;
   welcome.has=false;
  }

void CSxLink::Close(const int code,const string reason)
  {
   if(m_phase==SX_LINK_IDLE)
      return;
   m_ws.Close(code,reason);
   m_ws.Drop(code,reason);
   Lost();
  }

#include "LinkTalk.mqh"

CSxLink g_link;
//+------------------------------------------------------------------+
