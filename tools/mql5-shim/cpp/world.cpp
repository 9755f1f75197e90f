// The mapped file, clocks, and what a fresh account has.

#include "world.hpp"
#include <cmath>
#include <ctime>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

World *world = nullptr;

namespace {

constexpr ulong MARK = 0x5345585457523031;

void make_fresh(World &fresh) {
  fresh.next_ticket = 100000001;
  fresh.login = 51234567;
  fresh.leverage = 100;
  put_text(fresh.server, "Broker-Demo");
  put_text(fresh.currency, "USD");
  put_text(fresh.company, "Broker Ltd");
  put_text(fresh.owner, "A Trader");
  fresh.balance = 10000;
  fresh.so_call = 50;
  fresh.so_so = 20;
  fresh.margin_mode = ACCOUNT_MARGIN_MODE_RETAIL_HEDGING;
  fresh.account_mode = ACCOUNT_TRADE_MODE_DEMO;
  fresh.build = 4620;
  fresh.hedge_allowed = true;
  fresh.account_trade_allowed = fresh.account_expert_allowed = true;
  fresh.connected = fresh.lists_filled = fresh.terminal_trade_allowed = fresh.program_trade_allowed = true;
  put_text(fresh.addresses[0], "127.0.0.1");
  put_text(fresh.chart_symbol, "EURUSD");
  fresh.chart_period = PERIOD_M1;
  fresh.offset_s = 7200;
  fresh.change_id = 1000;
  fresh.magic_mark = MARK;
}

}  // namespace

void open_world(const std::string &folder) {
  const std::string path = folder + "/world.bin";
  const int file = open(path.c_str(), O_RDWR | O_CREAT, 0600);
  if (file < 0 || ftruncate(file, sizeof(World)) != 0) mql_die("cannot open the broker's file");
  void *memory = mmap(nullptr, sizeof(World), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (memory == MAP_FAILED) mql_die("cannot map the broker's file");
  close(file);
  world = static_cast<World *>(memory);
  if (world->magic_mark != MARK) make_fresh(*world);
}

long utc_ms() {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
long broker_ms() { return utc_ms() + world->offset_s * 1000; }

double round_to(double value, double step) { return step > 0 ? std::round(value / step) * step : value; }
double neat_price(int symbol, double price) { return NormalizeDouble(price, world->symbols[symbol].digits); }

int symbol_index(const std::string &name) {
  for (int at = 0; at < world->symbol_count; at++) {
    if (name == world->symbols[at].name) return at;
  }
  return -1;
}
int find_symbol(const string &name) {
  const int at = symbol_index(name == MQL_NULL ? world->chart_symbol : name.utf8());
  if (at < 0) mql_error(ERR_MARKET_UNKNOWN_SYMBOL);
  return at;
}

int add_symbol(const std::string &name) {
  const int known = symbol_index(name);
  if (known >= 0) return known;
  if (world->symbol_count == SYMBOLS_MAX) mql_die("no room for another symbol");
  WorldSymbol fresh = {};
  put_text(fresh.name, name);
  put_text(fresh.description, name);
  put_text(fresh.base, name.substr(0, 3));
  put_text(fresh.profit, name.substr(3, 3));
  put_text(fresh.margin, name.substr(0, 3));
  fresh.digits = 5;
  fresh.point = fresh.tick_size = 0.00001;
  fresh.tick_value = fresh.tick_value_loss = 1;
  fresh.contract_size = 100000;
  fresh.vol_min = 0.01;
  fresh.vol_max = 100;
  fresh.vol_step = 0.01;
  fresh.swap_mode = SYMBOL_SWAP_MODE_POINTS;
  fresh.swap_triple_day = WEDNESDAY;
  fresh.commission = 3.5;
  fresh.calc_mode = SYMBOL_CALC_MODE_FOREX;
  fresh.trade_mode = SYMBOL_TRADE_MODE_FULL;
  fresh.exec_mode = SYMBOL_TRADE_EXECUTION_MARKET;
  fresh.filling = SYMBOL_FILLING_FOK | SYMBOL_FILLING_IOC;
  fresh.order_modes = 127;
  fresh.expiration_modes = 15;
  fresh.is_selected = fresh.sl_at_open = true;
  fresh.auto_mid = 1.085;
  for (WorldSession &day : fresh.sessions) day = {0, 86400};
  world->symbols[world->symbol_count] = fresh;
  return world->symbol_count++;
}
