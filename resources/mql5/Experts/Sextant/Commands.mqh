//+------------------------------------------------------------------+
//| Commands.mqh                                                      |
//| What the server says after welcome, handed to the part it is for. |
//+------------------------------------------------------------------+
#property strict
#include "Panel.mqh"
#include "History.mqh"
#include "Flow.mqh"

//--- the server's cursors, as welcome brought them
string g_tick_keys[];
long   g_tick_mscs[];
int    g_tick_ns[];
string g_bar_keys[];
long   g_bar_ts[];

void SxOk(const string id)
  {
   if(id!="")
      g_link.Say("result","{\"re\":"+SxQuote(id)+",\"ok\":true,\"code\":null}",id);
  }

void SxNo(const string id,const string code,const string text)
  {
   g_link.Say("result","{\"re\":"+SxQuote(id)+",\"ok\":false,\"code\":\""+code+"\",\"msg\":"+SxQuote(text)+"}",id);
  }

//+------------------------------------------------------------------+
//| Keeps the cursors of a welcome for the subscriptions to come.     |
//+------------------------------------------------------------------+
void SxTakeCursors(CSxJson &json,const int cursors)
  {
   int ticks=json.Get(cursors,"tick");
   int bars=json.Get(cursors,"bar");
   int n=json.Length(ticks);
   int m=json.Length(bars);
   ArrayResize(g_tick_keys,n);
   ArrayResize(g_tick_mscs,n);
   ArrayResize(g_tick_ns,n);
   ArrayResize(g_bar_keys,m);
   ArrayResize(g_bar_ts,m);
   int k=0;
   for(int t=json.First(ticks); t>=0; t=json.Next(t))
     {
      g_tick_keys[k]=json.KeyOf(t);
      g_tick_mscs[k]=json.LongOf(json.Item(t,0));
      g_tick_ns[k]=(int)json.LongOf(json.Item(t,1));
      k++;
     }
   k=0;
   for(int b=json.First(bars); b>=0; b=json.Next(b))
     {
      g_bar_keys[k]=json.KeyOf(b);
      g_bar_ts[k]=json.LongOf(b);
      k++;
     }
  }

bool SxFollowTicks(const string symbol,const long from_msc)
  {
   for(int i=0; i<ArraySize(g_tick_keys); i++)
     {
      if(g_tick_keys[i]==symbol)
         return(g_ticks.Subscribe(symbol,true,g_tick_mscs[i],g_tick_ns[i],from_msc));
     }
   return(g_ticks.Subscribe(symbol,false,0,0,from_msc));
  }

bool SxFollowBars(const string key,const long from_msc)
  {
   for(int i=0; i<ArraySize(g_bar_keys); i++)
     {
      if(g_bar_keys[i]==key)
         return(g_bars.Subscribe(key,true,g_bar_ts[i],from_msc));
     }
   return(g_bars.Subscribe(key,false,0,from_msc));
  }

//+------------------------------------------------------------------+
//| sub, and the subs in force at welcome. Known symbols are followed |
//| even where others are not known.                                  |
//+------------------------------------------------------------------+
void SxSubscribe(CSxJson &json,const int body,const bool answer)
  {
   string id=json.GetText(body,"id");
   string unknown="";
   string excess="";
   long   from=g_clock.BrokerMs();
   if(json.HasNum(body,"from_msc"))
      from=json.GetLong(body,"from_msc");
   for(int t=json.First(json.Get(body,"ticks")); t>=0; t=json.Next(t))
     {
      string symbol=json.TextOf(t);
      if(!g_symbols.Use(symbol))
         unknown=(unknown=="" ? symbol : unknown);
      else if(!SxFollowTicks(symbol,from))
         excess=symbol;
     }
   for(int b=json.First(json.Get(body,"bars")); b>=0; b=json.Next(b))
     {
      string key=json.TextOf(b);
      string symbol="";
      string name="";
      if(!SxSplitKey(key,symbol,name) || !g_symbols.Use(symbol))
        {
         string what=(symbol=="" ? key : symbol);
         unknown=(unknown=="" ? what : unknown);
        }
      else if(!SxFollowBars(key,from))
         excess=key;
     }
   for(int k=json.First(json.Get(body,"book")); k>=0; k=json.Next(k))
     {
      string symbol=json.TextOf(k);
      if(!g_symbols.Use(symbol))
         unknown=(unknown=="" ? symbol : unknown);
      else
         g_flow.Subscribe(symbol);
     }
   int calendar=json.Get(body,"calendar");
   if(json.IsSet(calendar))
      g_calendar.From(json.GetLong(calendar,"from"));
   if(!answer || id=="")
      return;
   if(unknown!="")
     {
      string text="{\"re\":"+SxQuote(id)+",\"ok\":false,\"code\":\"E_SYMBOL\",\"msg\":"+SxQuote("no symbol "+unknown);
      text+=",\"suggestions\":"+g_symbols.Suggestions(unknown)+"}";
      g_link.Say("result",text,id);
     }
   else if(excess!="")
      SxNo(id,"E_RANGE","at most 64 symbols; "+excess+" is one too many");
   else
      SxOk(id);
  }

