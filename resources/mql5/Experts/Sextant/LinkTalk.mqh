//+------------------------------------------------------------------+
//| LinkTalk.mqh                                                      |
//| The link's conversation: hello, challenge, auth, welcome, what    |
//| comes after, the outbox in order, heartbeat and silence.          |
//+------------------------------------------------------------------+
#property strict

void CSxLink::Greet(void)
  {
   long   trade=AccountInfoInteger(ACCOUNT_TRADE_MODE);
   long   margin=AccountInfoInteger(ACCOUNT_MARGIN_MODE);
   string trade_mode=(trade==ACCOUNT_TRADE_MODE_REAL ? "real" : (trade==ACCOUNT_TRADE_MODE_CONTEST ? "contest" : "demo"));
   string margin_mode="netting";
   if(margin==ACCOUNT_MARGIN_MODE_RETAIL_HEDGING)
      margin_mode="hedging";
   else if(margin==ACCOUNT_MARGIN_MODE_EXCHANGE)
      margin_mode="exchange";
   m_login=SxLong(AccountInfoInteger(ACCOUNT_LOGIN));
   m_server=AccountInfoString(ACCOUNT_SERVER);
   m_cnonce=SxNonce(m_pairing.token);
   string body="{\"proto\":[1,1],\"ea\":\""+SX_VERSION+"\",\"build\":"+SxLong(TerminalInfoInteger(TERMINAL_BUILD));
   body+=",\"login\":\""+m_login+"\",\"server\":"+SxQuote(m_server)+",\"epoch\":\""+g_outbox.Epoch()+"\"";
   body+=",\"cnonce\":\""+m_cnonce+"\",\"last_seq\":"+SxLong(g_outbox.LastSeq())+",\"trade_mode\":\""+trade_mode+"\"";
   body+=",\"margin_mode\":\""+margin_mode+"\",\"currency\":"+SxQuote(AccountInfoString(ACCOUNT_CURRENCY));
   body+=",\"off\":"+IntegerToString(g_clock.OffsetS())+",\"clock\":\"wall\",\"caps\":[\"tick\",\"bar\",\"book\",\"account\",";
   body+="\"position\",\"order\",\"deal\",\"symbol\",\"calendar\",\"central_bank\",\"flow\",\"history\",\"zb64\",\"signal.draw\",";
   body+="\"kill\",\"close_by\",\"time\",\"log\"]}";
   m_phase=SX_LINK_HELLO;
   m_has_told_offset=true;
   m_told_offset=g_clock.OffsetS();
   Frame("hello",0,g_clock.UtcMs(),"",body);
  }

//+------------------------------------------------------------------+
//| Handshake frames. A server that cannot prove itself is left.      |
//+------------------------------------------------------------------+
void CSxLink::Shake(CSxJson &json,const string type,const int body)
  {
   if(type=="challenge" && m_phase==SX_LINK_HELLO)
     {
      string snonce=json.GetText(body,"snonce");
      string mac=json.GetText(body,"mac");
      string proof=SxHmacHex(m_key,"sx1|srv|"+m_cnonce+"|"+snonce+"|"+m_login);
      if(!SxSameText(proof,mac))
        {
         SetProblem("the server at "+Place()+" could not prove that it is your Sextant","Pair again: in Sextant choose Connect MT5");
         Close(1000,"server proof");
         m_next_try_ms=g_clock.TickMs()+10000;
         return;
        }
      m_phase=SX_LINK_AUTH;
      string text="sx1|ea|"+snonce+"|"+m_cnonce+"|"+m_login+"|"+m_server+"|"+g_outbox.Epoch();
      Frame("auth",0,g_clock.UtcMs(),"","{\"mac\":\""+SxHmacHex(m_key,text)+"\"}");
      return;
     }
   if(type=="welcome" && m_phase==SX_LINK_AUTH)
     {
      Begin(json,body);
      return;
     }
   if(type=="error")
      SetProblem("Sextant says "+json.GetText(body,"code")+": "+json.GetText(body,"msg"),"See Sextant, Connect MT5");
  }

void CSxLink::Begin(CSxJson &json,const int body)
  {
   g_clock.TakeServerTime(json.GetLong(body,"ts"),true);
   int  resume=json.Get(body,"resume");
   int  limits=json.Get(body,"limits");
   long ack=0;
   if(json.GetText(resume,"epoch")==g_outbox.Epoch())
      ack=json.GetLong(resume,"ack");
   m_phase=SX_LINK_LIVE;
   m_attempts=0;
   m_beats=0;
   m_nack_ms=0;
   SetProblem("","");
   if(ack>g_outbox.LastSeq())
     {
      FreshEpoch("the server holds more than outbox.ring does");
      return;
     }
   g_outbox.Acknowledge(ack);
   m_next_seq=ack+1;
   welcome.has=true;
   welcome.trade=json.GetText(body,"trade");
   welcome.window_bytes=MathMax((long)1,json.GetLong(limits,"window_bytes"));
   welcome.tick_rows=(int)MathMax((long)1,MathMin((long)5000,json.GetLong(limits,"max_tick_rows")));
   welcome.deal_from_msc=json.GetLong(body,"deal_from_msc");
   welcome.calendar_change=json.GetText(body,"calendar_change_id");
   just_live=true;
  }

