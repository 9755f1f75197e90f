//+------------------------------------------------------------------+
//| Sextant.mq5                                                       |
//| The Expert Advisor of Sextant: it streams this terminal to the    |
//| workstation next to it, carries out its orders once, and holds    |
//| the hard limits a second time. Put it on one chart per account.   |
//| Tools, Options, Expert Advisors: allow 127.0.0.1 and              |
//| http://127.0.0.1 in the list of addresses.                        |
//+------------------------------------------------------------------+
#property copyright "Sextant"
#property version   "1.00"
#property description "Links this terminal to Sextant on the same computer."
#property strict

#include "App.mqh"

input group "Link"
input string            InpAddress="127.0.0.1";          // Address of Sextant (never a name)
input int               InpPort=8766;                    // Port of Sextant
input string            InpToken="";                     // Pairing token (empty: from pairing.json)
input int               InpTimerMs=25;                   // Timer, milliseconds
input bool              InpCalendar=true;                // Send the economic calendar

input group "Hard limits of this EA (0 = none)"
input double            InpMaxLots=0.0;                  // Lots per order
input int               InpMaxPositions=0;               // Positions and waiting orders
input double            InpMaxDailyLoss=0.0;             // Loss of the broker's day, money
input double            InpMaxDailyLossPercent=0.0;      // Loss of the broker's day, percent
input string            InpSymbols="";                   // Allowed symbols, comma separated (empty: all)

input group "When something is lost"
input int               InpLinkLostSec=0;                // No link for so many seconds (0 = off)
input ENUM_SX_LINK_LOST InpLinkLostAction=SX_LOST_NOTHING;  // ... then
input int               InpOutboxKiB=16384;             // Unsent messages kept while the link is away, KiB
input int               InpUnknownWaitSec=10;            // How long an order may be on its way, seconds

//+------------------------------------------------------------------+
//| Start, also after a change of symbol, timeframe or inputs.        |
//+------------------------------------------------------------------+
int OnInit()
  {
   SxSettings settings;
   SxLimits   limits;
   settings.address=InpAddress;
   settings.port=InpPort;
   settings.token=InpToken;
   settings.link_lost_s=InpLinkLostSec;
   settings.link_lost_action=(int)InpLinkLostAction;
   settings.sends_calendar=InpCalendar;
   limits.lots_max=InpMaxLots;
   limits.positions_max=InpMaxPositions;
   limits.daily_loss=InpMaxDailyLoss;
   limits.daily_loss_pc=InpMaxDailyLossPercent;
   limits.symbols=InpSymbols;
   g_unknown_wait_s=MathMax(0,InpUnknownWaitSec);
   g_ring_bytes=1024*MathMax(64,MathMin(262144,InpOutboxKiB));
   if(InpPort<1 || InpPort>65535 || InpMaxLots<0.0 || InpMaxPositions<0 || InpMaxDailyLoss<0.0 ||
      InpMaxDailyLossPercent<0.0 || InpMaxDailyLossPercent>100.0)
     {
      Alert("Sextant: an input is out of its range (port 1 to 65535, limits not negative, percent to 100)");
      return(INIT_PARAMETERS_INCORRECT);
     }
   if(!EventSetMillisecondTimer(MathMax(10,MathMin(1000,InpTimerMs))))
     {
      Alert("Sextant: no timer, error ",GetLastError());
      return(INIT_FAILED);
     }
   g_app.Begin(settings,limits);
   return(INIT_SUCCEEDED);
  }

void OnDeinit(const int reason)
  {
   EventKillTimer();
   g_app.End(reason);
  }

void OnTimer()
  {
   g_app.Step();
  }

void OnTick()
  {
   g_ticks.Pump();
  }

//+------------------------------------------------------------------+
//| A hint only: the truth is read from positions, orders, history.   |
//+------------------------------------------------------------------+
void OnTradeTransaction(const MqlTradeTransaction &transaction,const MqlTradeRequest &request,
                        const MqlTradeResult &result)
  {
   g_truth.Hint();
  }

void OnChartEvent(const int id,const long &lparam,const double &dparam,const string &sparam)
  {
   if(id==CHARTEVENT_OBJECT_CLICK)
      g_panel.Click(sparam);
  }
//+------------------------------------------------------------------+
