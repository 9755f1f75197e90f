// Execution: fills become deals and positions, by hedging or by netting; stops and pending orders follow the ticks.

#include "broker.hpp"
#include "terminal.hpp"
#include <cmath>

bool is_hedging() { return world->margin_mode == ACCOUNT_MARGIN_MODE_RETAIL_HEDGING; }
ulong next_ticket() { return world->next_ticket++; }

double money_of(int symbol, double difference, double volume) {
  const WorldSymbol &of = world->symbols[symbol];
  const double value = difference < 0 ? of.tick_value_loss : of.tick_value;
  return NormalizeDouble(difference / of.tick_size * value * volume, 2);
}
double margin_of(int symbol, double price, double volume) {
  const WorldSymbol &of = world->symbols[symbol];
  const double rate = of.tick_value / of.tick_size;
  return of.margin_initial > 0 ? of.margin_initial * volume : rate * price * volume / static_cast<double>(world->leverage);
}
double position_price(const WorldPosition &position) {
  const MqlTick *tick = last_tick(position.symbol);
  if (tick == nullptr) return position.price_open;
  return position.type == POSITION_TYPE_BUY ? tick->bid : tick->ask;
}
double position_profit(const WorldPosition &position) {
  const double way = position.type == POSITION_TYPE_BUY ? 1 : -1;
  return money_of(position.symbol, way * (position_price(position) - position.price_open), position.volume);
}
double used_margin() {
  double sum = 0;
  for (int at = 0; at < world->position_count; at++) {
    const WorldPosition &one = world->positions[at];
    sum += margin_of(one.symbol, one.price_open, one.volume);
  }
  return sum;
}
double floating_profit() {
  double sum = 0;
  for (int at = 0; at < world->position_count; at++) sum += position_profit(world->positions[at]) + world->positions[at].swap;
  return sum;
}
WorldPosition *find_position(ulong ticket) {
  for (int at = 0; at < world->position_count; at++) {
    if (world->positions[at].ticket == ticket) return &world->positions[at];
  }
  return nullptr;
}
int find_order(ulong ticket) {
  for (int at = 0; at < world->order_count; at++) {
    if (world->orders[at].ticket == ticket) return at;
  }
  return -1;
}

MqlTradeTransaction blank_transaction() { return MqlTradeTransaction{}; }

static void tell_order(const WorldOrder &order, ENUM_TRADE_TRANSACTION_TYPE type) {
  MqlTradeTransaction what = blank_transaction();
  what.type = type;
  what.order = order.ticket;
  what.symbol = MS(world->symbols[order.symbol].name);
  what.order_type = static_cast<ENUM_ORDER_TYPE>(order.type);
  what.order_state = static_cast<ENUM_ORDER_STATE>(order.state);
  what.price = order.price;
  what.price_sl = order.sl;
  what.price_tp = order.tp;
  what.volume = order.vol_current;
  what.position = order.position_id;
  post_transaction(what, MqlTradeRequest{}, MqlTradeResult{});
}
static void tell_deal(const WorldDeal &deal) {
  MqlTradeTransaction what = blank_transaction();
  what.type = TRADE_TRANSACTION_DEAL_ADD;
  what.deal = deal.ticket;
  what.order = deal.order;
  what.symbol = deal.symbol < 0 ? string(u"") : MS(world->symbols[deal.symbol].name);
  what.deal_type = static_cast<ENUM_DEAL_TYPE>(deal.type);
  what.price = deal.price;
  what.volume = deal.volume;
  what.position = deal.position_id;
  post_transaction(what, MqlTradeRequest{}, MqlTradeResult{});
}
void tell_position(const WorldPosition &position) {
  MqlTradeTransaction what = blank_transaction();
  what.type = TRADE_TRANSACTION_POSITION;
  what.symbol = MS(world->symbols[position.symbol].name);
  what.position = position.ticket;
  what.price = position.price_open;
  what.price_sl = position.sl;
  what.price_tp = position.tp;
  what.volume = position.volume;
  post_transaction(what, MqlTradeRequest{}, MqlTradeResult{});
}

