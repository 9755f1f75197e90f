#include "dump.hpp"
#include "broker.hpp"
#include "chart.hpp"

namespace {

std::string listed(const std::vector<std::string> &items) {
  std::string out = "[";
  for (const std::string &item : items) out += (out.size() > 1 ? "," : "") + item;
  return out + "]";
}
std::string symbol_of(int symbol) { return symbol < 0 ? "" : world->symbols[symbol].name; }

std::string order_json(const WorldOrder &one) {
  return JsonLine().id("ticket", one.ticket).add("s", symbol_of(one.symbol)).add("type", one.type).add("state", one.state)
    .add("filling", one.filling).add("vol_initial", one.vol_initial).add("vol", one.vol_current).add("price", one.price)
    .add("stoplimit", one.stoplimit).add("sl", one.sl).add("tp", one.tp).id("magic", one.magic)
    .id("position", one.position_id).add("reason", one.reason).add("setup_msc", one.setup_msc)
    .add("done_msc", one.done_msc).add("comment", one.comment).end();
}
std::string deal_json(const WorldDeal &one) {
  return JsonLine().id("deal", one.ticket).id("order", one.order).id("position", one.position_id)
    .add("s", symbol_of(one.symbol)).add("type", one.type).add("entry", one.entry).add("reason", one.reason)
    .add("vol", one.volume).add("price", one.price).add("profit", one.profit).add("commission", one.commission)
    .add("swap", one.swap).add("fee", one.fee).id("magic", one.magic).add("msc", one.msc)
    .add("comment", one.comment).end();
}
std::string position_json(const WorldPosition &one) {
  return JsonLine().id("ticket", one.ticket).id("id", one.id).add("s", symbol_of(one.symbol)).add("type", one.type)
    .add("vol", one.volume).add("price_open", one.price_open).add("sl", one.sl).add("tp", one.tp).add("swap", one.swap)
    .id("magic", one.magic).add("reason", one.reason).add("open_msc", one.open_msc).add("comment", one.comment).end();
}

std::string ticks_json(int symbol, long from) {
  std::vector<std::string> rows;
  for (long at = from; symbol >= 0 && at < world->symbols[symbol].tick_count; at++) {
    const MqlTick &one = world->ticks[symbol][at];
    rows.push_back("[" + std::to_string(one.time_msc) + "," + write_number(one.bid) + "," + write_number(one.ask) + ","
      + write_number(one.last) + "," + std::to_string(one.volume) + "," + std::to_string(one.flags) + "]");
  }
  return listed(rows);
}
std::string bars_json(int symbol) {
  std::vector<std::string> rows;
  for (long at = 0; symbol >= 0 && at < world->symbols[symbol].bar_count; at++) {
    const MqlRates &one = world->bars[symbol][at];
    rows.push_back("[" + std::to_string(one.time) + "," + write_number(one.open) + "," + write_number(one.high) + ","
      + write_number(one.low) + "," + write_number(one.close) + "," + std::to_string(one.tick_volume) + "]");
  }
  return listed(rows);
}

}  // namespace

std::string dump(const Json &command) {
  const std::string what = command["what"].string_or("");
  const int symbol = symbol_index(command["s"].string_or(""));
  std::vector<std::string> items;
  if (what == "ticks") return ticks_json(symbol, command["from"].whole(0));
  if (what == "bars") return bars_json(symbol);
  if (what == "objects") return list_objects();
  if (what == "comment") return quote_json(comment_now());
  if (what == "deals") {
    for (int at = 0; at < world->deal_count; at++) items.push_back(deal_json(world->deals[at]));
  } else if (what == "orders") {
    for (int at = 0; at < world->order_count; at++) items.push_back(order_json(world->orders[at]));
  } else if (what == "history") {
    for (int at = 0; at < world->history_count; at++) items.push_back(order_json(world->history[at]));
  } else if (what == "positions") {
    for (int at = 0; at < world->position_count; at++) items.push_back(position_json(world->positions[at]));
  } else if (what == "symbols") {
    for (int at = 0; at < world->symbol_count; at++) {
      items.push_back(JsonLine().add("s", world->symbols[at].name).add("ticks", world->symbols[at].tick_count).end());
    }
  } else if (what == "account") {
    return JsonLine().add("balance", world->balance).add("equity", world->balance + world->credit + floating_profit())
      .add("margin", used_margin()).add("offset_s", world->offset_s).end();
  }
  return listed(items);
}
