// The terminal: errors, faults, the queue of events, and the loop that runs a program.

#include "terminal.hpp"
#include "files.hpp"
#include "world.hpp"
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <deque>
#include <functional>
#include <mutex>
#include <poll.h>
#include <sanitizer/common_interface_defs.h>
#include <thread>
#include <unistd.h>

void close_all_sockets();

Plan plan;

namespace {

int last_error = 0;
int uninit_reason = 0;
long timer_ms = 0;
long timer_due = 0;
long calls = 0;
long fall_at = -1;
std::deque<Fault> faults;
Fault due;
std::deque<std::function<void(const MqlProgram &)>> events;
bool has_tick = false;
bool is_stopped = false;

std::mutex lines_lock;
std::deque<std::string> lines;
std::atomic<bool> is_input_over{false};
int wake[2];

void read_input() {
  std::string held;
  char piece[4096];
  for (;;) {
    const long got = read(0, piece, sizeof piece);
    if (got <= 0) break;
    held.append(piece, static_cast<std::size_t>(got));
    std::size_t end;
    while ((end = held.find('\n')) != std::string::npos) {
      const std::lock_guard<std::mutex> guard(lines_lock);
      lines.push_back(held.substr(0, end));
      held.erase(0, end + 1);
    }
    if (write(wake[1], "x", 1) < 0) break;
  }
  is_input_over = true;
  if (write(wake[1], "x", 1) < 0) return;
}

bool next_line(std::string &line) {
  const std::lock_guard<std::mutex> guard(lines_lock);
  if (lines.empty()) return false;
  line = lines.front();
  lines.pop_front();
  return true;
}

void obey() {
  std::string line;
  while (next_line(line)) {
    if (line.empty()) continue;
    bool is_good = false;
    const Json command = read_json(line, is_good);
    const std::string answer = is_good ? run_command(command)
                                       : JsonLine().add("ok", false).add("why", "not a JSON document").end();
    tell(answer);
  }
  // The test has gone: so does the terminal.
  if (is_input_over) fall();
}

void wait_ms(long ms) {
  pollfd one = {wake[0], POLLIN, 0};
  if (poll(&one, 1, static_cast<int>(std::max(0L, ms))) > 0) {
    char drained[64];
    if (read(wake[0], drained, sizeof drained) < 0 && errno != EINTR) fall();
  }
}

void begin(const MqlProgram &program) {
  int code = 0;
  if (program.OnInit.run != nullptr) code = program.OnInit.run();
  else if (program.OnInit.run_void != nullptr) program.OnInit.run_void();
  tell(JsonLine().add("ev", "init").add("code", code).end());
  if (code != 0) plan.deinit_reason = REASON_INITFAILED;
}

/** The program is given 2.5 s, then it is ended. */
void end(const MqlProgram &program, int reason) {
  uninit_reason = reason;
  is_stopped = true;
  events.clear();
  const long started = utc_ms();
  if (program.OnDeinit != nullptr) program.OnDeinit(reason);
  const long ms = utc_ms() - started;
  tell(JsonLine().add("ev", "deinit").add("reason", reason).add("ms", ms).end());
  if (ms > 2500) mql_die("OnDeinit took longer than 2.5 s");
  timer_ms = 0;
  is_stopped = false;
}

void turn(const MqlProgram &program) {
  run_markets();
  if (has_tick && program.OnTick != nullptr) {
    has_tick = false;
    program.OnTick();
  }
  while (!events.empty()) {
    const auto event = events.front();
    events.pop_front();
    event(program);
  }
  if (timer_ms > 0 && utc_ms() >= timer_due) {
    timer_due = utc_ms() + timer_ms;
    if (program.OnTimer != nullptr) program.OnTimer();
  }
}

void post(std::function<void(const MqlProgram &)> event) {
  // The terminal keeps 1,024 transactions; the older ones are lost.
  if (events.size() >= 1024) events.pop_front();
  events.push_back(std::move(event));
}

}  // namespace

[[noreturn]] void mql_die(const char *what) {
  std::fprintf(stderr, "critical error: %s\n", what);
  __sanitizer_print_stack_trace();
  std::fflush(stderr);
  _exit(70);
}
[[noreturn]] void mql_die_index(long index, long size) {
  std::fprintf(stderr, "array out of range: index %ld of %ld\n", index, size);
  mql_die("array out of range");
}
[[noreturn]] void fall() {
  std::fflush(stderr);
  raise(SIGKILL);
  _exit(137);
}

