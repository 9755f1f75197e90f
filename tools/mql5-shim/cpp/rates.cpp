// Bars of every timeframe up to a day, made of the minutes.

#include "terminal.hpp"
#include "world.hpp"
#include <vector>

/** All bars of a timeframe, oldest first. The broker's days begin at its own midnight. */
static std::vector<MqlRates> make_bars(int symbol, int period) {
  const long seconds = period_seconds(period);
  std::vector<MqlRates> bars;
  if (seconds == 0) return bars;
  for (long at = 0; at < world->symbols[symbol].bar_count; at++) {
    MqlRates minute = world->bars[symbol][at];
    minute.time = minute.time / seconds * seconds;
    if (bars.empty() || bars.back().time != minute.time) {
      bars.push_back(minute);
      continue;
    }
    MqlRates &bar = bars.back();
    bar.high = std::max(bar.high, minute.high);
    bar.low = std::min(bar.low, minute.low);
    bar.close = minute.close;
    bar.tick_volume += minute.tick_volume;
    bar.real_volume += minute.real_volume;
    bar.spread = minute.spread;
  }
  return bars;
}

static int give(const std::vector<MqlRates> &bars, long first, long end, MqlArray<MqlRates> &out) {
  first = std::max(0L, first);
  end = std::min(static_cast<long>(bars.size()), end);
  if (take_fault("rates", "none") != nullptr) {
    mql_error(ERR_HISTORY_TIMEOUT);
    return -1;
  }
  if (take_fault("rates", "partial") != nullptr) {
    first = first + (end - first) / 2;
    mql_error(ERR_HISTORY_TIMEOUT);
  }
  if (end <= first) {
    out.resize(0);
    return 0;
  }
  if (out.size() != end - first && out.resize(end - first) < 0) end = std::min(end, first + out.size());
  for (long at = first; at < end; at++) out[at - first] = bars[static_cast<std::size_t>(at)];
  return static_cast<int>(end - first);
}

/** Index of the newest bar that began at or before `time`, or -1. */
static long find_bar(const std::vector<MqlRates> &bars, datetime time) {
  long found = -1;
  for (std::size_t at = 0; at < bars.size() && bars[at].time <= time; at++) found = static_cast<long>(at);
  return found;
}

static bool read_bars(const string &name, int period, std::vector<MqlRates> &bars) {
  mql_step();
  const int symbol = find_symbol(name);
  if (symbol < 0) return false;
  bars = make_bars(symbol, period);
  return true;
}

int CopyRates(string name, ENUM_TIMEFRAMES period, int start, int count, MqlArray<MqlRates> &out) {
  std::vector<MqlRates> bars;
  if (!read_bars(name, period, bars)) return -1;
  const long end = static_cast<long>(bars.size()) - start;
  return give(bars, end - count, end, out);
}
int CopyRates(string name, ENUM_TIMEFRAMES period, datetime start, int count, MqlArray<MqlRates> &out) {
  std::vector<MqlRates> bars;
  if (!read_bars(name, period, bars)) return -1;
  const long end = find_bar(bars, start) + 1;
  return give(bars, end - count, end, out);
}
int CopyRates(string name, ENUM_TIMEFRAMES period, datetime from, datetime to, MqlArray<MqlRates> &out) {
  std::vector<MqlRates> bars;
  if (!read_bars(name, period, bars)) return -1;
  return give(bars, find_bar(bars, from - 1) + 1, find_bar(bars, to) + 1, out);
}
int Bars(string name, ENUM_TIMEFRAMES period) {
  std::vector<MqlRates> bars;
  return read_bars(name, period, bars) ? static_cast<int>(bars.size()) : 0;
}
int Bars(string name, ENUM_TIMEFRAMES period, datetime from, datetime to) {
  std::vector<MqlRates> bars;
  if (!read_bars(name, period, bars)) return 0;
  return static_cast<int>(find_bar(bars, to) - find_bar(bars, from - 1));
}
int iBars(const string name, ENUM_TIMEFRAMES period) { return Bars(name, period); }

static bool bar_at(const string &name, int period, int shift, MqlRates &bar) {
  std::vector<MqlRates> bars;
  if (!read_bars(name, period, bars) || shift < 0 || shift >= static_cast<long>(bars.size())) return false;
  bar = bars[bars.size() - 1 - static_cast<std::size_t>(shift)];
  return true;
}
datetime iTime(const string name, ENUM_TIMEFRAMES period, int shift) {
  MqlRates bar;
  return bar_at(name, period, shift, bar) ? bar.time : 0;
}
double iOpen(const string name, ENUM_TIMEFRAMES period, int shift) {
  MqlRates bar;
  return bar_at(name, period, shift, bar) ? bar.open : 0;
}
double iHigh(const string name, ENUM_TIMEFRAMES period, int shift) {
  MqlRates bar;
  return bar_at(name, period, shift, bar) ? bar.high : 0;
}
double iLow(const string name, ENUM_TIMEFRAMES period, int shift) {
  MqlRates bar;
  return bar_at(name, period, shift, bar) ? bar.low : 0;
}
double iClose(const string name, ENUM_TIMEFRAMES period, int shift) {
  MqlRates bar;
  return bar_at(name, period, shift, bar) ? bar.close : 0;
}
int iBarShift(const string name, ENUM_TIMEFRAMES period, datetime time, bool exact) {
  std::vector<MqlRates> bars;
  if (!read_bars(name, period, bars)) return -1;
  const long at = find_bar(bars, time);
  if (at < 0 || (exact && bars[static_cast<std::size_t>(at)].time != time)) return -1;
  return static_cast<int>(static_cast<long>(bars.size()) - 1 - at);
}
long SeriesInfoInteger(string name, ENUM_TIMEFRAMES period, ENUM_SERIES_INFO_INTEGER property) {
  std::vector<MqlRates> bars;
  if (!read_bars(name, period, bars)) return 0;
  switch (property) {
    case SERIES_BARS_COUNT: return static_cast<long>(bars.size());
    case SERIES_SYNCHRONIZED: return take_fault("rates", "unsynchronized") == nullptr ? 1 : 0;
    case SERIES_LASTBAR_DATE: return bars.empty() ? 0 : bars.back().time;
    default: return bars.empty() ? 0 : bars.front().time;
  }
}