WorldOrder &place_order(WorldOrder order) {
  WorldOrder &placed = world->orders[world->order_count];
  placed = order;
  world->order_count++;
  tell_order(placed, TRADE_TRANSACTION_ORDER_ADD);
  return placed;
}
void remember_order(WorldOrder order) {
  if (world->history_count == HISTORY_MAX) mql_die("no room for another order");
  order.done_msc = broker_ms();
  world->history[world->history_count] = order;
  world->history_count++;
  tell_order(order, TRADE_TRANSACTION_HISTORY_ADD);
}
void finish_order(int at, int state) {
  WorldOrder order = world->orders[at];
  order.state = state;
  remember_order(order);
  for (int next = at + 1; next < world->order_count; next++) world->orders[next - 1] = world->orders[next];
  world->order_count--;
  tell_order(order, TRADE_TRANSACTION_ORDER_DELETE);
}
ulong record_market_order(const Fill &fill, double initial, int filling, int state) {
  WorldOrder order = {};
  order.ticket = fill.order;
  order.magic = fill.magic;
  order.symbol = fill.symbol;
  order.type = fill.is_buy ? ORDER_TYPE_BUY : ORDER_TYPE_SELL;
  order.state = state;
  order.filling = filling;
  order.reason = fill.reason;
  order.vol_initial = initial;
  order.vol_current = initial - fill.volume < 1e-9 ? 0 : NormalizeDouble(initial - fill.volume, 8);
  order.sl = fill.sl;
  order.tp = fill.tp;
  order.setup_msc = broker_ms();
  order.position_id = fill.position != 0 ? fill.position : fill.order;
  put_text(order.comment, fill.comment);
  remember_order(order);
  return order.ticket;
}

static void drop_position(WorldPosition *position) {
  for (WorldPosition *next = position + 1; next < world->positions + world->position_count; next++) next[-1] = *next;
  world->position_count--;
}

static WorldDeal &record_deal(const Fill &fill, int entry, ulong position, double profit, double swap, double volume) {
  if (world->deal_count == HISTORY_MAX) mql_die("no room for another deal");
  WorldDeal &deal = world->deals[world->deal_count];
  deal = {};
  deal.ticket = next_ticket();
  deal.order = fill.order;
  deal.position_id = position;
  deal.magic = fill.magic;
  deal.symbol = fill.symbol;
  deal.type = fill.is_buy ? DEAL_TYPE_BUY : DEAL_TYPE_SELL;
  deal.entry = entry;
  deal.reason = fill.reason;
  deal.volume = volume;
  deal.price = fill.price;
  deal.commission = -NormalizeDouble(world->symbols[fill.symbol].commission * volume, 2);
  deal.swap = swap;
  deal.profit = profit;
  deal.sl = fill.sl;
  deal.tp = fill.tp;
  deal.msc = broker_ms();
  put_text(deal.comment, fill.comment);
  world->balance = NormalizeDouble(world->balance + deal.commission + deal.swap + deal.profit, 2);
  world->deal_count++;
  tell_deal(deal);
  return deal;
}

static ulong open_position(const Fill &fill, double volume, int entry, double profit, ulong id) {
  if (world->position_count == POSITIONS_MAX) mql_die("no room for another position");
  WorldPosition &position = world->positions[world->position_count];
  position = {};
  position.ticket = fill.order;
  position.id = id != 0 ? id : fill.order;
  position.magic = fill.magic;
  position.symbol = fill.symbol;
  position.type = fill.is_buy ? POSITION_TYPE_BUY : POSITION_TYPE_SELL;
  position.reason = fill.reason;
  position.volume = volume;
  position.price_open = fill.price;
  position.sl = fill.sl;
  position.tp = fill.tp;
  position.open_msc = position.update_msc = broker_ms();
  put_text(position.comment, fill.comment);
  world->position_count++;
  const ulong deal = record_deal(fill, entry, position.id, profit, 0, fill.volume).ticket;
  tell_position(position);
  return deal;
}

