// What a program offers the terminal, and how its inputs are set from outside.
#pragma once

#include "builtins.gen.hpp"

struct MqlInitHandler {
  int (*run)() = nullptr;
  void (*run_void)() = nullptr;
  MqlInitHandler &operator=(int (*handler)()) {
    run = handler;
    return *this;
  }
  MqlInitHandler &operator=(void (*handler)()) {
    run_void = handler;
    return *this;
  }
};

struct MqlProgram {
  MqlInitHandler OnInit;
  void (*OnDeinit)(const int reason) = nullptr;
  void (*OnTick)() = nullptr;
  void (*OnTimer)() = nullptr;
  void (*OnTrade)() = nullptr;
  void (*OnTradeTransaction)(const MqlTradeTransaction &, const MqlTradeRequest &, const MqlTradeResult &) = nullptr;
  void (*OnChartEvent)(const int id, const long &lparam, const double &dparam, const string &sparam) = nullptr;
  void (*OnBookEvent)(const string &symbol) = nullptr;
  void (*OnStart)() = nullptr;
};

/** Made by the rewriter for each program. */
void mql_bind(MqlProgram &program);

/** The text that was given for an input from outside, or NULL. */
string mql_input_text(const char *name, void *place, void (*set)(void *place, const string &text));

template <typename T>
void mql_input_set(void *place, const string &text) {
  T &value = *static_cast<T *>(place);
  if constexpr (std::is_same_v<T, string>) value = text;
  else if constexpr (std::is_enum_v<T>) value = static_cast<T>(static_cast<long>(text));
  else value = static_cast<T>(text);
}

template <typename T>
T mql_input(const char *name, T *place, T standard) {
  const string text = mql_input_text(name, place, &mql_input_set<T>);
  if (text == MQL_NULL) return standard;
  T value = standard;
  mql_input_set<T>(&value, text);
  return value;
}
