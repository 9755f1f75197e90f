// Time as MQL5 tells it. datetime is seconds of the broker's clock, except where the name says otherwise.

#include "world.hpp"
#include "terminal.hpp"
#include <cmath>
#include <cstdio>
#include <ctime>
#include <random>

static long monotonic_us() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}
static const long STARTED_US = monotonic_us();

ulong GetTickCount64() {
  mql_step();
  return static_cast<ulong>(monotonic_us() / 1000);
}
uint GetTickCount() { return static_cast<uint>(monotonic_us() / 1000); }
ulong GetMicrosecondCount() { return static_cast<ulong>(monotonic_us() - STARTED_US); }

/** The newest quote's second; 0 before the first. */
datetime TimeCurrent() {
  long newest = 0;
  for (int at = 0; at < world->symbol_count; at++) {
    const MqlTick *tick = world->symbols[at].is_selected ? last_tick(at) : nullptr;
    if (tick != nullptr) newest = std::max(newest, tick->time_msc / 1000);
  }
  return newest;
}
datetime TimeTradeServer() { return (broker_ms() + world->skew_ms) / 1000; }
datetime TimeGMT() { return (utc_ms() + world->skew_ms) / 1000; }
datetime TimeLocal() { return (utc_ms() + world->skew_ms) / 1000; }
int TimeGMTOffset() { return 0; }
int TimeDaylightSavings() { return 0; }

bool TimeToStruct(datetime value, MqlDateTime &parts) {
  tm broken;
  const time_t seconds = value;
  if (gmtime_r(&seconds, &broken) == nullptr) return false;
  parts = {broken.tm_year + 1900, broken.tm_mon + 1, broken.tm_mday, broken.tm_hour, broken.tm_min, broken.tm_sec,
    broken.tm_wday, broken.tm_yday};
  return true;
}
datetime StructToTime(MqlDateTime &parts) {
  tm broken = {};
  broken.tm_year = parts.year - 1900;
  broken.tm_mon = parts.mon - 1;
  broken.tm_mday = parts.day;
  broken.tm_hour = parts.hour;
  broken.tm_min = parts.min;
  broken.tm_sec = parts.sec;
  return timegm(&broken);
}
string TimeToString(datetime value, int mode) {
  MqlDateTime parts;
  if (!TimeToStruct(value, parts)) return string(u"");
  char text[64];
  std::string out;
  if (mode & TIME_DATE) {
    std::snprintf(text, sizeof text, "%04d.%02d.%02d", parts.year, parts.mon, parts.day);
    out = text;
  }
  if (mode & (TIME_MINUTES | TIME_SECONDS)) {
    std::snprintf(text, sizeof text, mode & TIME_SECONDS ? "%02d:%02d:%02d" : "%02d:%02d", parts.hour, parts.min, parts.sec);
    out += (out.empty() ? "" : " ") + std::string(text);
  }
  return string::from_utf8(out);
}
datetime StringToTime(const string text) {
  MqlDateTime parts = {};
  const int count = std::sscanf(text.utf8().c_str(), "%d.%d.%d %d:%d:%d", &parts.year, &parts.mon, &parts.day,
    &parts.hour, &parts.min, &parts.sec);
  return count >= 3 ? StructToTime(parts) : 0;
}
long period_seconds(int period) {
  if (period == PERIOD_CURRENT) return period_seconds(world->chart_period);
  if (period > 0 && period <= 30) return period * 60L;
  if (period > 16384 && period <= 16408) return (period - 16384) * 3600L;
  return 0;
}
int PeriodSeconds(ENUM_TIMEFRAMES period) {
  if (period == PERIOD_W1) return 604800;
  if (period == PERIOD_MN1) return 2592000;
  return static_cast<int>(period_seconds(period));
}

double NormalizeDouble(double value, int digits) {
  const double scale = std::pow(10.0, digits);
  return std::round(value * scale) / scale;
}
double MathCeil(double value) { return std::ceil(value); }
double MathFloor(double value) { return std::floor(value); }
double MathRound(double value) { return std::round(value); }
double MathSqrt(double value) { return std::sqrt(value); }
double MathPow(double base, double exponent) { return std::pow(base, exponent); }
double MathExp(double value) { return std::exp(value); }
double MathLog(double value) { return std::log(value); }
double MathLog10(double value) { return std::log10(value); }
double MathMod(double value, double by) { return std::fmod(value, by); }
double MathSin(double value) { return std::sin(value); }
double MathCos(double value) { return std::cos(value); }
bool MathIsValidNumber(double value) { return std::isfinite(value); }
uint MathSwap(uint value) { return __builtin_bswap32(value); }

/** MathRand gives 15 bits and begins with the same row each start, as in the terminal. */
static std::minstd_rand chance(1);
void MathSrand(int seed) { chance.seed(static_cast<uint>(seed)); }
int MathRand() { return static_cast<int>(chance() >> 8 & 0x7FFF); }