//+------------------------------------------------------------------+
//| Looks after the line. True when a frame for the application is in |
//| `message`; call it until it is false.                             |
//+------------------------------------------------------------------+
bool CSxLink::Poll(string &type,int &body)
  {
   static uchar bytes[];
   int  count=0;
   long now=g_clock.TickMs();
   if(m_phase==SX_LINK_IDLE)
     {
      if(!Connect())
         return(false);
     }
   m_ws.Poll();
   if(m_ws.heard)
     {
      m_ws.heard=false;
      m_heard_ms=now;
     }
   if(m_phase==SX_LINK_UPGRADE && m_ws.State()==SX_WS_OPEN)
      Greet();
   while(m_phase!=SX_LINK_IDLE && m_ws.Next(bytes,count))
     {
      m_heard_ms=g_clock.TickMs();
      if(!message.Parse(bytes,0,count) || message.Kind(0)!=SX_JSON_OBJECT || message.GetLong(0,"v")!=1)
        {
         Fault("","E_PROTO","not a frame of sextant-mt5.v1");
         continue;
        }
      type=message.GetText(0,"type");
      body=message.Get(0,"body");
      if(message.HasNum(0,"ts") && m_phase==SX_LINK_LIVE)
         g_clock.TakeServerTime(message.GetLong(0,"ts"),false);
      if(m_phase!=SX_LINK_LIVE)
        {
         Shake(message,type,body);
         if(just_live)
            return(true);
         continue;
        }
      if(message.HasNum(0,"ack"))
         Acknowledge(message.GetLong(0,"ack"));
      return(true);
     }
   if(m_phase!=SX_LINK_IDLE && m_ws.State()==SX_WS_CLOSED)
      Lost();
   return(false);
  }

//+------------------------------------------------------------------+
//| Heartbeat out; silence and a handshake without end close the line.|
//+------------------------------------------------------------------+
void CSxLink::Keep(void)
  {
   long now=g_clock.TickMs();
   if(m_phase==SX_LINK_IDLE)
      return;
   if(m_phase==SX_LINK_LIVE)
     {
      if(now-m_heard_ms>SX_SILENCE_MS)
        {
         Close(1000,"silence");
         return;
        }
      if(now-m_said_ms>=SX_HEARTBEAT_MS)
        {
         m_beats++;
         Say("hb","{\"t\":"+SxLong(g_clock.UtcMs())+",\"n\":"+SxLong(m_beats)+"}");
        }
      return;
     }
   // a server that delays its challenge after failed proofs may take a minute
   long patience=(m_phase==SX_LINK_HELLO ? SX_PATIENCE_MS : SX_SILENCE_MS);
   if(now-m_phase_ms>patience)
      Close(1000,"no welcome");
  }

void CSxLink::Acknowledge(const long seq)
  {
   if(seq>g_outbox.LastSeq())
      return;
   g_outbox.Acknowledge(seq);
   if(m_next_seq<=seq)
      m_next_seq=seq+1;
  }

//+------------------------------------------------------------------+
//| Sends reliable messages in their order while the rate allows. One |
//| that is no longer kept is announced by `gap`, which takes the     |
//| number of the first lost one.                                     |
//+------------------------------------------------------------------+
void CSxLink::PumpReliable(void)
  {
   if(m_phase!=SX_LINK_LIVE)
      return;
   g_outbox.Flush();
   while(m_next_seq<=g_outbox.LastSeq() && IsFree(0.0) && m_phase==SX_LINK_LIVE)
     {
      long   ts=0;
      string type="";
      string re="";
      string body="";
      long   first=g_outbox.FirstSeq();
      if(m_next_seq<first)
        {
         string lost="{\"from_seq\":"+SxLong(m_next_seq)+",\"to_seq\":"+SxLong(first-1)+"}";
         Frame("gap",m_next_seq,g_clock.UtcMs(),"",lost);
         m_next_seq=first;
         continue;
        }
      if(g_outbox.Read(m_next_seq,ts,type,re,body))
         Frame(type,m_next_seq,ts,re,body);
      else
        {
         FreshEpoch("a record of outbox.ring cannot be read");
         return;
        }
      m_next_seq++;
      if(m_ws.State()!=SX_WS_OPEN)
         return;
     }
  }

//+------------------------------------------------------------------+
//| The server misses something from `from` on.                       |
//+------------------------------------------------------------------+
void CSxLink::Replay(const long from)
  {
   long now=g_clock.TickMs();
   if(now-m_nack_ms<250 || from<1 || from>m_next_seq)
      return;
   m_nack_ms=now;
   m_next_seq=from;
  }

//+------------------------------------------------------------------+
//| The server holds other content under our numbers: begin again     |
//| under a new name.                                                 |
//+------------------------------------------------------------------+
void CSxLink::FreshEpoch(const string why)
  {
   SxSay("warn","E_SEQ","fresh epoch: "+why);
   g_outbox.FreshEpoch(SxNonce("epoch"));
   Close(1000,"fresh epoch");
   m_next_try_ms=g_clock.TickMs();
  }
//+------------------------------------------------------------------+
