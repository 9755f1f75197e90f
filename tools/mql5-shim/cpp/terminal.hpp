// The terminal around a program: its events, faults that tests ask for, and the line to the test.
#pragma once

#include "json.hpp"
#include "mql5.hpp"

/** Counts a call of the program; a test may have asked the process to die at one of them. */
void mql_step();

struct Fault {
  std::string on, what;
  long count = 1;
  /** Calls of this sort that still go well before it comes. */
  long after = 0;
  double value = 0;
};
void add_fault(const Fault &fault);
void clear_faults();
/** The fault that is due, counted down; nullptr where none is. Stays readable until the next call. */
const Fault *take_fault(const char *on, const char *what);

/** Events for the program, delivered between its handlers. */
void post_tick();
void post_book(int symbol);
void post_transaction(const MqlTradeTransaction &what, const MqlTradeRequest &request, const MqlTradeResult &result);
void post_chart_event(int id, long lparam, double dparam, const std::string &sparam);

/** Says a line to the test. */
void tell(const std::string &line);
/** Ends the process at once, as a kill does: nothing is flushed. */
[[noreturn]] void fall();

/** Answers one line of the test; true where the program is to be ended in order. */
std::string run_command(const Json &command);

struct Plan {
  bool is_started = false;
  /** Reason of a deinitialisation that is wanted, or -1; whether initialisation follows it. */
  int deinit_reason = -1;
  bool is_again = false;
  bool is_over = false;
};
extern Plan plan;