/** The part of `position` that `fill` closes, at the fill's price. */
static ulong reduce(WorldPosition *position, const Fill &fill, int entry, double volume) {
  const double way = position->type == POSITION_TYPE_BUY ? 1 : -1;
  const double profit = money_of(fill.symbol, way * (fill.price - position->price_open), volume);
  const double part = volume / position->volume;
  const double swap = NormalizeDouble(position->swap * part, 2);
  const ulong id = position->id;
  if (position->volume - volume < 1e-9) {
    position->volume = 0;
    const WorldPosition closed = *position;
    drop_position(position);
    const ulong deal = record_deal(fill, entry, id, profit, swap, volume).ticket;
    tell_position(closed);
    return deal;
  }
  position->volume = NormalizeDouble(position->volume - volume, 8);
  position->swap -= swap;
  position->update_msc = broker_ms();
  const ulong deal = record_deal(fill, entry, id, profit, swap, volume).ticket;
  tell_position(*position);
  return deal;
}

static ulong execute_netting(const Fill &fill) {
  WorldPosition *position = nullptr;
  for (int at = 0; at < world->position_count; at++) {
    if (world->positions[at].symbol == fill.symbol) position = &world->positions[at];
  }
  if (position == nullptr) return open_position(fill, fill.volume, DEAL_ENTRY_IN, 0, 0);
  const bool is_same = (position->type == POSITION_TYPE_BUY) == fill.is_buy;
  if (is_same) {
    const double sum = position->volume + fill.volume;
    position->price_open = (position->price_open * position->volume + fill.price * fill.volume) / sum;
    position->volume = NormalizeDouble(sum, 8);
    if (fill.sl > 0) position->sl = fill.sl;
    if (fill.tp > 0) position->tp = fill.tp;
    position->update_msc = broker_ms();
    const ulong deal = record_deal(fill, DEAL_ENTRY_IN, position->id, 0, 0, fill.volume).ticket;
    tell_position(*position);
    return deal;
  }
  if (fill.volume - position->volume <= 1e-9) return reduce(position, fill, DEAL_ENTRY_OUT, fill.volume);
  // A reversal is one deal; the identifier stays, the ticket becomes the order's.
  const double way = position->type == POSITION_TYPE_BUY ? 1 : -1;
  const double profit = money_of(fill.symbol, way * (fill.price - position->price_open), position->volume);
  const double rest = NormalizeDouble(fill.volume - position->volume, 8);
  const ulong id = position->id;
  drop_position(position);
  return open_position(fill, rest, DEAL_ENTRY_INOUT, profit, id);
}

ulong execute(const Fill &fill) {
  if (!is_hedging()) return execute_netting(fill);
  WorldPosition *position = fill.position == 0 ? nullptr : find_position(fill.position);
  if (position == nullptr) return open_position(fill, fill.volume, DEAL_ENTRY_IN, 0, 0);
  return reduce(position, fill, DEAL_ENTRY_OUT, std::min(fill.volume, position->volume));
}

bool close_by(ulong first, ulong second, ulong order, ulong magic) {
  WorldPosition *one = find_position(first);
  WorldPosition *two = find_position(second);
  if (one == nullptr || two == nullptr || one->symbol != two->symbol || one->type == two->type) return false;
  Fill fill;
  fill.symbol = one->symbol;
  fill.volume = std::min(one->volume, two->volume);
  fill.order = order;
  fill.magic = magic;
  fill.reason = DEAL_REASON_EXPERT;
  fill.is_buy = one->type == POSITION_TYPE_SELL;
  fill.price = two->price_open;
  fill.position = first;
  record_market_order(fill, fill.volume, ORDER_FILLING_FOK, ORDER_STATE_FILLED);
  world->history[world->history_count - 1].type = ORDER_TYPE_CLOSE_BY;
  world->history[world->history_count - 1].position_by = second;
  reduce(one, fill, DEAL_ENTRY_OUT_BY, fill.volume);
  two = find_position(second);
  fill.is_buy = !fill.is_buy;
  // The whole profit stands on the first deal: the second closes at its own price.
  fill.price = two->price_open;
  reduce(two, fill, DEAL_ENTRY_OUT_BY, fill.volume);
  return true;
}

