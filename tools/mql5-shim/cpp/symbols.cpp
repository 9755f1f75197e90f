// Symbols, account, terminal and program: what they say of themselves.

#include "broker.hpp"
#include "terminal.hpp"
#include <cmath>

int SymbolsTotal(bool selected) {
  int count = 0;
  for (int at = 0; at < world->symbol_count; at++) count += !selected || world->symbols[at].is_selected;
  return count;
}
string SymbolName(int index, bool selected) {
  for (int at = 0; at < world->symbol_count; at++) {
    if (selected && !world->symbols[at].is_selected) continue;
    if (index-- == 0) return MS(world->symbols[at].name);
  }
  return string(u"");
}
bool SymbolExist(const string name, bool &is_custom) {
  is_custom = false;
  return symbol_index(name.utf8()) >= 0;
}
bool SymbolSelect(string name, bool select) {
  const int at = find_symbol(name);
  if (at < 0) return false;
  world->symbols[at].is_selected = select;
  return true;
}
bool SymbolIsSynchronized(string name) { return find_symbol(name) >= 0 && take_fault("ticks", "unsynchronized") == nullptr; }

static double symbol_double(const WorldSymbol &of, const MqlTick *tick, int property) {
  switch (property) {
    case SYMBOL_BID: return tick == nullptr ? 0 : tick->bid;
    case SYMBOL_ASK: return tick == nullptr ? 0 : tick->ask;
    case SYMBOL_LAST: return tick == nullptr ? 0 : tick->last;
    case SYMBOL_POINT: return of.point;
    case SYMBOL_TRADE_TICK_VALUE: case SYMBOL_TRADE_TICK_VALUE_PROFIT: return of.tick_value;
    case SYMBOL_TRADE_TICK_VALUE_LOSS: return of.tick_value_loss;
    case SYMBOL_TRADE_TICK_SIZE: return of.tick_size;
    case SYMBOL_TRADE_CONTRACT_SIZE: return of.contract_size;
    case SYMBOL_VOLUME_MIN: return of.vol_min;
    case SYMBOL_VOLUME_MAX: return of.vol_max;
    case SYMBOL_VOLUME_STEP: return of.vol_step;
    case SYMBOL_VOLUME_LIMIT: return of.vol_limit;
    case SYMBOL_SWAP_LONG: return of.swap_long;
    case SYMBOL_SWAP_SHORT: return of.swap_short;
    case SYMBOL_MARGIN_INITIAL: return of.margin_initial;
    case SYMBOL_MARGIN_MAINTENANCE: return of.margin_maintenance;
    default: return 0;
  }
}
static long symbol_integer(const WorldSymbol &of, const MqlTick *tick, int property) {
  switch (property) {
    case SYMBOL_EXIST: return 1;
    case SYMBOL_SELECT: case SYMBOL_VISIBLE: return of.is_selected;
    case SYMBOL_TIME: return tick == nullptr ? 0 : tick->time;
    case SYMBOL_TIME_MSC: return tick == nullptr ? 0 : tick->time_msc;
    case SYMBOL_DIGITS: return of.digits;
    case SYMBOL_SPREAD_FLOAT: return 1;
    case SYMBOL_SPREAD: return tick == nullptr ? 0 : std::lround((tick->ask - tick->bid) / of.point);
    case SYMBOL_TICKS_BOOKDEPTH: return 10;
    case SYMBOL_TRADE_CALC_MODE: return of.calc_mode;
    case SYMBOL_TRADE_MODE: return of.trade_mode;
    case SYMBOL_TRADE_STOPS_LEVEL: return of.stops_level;
    case SYMBOL_TRADE_FREEZE_LEVEL: return of.freeze_level;
    case SYMBOL_TRADE_EXEMODE: return of.exec_mode;
    case SYMBOL_SWAP_MODE: return of.swap_mode;
    case SYMBOL_SWAP_ROLLOVER3DAYS: return of.swap_triple_day;
    case SYMBOL_EXPIRATION_MODE: return of.expiration_modes;
    case SYMBOL_FILLING_MODE: return of.filling;
    case SYMBOL_ORDER_MODE: return of.order_modes;
    default: return 0;
  }
}
static string symbol_string(const WorldSymbol &of, int property) {
  switch (property) {
    case SYMBOL_CURRENCY_BASE: return MS(of.base);
    case SYMBOL_CURRENCY_PROFIT: return MS(of.profit);
    case SYMBOL_CURRENCY_MARGIN: return MS(of.margin);
    case SYMBOL_DESCRIPTION: return MS(of.description);
    case SYMBOL_PATH: return MS(("Forex\\" + std::string(of.name)).c_str());
    default: return string(u"");
  }
}
bool SymbolInfoDouble(string name, ENUM_SYMBOL_INFO_DOUBLE property, double &value) {
  const int at = find_symbol(name);
  value = at < 0 ? 0 : symbol_double(world->symbols[at], last_tick(at), property);
  return at >= 0;
}
bool SymbolInfoInteger(string name, ENUM_SYMBOL_INFO_INTEGER property, long &value) {
  const int at = symbol_index(name == MQL_NULL ? world->chart_symbol : name.utf8());
  if (at < 0 && property != SYMBOL_EXIST) mql_error(ERR_MARKET_UNKNOWN_SYMBOL);
  value = at < 0 ? 0 : symbol_integer(world->symbols[at], last_tick(at), property);
  return at >= 0;
}
bool SymbolInfoString(string name, ENUM_SYMBOL_INFO_STRING property, string &value) {
  const int at = find_symbol(name);
  value = at < 0 ? string(u"") : symbol_string(world->symbols[at], property);
  return at >= 0;
}
double SymbolInfoDouble(string name, ENUM_SYMBOL_INFO_DOUBLE property) {
  double value;
  SymbolInfoDouble(name, property, value);
  return value;
}
long SymbolInfoInteger(string name, ENUM_SYMBOL_INFO_INTEGER property) {
  long value;
  SymbolInfoInteger(name, property, value);
  return value;
}
string SymbolInfoString(string name, ENUM_SYMBOL_INFO_STRING property) {
  string value;
  SymbolInfoString(name, property, value);
  return value;
}
bool SymbolInfoMarginRate(string name, ENUM_ORDER_TYPE, double &initial, double &maintenance) {
  initial = maintenance = 1;
  return find_symbol(name) >= 0;
}
static bool read_session(const string &name, int day, uint index, datetime &from, datetime &to) {
  const int at = find_symbol(name);
  if (at < 0 || index > 0 || day < 0 || day > 6) return false;
  const WorldSession &session = world->symbols[at].sessions[day];
  if (session.to <= session.from) return false;
  from = session.from;
  to = session.to;
  return true;
}
bool SymbolInfoSessionQuote(string name, ENUM_DAY_OF_WEEK day, uint index, datetime &from, datetime &to) {
  return read_session(name, day, index, from, to);
}
bool SymbolInfoSessionTrade(string name, ENUM_DAY_OF_WEEK day, uint index, datetime &from, datetime &to) {
  return read_session(name, day, index, from, to);
}

