// The broker: what becomes of orders. Checks are in trade.cpp, execution here.
#pragma once

#include "world.hpp"
#include <vector>

struct Fill {
  int symbol = -1;
  bool is_buy = true;
  double volume = 0;
  double price = 0;
  ulong order = 0;
  ulong magic = 0;
  double sl = 0, tp = 0;
  int reason = DEAL_REASON_CLIENT;
  /** The position that is closed, 0 where one is opened or the account nets. */
  ulong position = 0;
  const char *comment = "";
};

/** Executes a volume; the deal's ticket, with positions, balance and transactions told. */
ulong execute(const Fill &fill);
/** A live order in `world->orders`; the room is checked by the caller. */
WorldOrder &place_order(WorldOrder order);
/** Takes a live order to history with its final state. */
void finish_order(int at, int state);
void remember_order(WorldOrder order);
WorldPosition *find_position(ulong ticket);
int find_order(ulong ticket);
/** Money for a move of `points` of price on `volume` lots. */
double money_of(int symbol, double price_difference, double volume);
double margin_of(int symbol, double price, double volume);
double position_profit(const WorldPosition &position);
double position_price(const WorldPosition &position);
double used_margin();
double floating_profit();
/** SL, TP and pending orders that the newest tick reaches; expired orders. */
void trigger_orders(int symbol);
bool close_by(ulong position, ulong by, ulong order, ulong magic);
void tell_position(const WorldPosition &position);
MqlTradeTransaction blank_transaction();
/** What the terminal goes on showing for `ms`, whatever the broker holds. */
void hold_positions(const std::vector<WorldPosition> &shown, long ms);
bool is_hedging();
ulong next_ticket();
/** An order filled at once, into history; its ticket. */
ulong record_market_order(const Fill &fill, double initial, int filling, int state);