void SxUnsubscribe(CSxJson &json,const int body)
  {
   for(int t=json.First(json.Get(body,"ticks")); t>=0; t=json.Next(t))
      g_ticks.Unsubscribe(json.TextOf(t));
   for(int b=json.First(json.Get(body,"bars")); b>=0; b=json.Next(b))
      g_bars.Unsubscribe(json.TextOf(b));
   for(int k=json.First(json.Get(body,"book")); k>=0; k=json.Next(k))
      g_flow.Unsubscribe(json.TextOf(k));
   SxOk(json.GetText(body,"id"));
  }

void SxConfirm(CSxJson &json,const int body)
  {
   for(int t=json.First(json.Get(body,"tick")); t>=0; t=json.Next(t))
      g_window.Confirm(SX_KIND_TICK,json.KeyOf(t),json.LongOf(json.Item(t,0)),(int)json.LongOf(json.Item(t,1)));
   for(int b=json.First(json.Get(body,"bar")); b>=0; b=json.Next(b))
      g_window.Confirm(SX_KIND_BAR,json.KeyOf(b),json.LongOf(b),1);
  }

void SxResync(CSxJson &json,const int body)
  {
   string symbol=json.GetText(body,"s");
   int    cursor=json.Get(body,"cursor");
   bool   is_set=json.IsSet(cursor);
   if(json.Has(body,"tf"))
      g_bars.Resync(symbol+":"+json.GetText(body,"tf"),is_set,json.LongOf(cursor));
   else
      g_ticks.Resync(symbol,is_set,json.LongOf(json.Item(cursor,0)),(int)json.LongOf(json.Item(cursor,1)));
  }

void SxControlFlow(CSxJson &json,const int body)
  {
   int n=0;
   ArrayResize(g_paused,0);
   for(int p=json.First(json.Get(body,"pause")); p>=0; p=json.Next(p))
     {
      ArrayResize(g_paused,n+1);
      g_paused[n]=json.TextOf(p);
      n++;
     }
   g_tick_min_ms=(int)MathMax((long)0,MathMin((long)60000,json.GetLong(body,"tick_min_ms")));
   SxOk(json.GetText(body,"id"));
  }

//+------------------------------------------------------------------+
//| kill: on disk first, answered, then whatever closing there is.    |
//+------------------------------------------------------------------+
void SxKill(CSxJson &json,const int body)
  {
   string id=json.GetText(body,"id");
   bool   flatten=json.GetTrue(body,"flatten");
   if(g_flatten.Kill(true,flatten,"asked by Sextant"))
      SxOk(id);
   else
      SxNo(id,"E_INTERNAL","the EA is read-only until it ends, but its state file cannot be written");
   if(flatten)
     {
      g_link.Say("busy","{\"why\":\"kill\"}");
      g_flatten.Step();
     }
   g_panel.Show(true);
  }

//+------------------------------------------------------------------+
//| One frame of the server.                                          |
//+------------------------------------------------------------------+
void SxHear(CSxJson &json,const string type,const int body)
  {
   string id=json.GetText(body,"id");
   if(type=="ack" || type=="hb")
      return;
   if(type=="ack.cursor")
      SxConfirm(json,body);
   else if(type=="resync")
      SxResync(json,body);
   else if(type=="nack")
      g_link.Replay(json.GetLong(body,"from"));
   else if(g_desk.Takes(type))
      g_desk.Run(json,body,type);
   else if(type=="order.query")
     {
      if(SxMagicOf(json.GetText(body,"cid"))<0)
         g_link.Fault(id,"E_RANGE","body.cid: not 8 Crockford base32 characters");
      else
         g_desk.Query(id,json.GetText(body,"cid"));
     }
   else if(type=="sub")
      SxSubscribe(json,body,true);
   else if(type=="unsub")
      SxUnsubscribe(json,body);
   else if(type=="history")
      g_history.Ask(json,body);
   else if(type=="snapshot")
     {
      SxOk(id);
      g_truth.Snapshot(id,g_link.welcome.deal_from_msc);
     }
   else if(type=="kill")
      SxKill(json,body);
   else if(type=="signal.draw" || type=="signal")
     {
      if(g_signals.Draw(json,body))
         SxOk(id);
      else
         SxNo(id,"E_RANGE","a signal needs id, s and side");
     }
   else if(type=="signal.erase")
     {
      g_signals.Erase(id);
      SxOk(id);
     }
   else if(type=="flow.ctl")
      SxControlFlow(json,body);
   else if(type=="error")
     {
      Print("Sextant says ",json.GetText(body,"code"),": ",json.GetText(body,"msg"));
      if(json.GetText(body,"code")=="E_SEQ")
         g_link.FreshEpoch("the server knows other content under our numbers");
     }
   else if(type!="welcome")
      g_link.Fault(id,"E_TYPE","unknown type "+StringSubstr(type,0,64));
  }
//+------------------------------------------------------------------+
