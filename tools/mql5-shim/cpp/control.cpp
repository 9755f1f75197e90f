// The lines of the test: the market, the broker's own doings, faults, and what the truth is.

#include "broker.hpp"
#include "chart.hpp"
#include "dump.hpp"
#include "inputs.hpp"
#include "manual.hpp"
#include "settings.hpp"
#include "terminal.hpp"
#include <functional>
#include <map>

namespace {

using Answer = std::string;

Answer fine() { return ""; }

Answer set_world(const Json &command) {
  for (const auto &member : command.members) {
    if (member.first == "cmd" || member.first == "id") continue;
    if (!set_member(member.first, member.second)) return "there is nothing named " + member.first;
  }
  return fine();
}

Answer set_symbol(const Json &command) {
  const int symbol = add_symbol(command["s"].string_or(""));
  for (const auto &member : command.members) {
    if (member.first == "cmd" || member.first == "id" || member.first == "s") continue;
    if (!set_symbol_member(symbol, member.first, member.second)) return "a symbol has nothing named " + member.first;
  }
  return fine();
}

Answer feed_ticks(const Json &command) {
  const int symbol = add_symbol(command["s"].string_or(""));
  for (const Json &row : command["rows"].list) {
    MqlTick tick = {};
    const auto cell = [&row](std::size_t at) { return at < row.list.size() ? row.list[at].real(0) : 0; };
    tick.time_msc = static_cast<long>(cell(0));
    tick.bid = cell(1);
    tick.ask = cell(2);
    tick.last = cell(3);
    tick.volume = static_cast<ulong>(cell(4));
    tick.volume_real = cell(4);
    tick.flags = static_cast<uint>(cell(5));
    add_tick(symbol, tick);
  }
  return fine();
}

/** Minutes of the past that no ticks are known of. Only before the first tick. */
Answer feed_bars(const Json &command) {
  const int symbol = add_symbol(command["s"].string_or(""));
  WorldSymbol &of = world->symbols[symbol];
  if (of.tick_count > 0) return "bars come before ticks";
  for (const Json &row : command["rows"].list) {
    if (row.list.size() < 6 || of.bar_count == BARS_MAX) return "a bar is time, open, high, low, close, ticks";
    const auto cell = [&row](std::size_t at) { return row.list[at].real(0); };
    MqlRates bar = {static_cast<datetime>(cell(0)), cell(1), cell(2), cell(3), cell(4), static_cast<long>(cell(5)), 10, 0};
    if (of.bar_count > 0 && world->bars[symbol][of.bar_count - 1].time >= bar.time) return "bars go up in time";
    world->bars[symbol][of.bar_count] = bar;
    of.bar_count++;
  }
  return fine();
}

Answer start_auto(const Json &command) {
  WorldSymbol &of = world->symbols[add_symbol(command["s"].string_or(""))];
  of.auto_per_s = command["per_s"].real(10);
  of.auto_burst = command["burst"].real(0.3);
  of.auto_mid = command["mid"].real(of.auto_mid);
  if (command.has("seed")) of.auto_state = static_cast<ulong>(command["seed"].whole(1)) * 2654435761u + 88172645463325252u;
  of.auto_next_msc = 0;
  return fine();
}

Answer fault(const Json &command) {
  if (command["what"].string_or("") == "clear") {
    clear_faults();
    return fine();
  }
  Fault one;
  one.on = command["on"].string_or("");
  one.what = command["what"].string_or("");
  one.count = command["count"].whole(1);
  one.after = command["after"].whole(0);
  one.value = command["value"].real(0);
  add_fault(one);
  return fine();
}

Answer start(const Json &) {
  plan.is_started = true;
  return fine();
}
Answer stop(const Json &command) {
  plan.deinit_reason = static_cast<int>(command["reason"].whole(REASON_REMOVE));
  return fine();
}
Answer again(const Json &command) {
  plan.deinit_reason = static_cast<int>(command["reason"].whole(REASON_PARAMETERS));
  plan.is_again = true;
  for (const auto &input : command["inputs"].members) {
    if (!change_input(input.first, input.second.string_or(""))) return "the program has no input " + input.first;
  }
  if (command.has("chart_symbol")) set_member("chart_symbol", command["chart_symbol"]);
  return fine();
}
Answer click(const Json &command) {
  click_object(command["name"].string_or(""));
  return fine();
}
Answer fall_now(const Json &) { fall(); }

const std::map<std::string, std::function<Answer(const Json &)>> COMMANDS = {
  {"set", set_world}, {"symbol", set_symbol}, {"ticks", feed_ticks}, {"bars", feed_bars}, {"auto", start_auto},
  {"fault", fault}, {"start", start}, {"stop", stop}, {"again", again}, {"click", click}, {"fall", fall_now},
  {"manual", do_manual}, {"calendar", feed_calendar},
};

}  // namespace

std::string run_command(const Json &command) {
  const std::string name = command["cmd"].string_or("");
  JsonLine line;
  line.add("re", command["id"].whole(0));
  if (name == "dump") return line.add("ok", true).raw("data", dump(command)).end();
  const auto found = COMMANDS.find(name);
  const std::string why = found == COMMANDS.end() ? "there is no command " + name : found->second(command);
  line.add("ok", why.empty());
  if (!why.empty()) line.add("why", why);
  return line.end();
}
