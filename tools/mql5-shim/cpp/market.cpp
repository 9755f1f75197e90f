// Ticks and bars: fed or synthetic, kept for ever, read by CopyTicks and CopyRates as the terminal answers them.

#include "broker.hpp"
#include "terminal.hpp"
#include "world.hpp"
#include <cmath>
#include <unistd.h>

const MqlTick *last_tick(int symbol) {
  const long count = world->symbols[symbol].tick_count;
  return count == 0 ? nullptr : &world->ticks[symbol][count - 1];
}

static void add_to_bar(int symbol, const MqlTick &tick) {
  WorldSymbol &of = world->symbols[symbol];
  const datetime minute = tick.time_msc / 60000 * 60;
  MqlRates *bar = of.bar_count == 0 ? nullptr : &world->bars[symbol][of.bar_count - 1];
  if (bar == nullptr || bar->time < minute) {
    if (of.bar_count == BARS_MAX) mql_die("no room for another bar");
    bar = &world->bars[symbol][of.bar_count];
    *bar = {minute, tick.bid, tick.bid, tick.bid, tick.bid, 0, 0, 0};
    of.bar_count++;
  }
  bar->high = std::max(bar->high, tick.bid);
  bar->low = std::min(bar->low, tick.bid);
  bar->close = tick.bid;
  bar->tick_volume++;
  bar->spread = static_cast<int>(std::lround((tick.ask - tick.bid) / of.point));
  bar->real_volume += static_cast<long>(tick.volume);
}

void add_tick(int symbol, MqlTick tick) {
  WorldSymbol &of = world->symbols[symbol];
  if (of.tick_count == TICKS_MAX) mql_die("no room for another tick");
  const MqlTick *before = last_tick(symbol);
  if (tick.time_msc == 0) tick.time_msc = broker_ms();
  if (before != nullptr && tick.time_msc < before->time_msc) tick.time_msc = before->time_msc;
  tick.time = tick.time_msc / 1000;
  tick.bid = neat_price(symbol, tick.bid);
  tick.ask = neat_price(symbol, tick.ask);
  if (tick.flags == 0) tick.flags = TICK_FLAG_BID | TICK_FLAG_ASK;
  world->ticks[symbol][of.tick_count] = tick;
  of.tick_count++;
  add_to_bar(symbol, tick);
  trigger_orders(symbol);
  if (of.is_selected && std::string(of.name) == world->chart_symbol) post_tick();
  if (of.has_book) post_book(symbol);
}

static ulong next_chance(WorldSymbol &of) {
  of.auto_state ^= of.auto_state << 13;
  of.auto_state ^= of.auto_state >> 7;
  of.auto_state ^= of.auto_state << 17;
  return of.auto_state;
}

/** A walk of a point or two a tick; after a pause it catches up, as a terminal loads what it missed. */
void run_markets() {
  const long now = broker_ms();
  for (int symbol = 0; symbol < world->symbol_count; symbol++) {
    WorldSymbol &of = world->symbols[symbol];
    if (of.auto_per_s <= 0 || !world->connected) continue;
    const long step = std::max(1L, static_cast<long>(1000 / of.auto_per_s));
    if (of.auto_next_msc == 0 || of.auto_next_msc < now - 600000) of.auto_next_msc = now;
    while (of.auto_next_msc <= now) {
      const ulong roll = next_chance(of);
      of.auto_mid += of.tick_size * (static_cast<double>(roll % 5) - 2);
      const double spread = of.tick_size * static_cast<double>(5 + roll / 8 % 6);
      MqlTick tick = {};
      tick.bid = round_to(of.auto_mid, of.tick_size);
      tick.ask = tick.bid + spread;
      tick.time_msc = of.auto_next_msc;
      add_tick(symbol, tick);
      if (static_cast<double>(roll / 64 % 1000) >= of.auto_burst * 1000) of.auto_next_msc += step;
    }
  }
}

/** First tick at or after `msc`. */
static long find_tick(int symbol, long msc) {
  const MqlTick *ticks = world->ticks[symbol];
  const MqlTick *end = ticks + world->symbols[symbol].tick_count;
  return std::lower_bound(ticks, end, msc, [](const MqlTick &a, long b) { return a.time_msc < b; }) - ticks;
}

static bool fits(const MqlTick &tick, uint flags) {
  if (flags == COPY_TICKS_INFO) return (tick.flags & (TICK_FLAG_BID | TICK_FLAG_ASK)) != 0;
  if (flags == COPY_TICKS_TRADE) return (tick.flags & (TICK_FLAG_LAST | TICK_FLAG_VOLUME)) != 0;
  return true;
}

/** Ticks `first` to `end`; a terminal that still loads gives the older half and says 4403. */
static int give_ticks(int symbol, MqlArray<MqlTick> &out, uint flags, long first, long end, long most) {
  const bool is_partial = take_fault("ticks", "partial") != nullptr;
  if (const Fault *slow = take_fault("ticks", "slow")) usleep(static_cast<uint>(slow->value) * 1000);
  if (take_fault("ticks", "none") != nullptr) {
    mql_error(ERR_HISTORY_TIMEOUT);
    return -1;
  }
  if (is_partial) {
    end = first + (end - first) / 2;
    mql_error(ERR_HISTORY_TIMEOUT);
  }
  if (out.resize(0) < 0) out.is_series = false;
  long count = 0;
  if (!out.is_fixed()) out.resize(std::min(most, end - first));
  for (long at = first; at < end && count < most && count < out.size(); at++) {
    if (fits(world->ticks[symbol][at], flags)) out[count++] = world->ticks[symbol][at];
  }
  out.resize(count);
  return static_cast<int>(count);
}

int CopyTicks(string name, MqlArray<MqlTick> &out, uint flags, ulong from, uint count) {
  mql_step();
  const int symbol = find_symbol(name);
  if (symbol < 0) return -1;
  const long all = world->symbols[symbol].tick_count;
  const long most = count == 0 ? 2000 : count;
  const long first = from == 0 ? std::max(0L, all - most) : find_tick(symbol, static_cast<long>(from));
  return give_ticks(symbol, out, flags, first, all, most);
}

int CopyTicksRange(const string name, MqlArray<MqlTick> &out, uint flags, ulong from, ulong to) {
  mql_step();
  const int symbol = find_symbol(name);
  if (symbol < 0) return -1;
  const long first = from == 0 ? 0 : find_tick(symbol, static_cast<long>(from));
  const long end = to == 0 ? world->symbols[symbol].tick_count : find_tick(symbol, static_cast<long>(to) + 1);
  return give_ticks(symbol, out, flags, first, std::max(first, end), INT_MAX);
}

bool SymbolInfoTick(string name, MqlTick &tick) {
  const int symbol = find_symbol(name);
  const MqlTick *last = symbol < 0 ? nullptr : last_tick(symbol);
  if (last == nullptr) return false;
  tick = *last;
  return true;
}