static void close_at(WorldPosition position, double price, int reason, const std::string &comment) {
  Fill fill;
  fill.symbol = position.symbol;
  fill.is_buy = position.type == POSITION_TYPE_SELL;
  fill.volume = position.volume;
  fill.price = price;
  fill.order = next_ticket();
  fill.magic = position.magic;
  fill.reason = reason;
  fill.position = position.ticket;
  fill.comment = comment.c_str();
  record_market_order(fill, fill.volume, ORDER_FILLING_FOK, ORDER_STATE_FILLED);
  execute(fill);
}

static void trigger_stops(int symbol, const MqlTick &tick) {
  for (int at = world->position_count - 1; at >= 0; at--) {
    const WorldPosition one = world->positions[at];
    if (one.symbol != symbol) continue;
    const bool is_buy = one.type == POSITION_TYPE_BUY;
    const double price = is_buy ? tick.bid : tick.ask;
    if (one.sl > 0 && (is_buy ? price <= one.sl : price >= one.sl)) {
      close_at(one, price, DEAL_REASON_SL, "[sl " + DoubleToString(one.sl, world->symbols[symbol].digits).utf8() + "]");
    } else if (one.tp > 0 && (is_buy ? price >= one.tp : price <= one.tp)) {
      close_at(one, one.tp, DEAL_REASON_TP, "[tp " + DoubleToString(one.tp, world->symbols[symbol].digits).utf8() + "]");
    }
  }
  while (world->position_count > 0 && used_margin() > 0
    && (world->balance + world->credit + floating_profit()) / used_margin() * 100 < world->so_so) {
    const WorldPosition worst = world->positions[0];
    close_at(worst, position_price(worst), DEAL_REASON_SO, "so");
  }
}

static bool is_reached(const WorldOrder &order, const MqlTick &tick) {
  switch (order.type) {
    case ORDER_TYPE_BUY_LIMIT: return tick.ask <= order.price;
    case ORDER_TYPE_SELL_LIMIT: return tick.bid >= order.price;
    case ORDER_TYPE_BUY_STOP: case ORDER_TYPE_BUY_STOP_LIMIT: return tick.ask >= order.price;
    default: return tick.bid <= order.price;
  }
}

void trigger_orders(int symbol) {
  const MqlTick tick = *last_tick(symbol);
  for (int at = world->order_count - 1; at >= 0; at--) {
    WorldOrder &order = world->orders[at];
    if (order.expiration > 0 && order.type_time != ORDER_TIME_GTC && tick.time >= order.expiration) {
      finish_order(at, ORDER_STATE_EXPIRED);
      continue;
    }
    if (order.symbol != symbol || !is_reached(order, tick)) continue;
    if (order.type == ORDER_TYPE_BUY_STOP_LIMIT || order.type == ORDER_TYPE_SELL_STOP_LIMIT) {
      order.type = order.type == ORDER_TYPE_BUY_STOP_LIMIT ? ORDER_TYPE_BUY_LIMIT : ORDER_TYPE_SELL_LIMIT;
      order.price = order.stoplimit;
      order.stoplimit = 0;
      tell_order(order, TRADE_TRANSACTION_ORDER_UPDATE);
      continue;
    }
    const bool is_buy = order.type % 2 == 0;
    Fill fill;
    const WorldOrder kept = order;
    fill.symbol = symbol;
    fill.is_buy = is_buy;
    fill.volume = kept.vol_current;
    fill.price = is_buy ? tick.ask : tick.bid;
    fill.order = kept.ticket;
    fill.magic = kept.magic;
    fill.sl = kept.sl;
    fill.tp = kept.tp;
    fill.reason = kept.reason;
    fill.comment = kept.comment;
    order.vol_current = 0;
    order.position_id = kept.ticket;
    finish_order(at, ORDER_STATE_FILLED);
    execute(fill);
  }
  trigger_stops(symbol, tick);
}