bool MarketBookAdd(string name) {
  const int at = find_symbol(name);
  if (at >= 0) world->symbols[at].has_book = true;
  return at >= 0;
}
bool MarketBookRelease(string name) {
  const int at = find_symbol(name);
  if (at >= 0) world->symbols[at].has_book = false;
  return at >= 0;
}
/** Five levels a side around the newest quote, best prices in the middle as the terminal gives them. */
bool MarketBookGet(string name, MqlArray<MqlBookInfo> &book) {
  const int at = find_symbol(name);
  const MqlTick *tick = at < 0 ? nullptr : last_tick(at);
  if (tick == nullptr || !world->symbols[at].has_book) return false;
  book.resize(10);
  for (int level = 0; level < 5; level++) {
    const double step = world->symbols[at].tick_size * level;
    const double size = 1 + level;
    book[4 - level] = {BOOK_TYPE_SELL, neat_price(at, tick->ask + step), 1 + level, size};
    book[5 + level] = {BOOK_TYPE_BUY, neat_price(at, tick->bid - step), 1 + level, size};
  }
  return true;
}

bool OrderCalcMargin(ENUM_ORDER_TYPE, string name, double volume, double price, double &margin) {
  const int at = find_symbol(name);
  margin = at < 0 ? 0 : NormalizeDouble(margin_of(at, price, volume), 2);
  return at >= 0;
}
bool OrderCalcProfit(ENUM_ORDER_TYPE type, string name, double volume, double open, double close, double &profit) {
  const int at = find_symbol(name);
  profit = at < 0 ? 0 : money_of(at, type == ORDER_TYPE_BUY ? close - open : open - close, volume);
  return at >= 0;
}