void mql_step() {
  calls++;
  if (fall_at >= 0 && calls >= fall_at) fall();
}
void add_fault(const Fault &fault) {
  if (fault.on == "process") fall_at = calls + fault.after;
  else faults.push_back(fault);
}
void clear_faults() { faults.clear(); }
const Fault *take_fault(const char *on, const char *what) {
  for (auto at = faults.begin(); at != faults.end(); ++at) {
    if (at->on != on || at->what != what) continue;
    if (at->after > 0) {
      at->after--;
      return nullptr;
    }
    due = *at;
    if (--at->count <= 0) faults.erase(at);
    return &due;
  }
  return nullptr;
}

void mql_error(int code) { last_error = code; }
int GetLastError() { return last_error; }
void ResetLastError() { last_error = 0; }
void SetUserError(ushort code) { last_error = ERR_USER_ERROR_FIRST + code; }
bool IsStopped() { return is_stopped; }
int UninitializeReason() { return uninit_reason; }
void ExpertRemove() { plan.deinit_reason = REASON_PROGRAM; }
void TerminalClose(int) { plan.deinit_reason = REASON_CLOSE; }
bool PlaySound(string) { return true; }
bool SendNotification(string) { return true; }
bool EventSetMillisecondTimer(int ms) {
  if (ms <= 0) return false;
  // Less than 10 to 16 ms a terminal does not do.
  timer_ms = std::max(10, ms);
  timer_due = utc_ms() + timer_ms;
  return true;
}
bool EventSetTimer(int seconds) { return EventSetMillisecondTimer(seconds * 1000); }
void EventKillTimer() { timer_ms = 0; }
bool EventChartCustom(long, ushort id, long lparam, double dparam, string sparam) {
  post_chart_event(CHARTEVENT_CUSTOM + id, lparam, dparam, sparam.utf8());
  return true;
}
void Sleep(int ms) {
  mql_step();
  const long until = utc_ms() + ms;
  do {
    wait_ms(std::min(10L, until - utc_ms()));
    obey();
    run_markets();
  } while (utc_ms() < until);
}

void post_tick() { has_tick = true; }
void post_book(int symbol) {
  const string name = MS(world->symbols[symbol].name);
  post([name](const MqlProgram &program) {
    if (program.OnBookEvent != nullptr) program.OnBookEvent(name);
  });
}
void post_transaction(const MqlTradeTransaction &what, const MqlTradeRequest &request, const MqlTradeResult &result) {
  post([what, request, result](const MqlProgram &program) {
    if (program.OnTradeTransaction != nullptr) program.OnTradeTransaction(what, request, result);
  });
}
void post_chart_event(int id, long lparam, double dparam, const std::string &sparam) {
  const string text = string::from_utf8(sparam);
  post([id, lparam, dparam, text](const MqlProgram &program) {
    if (program.OnChartEvent != nullptr) program.OnChartEvent(id, lparam, dparam, text);
  });
}

void tell(const std::string &line) {
  const std::string whole = line + "\n";
  std::size_t at = 0;
  while (at < whole.size()) {
    const long part = write(1, whole.data() + at, whole.size() - at);
    if (part < 0 && errno != EINTR) fall();
    at += static_cast<std::size_t>(std::max(0L, part));
  }
}

/** `PROCESS FOLDER`: the world of that folder, then whatever the lines on stdin say. */
int main(int count, char **words) {
  if (count != 2) {
    std::fprintf(stderr, "which folder?\n");
    return 2;
  }
  std::signal(SIGPIPE, SIG_IGN);
  open_world(words[1]);
  open_files_in(words[1]);
  if (pipe(wake) != 0) return 1;
  std::thread(read_input).detach();
  MqlProgram program;
  mql_bind(program);
  tell(JsonLine().add("ev", "up").end());
  bool is_running = false;
  for (;;) {
    obey();
    if (plan.is_started && !is_running) {
      is_running = true;
      run_markets();
      begin(program);
    }
    if (is_running && plan.deinit_reason < 0) turn(program);
    if (is_running && plan.deinit_reason >= 0) {
      const int reason = plan.deinit_reason;
      plan.deinit_reason = -1;
      end(program, reason);
      is_running = false;
      plan.is_started = plan.is_again;
      plan.is_again = false;
      if (!plan.is_started) break;
      continue;
    }
    const long rest = timer_ms > 0 && is_running ? timer_due - utc_ms() : 20;
    wait_ms(events.empty() ? std::min(10L, rest) : 0);
  }
  close_all_files();
  close_all_sockets();
  tell(JsonLine().add("ev", "over").end());
  _exit(0);
}
