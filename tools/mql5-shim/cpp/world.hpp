// The terminal and its broker as plain memory in a mapped file: what the broker knows outlives the program, however
// the process ends. Nothing here is visible to the program but through MQL5's own functions.
#pragma once

#include "mql5.hpp"

constexpr int SYMBOLS_MAX = 80;
constexpr long TICKS_MAX = 1 << 18;
constexpr long BARS_MAX = 1 << 16;
constexpr int POSITIONS_MAX = 512;
constexpr int ORDERS_MAX = 512;
constexpr int HISTORY_MAX = 1 << 15;
constexpr int VALUES_MAX = 4096;
constexpr int EVENTS_MAX = 256;
constexpr int COUNTRIES_MAX = 32;
constexpr int ADDRESSES_MAX = 8;
constexpr int VARIABLES_MAX = 128;

struct WorldSession { int from, to; };

struct WorldSymbol {
  char name[32], description[64], base[8], profit[8], margin[8];
  int digits;
  double point, tick_size, tick_value, tick_value_loss, contract_size;
  double vol_min, vol_max, vol_step, vol_limit;
  int stops_level, freeze_level;
  double swap_long, swap_short;
  int swap_mode, swap_triple_day;
  double margin_initial, margin_maintenance, commission;
  int calc_mode, trade_mode, exec_mode, filling, order_modes, expiration_modes;
  bool is_selected, sl_at_open, has_book;
  WorldSession sessions[7];
  /** Synthetic market: ticks a second, part of them sharing the millisecond before, state of the chance. */
  double auto_per_s, auto_burst, auto_mid;
  ulong auto_state;
  long auto_next_msc;
  long tick_count, bar_count;
};

struct WorldPosition {
  ulong ticket, id, magic;
  int symbol, type, reason;
  double volume, price_open, sl, tp, swap;
  long open_msc, update_msc;
  char comment[32];
};
struct WorldOrder {
  ulong ticket, magic, position_id, position_by;
  int symbol, type, state, filling, type_time, reason;
  double vol_initial, vol_current, price, stoplimit, sl, tp;
  long setup_msc, done_msc;
  datetime expiration;
  char comment[32];
};
struct WorldDeal {
  ulong ticket, order, position_id, magic;
  int symbol, type, entry, reason;
  double volume, price, commission, fee, swap, profit, sl, tp;
  long msc;
  char comment[32];
};
struct WorldCountry { ulong id; char name[48], code[8], currency[8]; };
struct WorldEvent {
  ulong id, country;
  int type, sector, frequency, time_mode, unit, importance, multiplier;
  uint digits;
  char code[64], name[96];
};
struct WorldValue {
  ulong id, event, change;
  datetime time, period;
  int revision, impact;
  long actual, prev, revised, forecast;
};
struct WorldVariable { char name[64]; double value; };

struct World {
  ulong magic_mark;
  /** Seconds that the broker's clock is ahead of UTC; milliseconds that this machine's clock is wrong. */
  long offset_s, skew_ms;
  ulong next_ticket;
  long login, leverage;
  char server[64], currency[8], company[64], owner[64];
  double balance, credit, so_call, so_so;
  int margin_mode, account_mode, so_mode, limit_orders, build;
  bool fifo, hedge_allowed, account_trade_allowed, account_expert_allowed;
  /** `lists_filled`: what the terminal shows of positions, orders and history has come from its broker. */
  bool connected, lists_filled, terminal_trade_allowed, program_trade_allowed;
  char addresses[ADDRESSES_MAX][64];
  char chart_symbol[32];
  int chart_period;
  int symbol_count, position_count, order_count, history_count, deal_count;
  int country_count, event_count, value_count, variable_count;
  ulong change_id;
  WorldSymbol symbols[SYMBOLS_MAX];
  WorldPosition positions[POSITIONS_MAX];
  WorldOrder orders[ORDERS_MAX];
  WorldOrder history[HISTORY_MAX];
  WorldDeal deals[HISTORY_MAX];
  WorldCountry countries[COUNTRIES_MAX];
  WorldEvent events[EVENTS_MAX];
  WorldValue values[VALUES_MAX];
  WorldVariable variables[VARIABLES_MAX];
  MqlTick ticks[SYMBOLS_MAX][TICKS_MAX];
  MqlRates bars[SYMBOLS_MAX][BARS_MAX];
};

extern World *world;

/** Maps `folder`/world.bin, with a fresh account where there is none yet. */
void open_world(const std::string &folder);

/** Copies text into a fixed field, cut to it. */
template <std::size_t N>
void put_text(char (&field)[N], const std::string &text) {
  const std::size_t size = text.size() < N ? text.size() : N - 1;
  std::memcpy(field, text.data(), size);
  field[size] = '\0';
}

long utc_ms();
/** The broker's clock, and how its milliseconds become a datetime. */
long broker_ms();

/** Index of the symbol with exactly this name, or -1 and the error 4301. */
int find_symbol(const string &name);
int symbol_index(const std::string &name);
int add_symbol(const std::string &name);
const MqlTick *last_tick(int symbol);
/** A tick of the broker: kept, made into bars, orders triggered, the program told. A msc of 0 is now. */
void add_tick(int symbol, MqlTick tick);
/** Ticks of the synthetic markets up to now. */
void run_markets();
double round_to(double value, double step);
/** How a price of the symbol is rounded for reading. */
double neat_price(int symbol, double price);
/** Seconds of a timeframe, 0 for those that the shim has not. */
long period_seconds(int period);