long AccountInfoInteger(int property) {
  switch (property) {
    case ACCOUNT_LOGIN: return world->login;
    case ACCOUNT_TRADE_MODE: return world->account_mode;
    case ACCOUNT_LEVERAGE: return world->leverage;
    case ACCOUNT_LIMIT_ORDERS: return world->limit_orders;
    case ACCOUNT_MARGIN_SO_MODE: return world->so_mode;
    case ACCOUNT_TRADE_ALLOWED: return world->account_trade_allowed;
    case ACCOUNT_TRADE_EXPERT: return world->account_expert_allowed;
    case ACCOUNT_MARGIN_MODE: return world->margin_mode;
    case ACCOUNT_CURRENCY_DIGITS: return 2;
    case ACCOUNT_FIFO_CLOSE: return world->fifo;
    case ACCOUNT_HEDGE_ALLOWED: return world->hedge_allowed;
    default: mql_error(ERR_ACCOUNT_WRONG_PROPERTY); return 0;
  }
}
double AccountInfoDouble(int property) {
  const double profit = floating_profit();
  const double equity = world->balance + world->credit + profit;
  const double margin = used_margin();
  switch (property) {
    case ACCOUNT_BALANCE: return world->balance;
    case ACCOUNT_CREDIT: return world->credit;
    case ACCOUNT_PROFIT: return profit;
    case ACCOUNT_EQUITY: return equity;
    case ACCOUNT_MARGIN: return margin;
    case ACCOUNT_MARGIN_FREE: return equity - margin;
    case ACCOUNT_MARGIN_LEVEL: return margin > 0 ? equity / margin * 100 : 0;
    case ACCOUNT_MARGIN_SO_CALL: return world->so_call;
    case ACCOUNT_MARGIN_SO_SO: return world->so_so;
    default: return 0;
  }
}
string AccountInfoString(int property) {
  switch (property) {
    case ACCOUNT_SERVER: return MS(world->server);
    case ACCOUNT_CURRENCY: return MS(world->currency);
    case ACCOUNT_COMPANY: return MS(world->company);
    case ACCOUNT_NAME: return MS(world->owner);
    default: return string(u"");
  }
}
int TerminalInfoInteger(int property) {
  switch (property) {
    case TERMINAL_BUILD: return world->build;
    case TERMINAL_CONNECTED: return world->connected;
    case TERMINAL_TRADE_ALLOWED: return world->terminal_trade_allowed;
    case TERMINAL_MAXBARS: return 100000;
    case TERMINAL_X64: return 1;
    case TERMINAL_PING_LAST: return 20000;
    case TERMINAL_SCREEN_DPI: return 96;
    case TERMINAL_CPU_CORES: return 2;
    default: return 0;
  }
}
double TerminalInfoDouble(int) { return 0; }
string TerminalInfoString(int property) {
  switch (property) {
    case TERMINAL_NAME: return string(u"MetaTrader 5");
    case TERMINAL_LANGUAGE: return string(u"English");
    case TERMINAL_DATA_PATH: return string(u"C:\\Terminal");
    case TERMINAL_COMMONDATA_PATH: return string(u"C:\\Common");
    default: return MS(world->company);
  }
}
int MQLInfoInteger(int property) {
  if (property == MQL_TRADE_ALLOWED) return world->program_trade_allowed && world->terminal_trade_allowed;
  return property == MQL_PROGRAM_TYPE ? 2 : 0;
}
string MQLInfoString(int) { return string(u"Sextant"); }
string Symbol() { return MS(world->chart_symbol); }
ENUM_TIMEFRAMES Period() { return static_cast<ENUM_TIMEFRAMES>(world->chart_period); }
int Digits() { return static_cast<int>(SymbolInfoInteger(Symbol(), SYMBOL_DIGITS)); }
double Point() { return SymbolInfoDouble(Symbol(), SYMBOL_POINT); }
