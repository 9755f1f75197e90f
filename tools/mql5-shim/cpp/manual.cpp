#include "manual.hpp"
#include "broker.hpp"
#include "terminal.hpp"

namespace {

Fill draft(const Json &command, int reason) {
  Fill fill;
  fill.symbol = symbol_index(command["s"].string_or(""));
  fill.is_buy = command["side"].string_or("buy") == "buy";
  fill.volume = command["vol"].real(0.1);
  fill.sl = command["sl"].real(0);
  fill.tp = command["tp"].real(0);
  fill.magic = static_cast<ulong>(command["magic"].whole(0));
  fill.reason = static_cast<int>(command["reason"].whole(reason));
  return fill;
}

std::string fill_now(Fill fill) {
  const MqlTick *tick = fill.symbol < 0 ? nullptr : last_tick(fill.symbol);
  if (tick == nullptr) return "the symbol has no price";
  fill.price = fill.is_buy ? tick->ask : tick->bid;
  fill.order = next_ticket();
  record_market_order(fill, fill.volume, ORDER_FILLING_FOK, ORDER_STATE_FILLED);
  execute(fill);
  return "";
}

std::string close(const Json &command) {
  const WorldPosition *found = find_position(static_cast<ulong>(command["position"].whole(0)));
  if (found == nullptr) return "there is no such position";
  Fill fill = draft(command, DEAL_REASON_CLIENT);
  fill.symbol = found->symbol;
  fill.is_buy = found->type == POSITION_TYPE_SELL;
  fill.volume = command["vol"].real(found->volume);
  fill.position = found->ticket;
  return fill_now(fill);
}

std::string modify(const Json &command) {
  WorldPosition *found = find_position(static_cast<ulong>(command["position"].whole(0)));
  if (found == nullptr) return "there is no such position";
  found->sl = command["sl"].real(found->sl);
  found->tp = command["tp"].real(found->tp);
  found->update_msc = broker_ms();
  tell_position(*found);
  return "";
}

std::string pend(const Json &command) {
  const Fill fill = draft(command, ORDER_REASON_CLIENT);
  if (fill.symbol < 0 || world->order_count == ORDERS_MAX) return "no such symbol, or no room";
  const std::string kind = command["kind"].string_or("limit");
  WorldOrder order = {};
  order.ticket = next_ticket();
  order.symbol = fill.symbol;
  order.type = (kind == "limit" ? ORDER_TYPE_BUY_LIMIT : ORDER_TYPE_BUY_STOP) + (fill.is_buy ? 0 : 1);
  order.state = ORDER_STATE_PLACED;
  order.filling = ORDER_FILLING_RETURN;
  order.vol_initial = order.vol_current = fill.volume;
  order.price = command["price"].real(0);
  order.sl = fill.sl;
  order.tp = fill.tp;
  order.magic = fill.magic;
  order.setup_msc = broker_ms();
  place_order(order);
  return "";
}

std::string cancel(const Json &command) {
  const int at = find_order(static_cast<ulong>(command["order"].whole(0)));
  if (at < 0) return "there is no such order";
  finish_order(at, ORDER_STATE_CANCELED);
  return "";
}

std::string pay(const Json &command) {
  if (world->deal_count == HISTORY_MAX) return "no room for another deal";
  WorldDeal &deal = world->deals[world->deal_count];
  deal = {};
  deal.ticket = next_ticket();
  deal.symbol = -1;
  deal.type = DEAL_TYPE_BALANCE;
  deal.profit = command["amount"].real(0);
  deal.msc = broker_ms();
  put_text(deal.comment, "deposit");
  world->balance += deal.profit;
  world->deal_count++;
  MqlTradeTransaction what = blank_transaction();
  what.type = TRADE_TRANSACTION_DEAL_ADD;
  what.deal = deal.ticket;
  what.deal_type = DEAL_TYPE_BALANCE;
  post_transaction(what, MqlTradeRequest{}, MqlTradeResult{});
  return "";
}

/** So many positions opened and closed again: a day of a busy person, in a moment. */
std::string churn(const Json &command) {
  for (long count = command["count"].whole(1); count > 0; count--) {
    const std::string why = fill_now(draft(command, DEAL_REASON_CLIENT));
    if (!why.empty()) return why;
    const WorldPosition opened = world->positions[world->position_count - 1];
    Fill fill = draft(command, DEAL_REASON_CLIENT);
    fill.is_buy = opened.type == POSITION_TYPE_SELL;
    fill.position = opened.ticket;
    fill_now(fill);
  }
  return "";
}

/** The end of the broker's day: swaps of every position. */
std::string roll_over(const Json &) {
  for (int at = 0; at < world->position_count; at++) {
    WorldPosition &one = world->positions[at];
    const WorldSymbol &of = world->symbols[one.symbol];
    const double points = one.type == POSITION_TYPE_BUY ? of.swap_long : of.swap_short;
    one.swap += money_of(one.symbol, points * of.point, one.volume);
    one.update_msc = broker_ms();
    tell_position(one);
  }
  return "";
}

}  // namespace

std::string do_manual(const Json &command) {
  const std::string what = command["do"].string_or("");
  if (what == "open") return fill_now(draft(command, DEAL_REASON_CLIENT));
  if (what == "close") return close(command);
  if (what == "modify") return modify(command);
  if (what == "pending") return pend(command);
  if (what == "cancel") return cancel(command);
  if (what == "balance") return pay(command);
  if (what == "churn") return churn(command);
  if (what == "rollover") return roll_over(command);
  return "nobody can do " + what;
}
