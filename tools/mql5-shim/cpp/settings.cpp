#include "settings.hpp"
#include "world.hpp"
#include <functional>
#include <map>

namespace {

using Setter = std::function<void(const Json &)>;

template <typename T>
Setter number(T &place) {
  return [&place](const Json &value) { place = static_cast<T>(value.real(0)); };
}
Setter flag(bool &place) {
  return [&place](const Json &value) { place = value.flag(false); };
}
template <std::size_t N>
Setter text(char (&place)[N]) {
  return [&place](const Json &value) { put_text(place, value.string_or("")); };
}

void set_addresses(const Json &value) {
  for (auto &one : world->addresses) one[0] = '\0';
  for (std::size_t at = 0; at < value.list.size() && at < ADDRESSES_MAX; at++) {
    put_text(world->addresses[at], value.list[at].string_or(""));
  }
}

std::map<std::string, Setter> world_setters() {
  World &w = *world;
  return {
    {"offset_s", number(w.offset_s)}, {"skew_ms", number(w.skew_ms)}, {"login", number(w.login)},
    {"leverage", number(w.leverage)}, {"server", text(w.server)}, {"currency", text(w.currency)},
    {"balance", number(w.balance)}, {"credit", number(w.credit)}, {"so_call", number(w.so_call)},
    {"so_so", number(w.so_so)}, {"margin_mode", number(w.margin_mode)}, {"account_mode", number(w.account_mode)},
    {"limit_orders", number(w.limit_orders)}, {"build", number(w.build)}, {"fifo", flag(w.fifo)},
    {"hedge_allowed", flag(w.hedge_allowed)}, {"account_trade_allowed", flag(w.account_trade_allowed)},
    {"account_expert_allowed", flag(w.account_expert_allowed)}, {"connected", flag(w.connected)}, {"lists_filled", flag(w.lists_filled)},
    {"terminal_trade_allowed", flag(w.terminal_trade_allowed)},
    {"program_trade_allowed", flag(w.program_trade_allowed)}, {"chart_symbol", text(w.chart_symbol)},
    {"chart_period", number(w.chart_period)}, {"addresses", set_addresses},
  };
}

std::map<std::string, Setter> symbol_setters(WorldSymbol &s) {
  return {
    {"description", text(s.description)}, {"base", text(s.base)}, {"profit", text(s.profit)},
    {"margin", text(s.margin)}, {"digits", number(s.digits)}, {"point", number(s.point)},
    {"tick_size", number(s.tick_size)}, {"tick_value", number(s.tick_value)},
    {"tick_value_loss", number(s.tick_value_loss)}, {"contract_size", number(s.contract_size)},
    {"vol_min", number(s.vol_min)}, {"vol_max", number(s.vol_max)}, {"vol_step", number(s.vol_step)},
    {"vol_limit", number(s.vol_limit)}, {"stops_level", number(s.stops_level)},
    {"freeze_level", number(s.freeze_level)}, {"swap_long", number(s.swap_long)},
    {"swap_short", number(s.swap_short)}, {"swap_mode", number(s.swap_mode)}, {"commission", number(s.commission)},
    {"calc_mode", number(s.calc_mode)}, {"trade_mode", number(s.trade_mode)}, {"exec_mode", number(s.exec_mode)},
    {"filling", number(s.filling)}, {"order_modes", number(s.order_modes)},
    {"expiration_modes", number(s.expiration_modes)}, {"selected", flag(s.is_selected)},
    {"sl_at_open", flag(s.sl_at_open)}, {"margin_initial", number(s.margin_initial)},
    {"sessions", [&s](const Json &value) {
      for (std::size_t day = 0; day < 7; day++) {
        const bool is_there = day < value.list.size() && value.list[day].list.size() == 2;
        s.sessions[day] = {0, 0};
        if (!is_there) continue;
        s.sessions[day] = {static_cast<int>(value.list[day].list[0].real(0)), static_cast<int>(value.list[day].list[1].real(0))};
      }
    }},
  };
}

bool apply(const std::map<std::string, Setter> &setters, const std::string &name, const Json &value) {
  const auto found = setters.find(name);
  if (found != setters.end()) found->second(value);
  return found != setters.end();
}

long scaled(const Json &value) {
  return value.kind == Json::NUMBER ? static_cast<long>(value.number * 1000000 + (value.number < 0 ? -0.5 : 0.5)) : INT64_MIN;
}

}  // namespace

bool set_member(const std::string &name, const Json &value) { return apply(world_setters(), name, value); }
bool set_symbol_member(int symbol, const std::string &name, const Json &value) {
  return apply(symbol_setters(world->symbols[symbol]), name, value);
}

std::string feed_calendar(const Json &command) {
  for (const Json &one : command["countries"].list) {
    if (world->country_count == COUNTRIES_MAX) return "no room for another country";
    WorldCountry &country = world->countries[world->country_count++];
    country.id = static_cast<ulong>(one["id"].whole(0));
    put_text(country.name, one["name"].string_or(""));
    put_text(country.code, one["code"].string_or(""));
    put_text(country.currency, one["currency"].string_or(""));
  }
  for (const Json &one : command["events"].list) {
    if (world->event_count == EVENTS_MAX) return "no room for another event";
    WorldEvent &event = world->events[world->event_count++];
    event = {};
    event.id = static_cast<ulong>(one["id"].whole(0));
    event.country = static_cast<ulong>(one["country"].whole(0));
    event.type = static_cast<int>(one["type"].whole(CALENDAR_TYPE_INDICATOR));
    event.sector = static_cast<int>(one["sector"].whole(0));
    event.unit = static_cast<int>(one["unit"].whole(0));
    event.importance = static_cast<int>(one["importance"].whole(0));
    event.multiplier = static_cast<int>(one["multiplier"].whole(0));
    event.digits = static_cast<uint>(one["digits"].whole(1));
    put_text(event.code, one["code"].string_or(""));
    put_text(event.name, one["name"].string_or(""));
  }
  for (const Json &one : command["values"].list) {
    const ulong id = static_cast<ulong>(one["id"].whole(0));
    int at = 0;
    while (at < world->value_count && world->values[at].id != id) at++;
    if (at == VALUES_MAX) return "no room for another value";
    WorldValue value = {};
    value.id = id;
    value.event = static_cast<ulong>(one["event"].whole(0));
    value.time = one["time"].whole(0);
    value.period = one["period"].whole(0);
    value.revision = static_cast<int>(one["revision"].whole(0));
    value.impact = static_cast<int>(one["impact"].whole(0));
    value.actual = scaled(one["actual"]);
    value.prev = scaled(one["prev"]);
    value.revised = scaled(one["revised"]);
    value.forecast = scaled(one["forecast"]);
    value.change = ++world->change_id;
    world->values[at] = value;
    if (at == world->value_count) world->value_count++;
  }
  return "";
}
