// OrderSend and OrderCheck: what the terminal and the broker refuse, and what a test makes go wrong on the way.

#include "broker.hpp"
#include "terminal.hpp"
#include <cmath>
#include <unistd.h>

namespace {

bool is_pending(int type) { return type >= ORDER_TYPE_BUY_LIMIT && type <= ORDER_TYPE_SELL_STOP_LIMIT; }
bool is_buy_type(int type) { return type % 2 == 0; }
bool is_whole(double value, double step) { return std::fabs(value / step - std::round(value / step)) < 1e-6; }

uint check_permission() {
  if (!world->connected) return TRADE_RETCODE_CONNECTION;
  if (!world->terminal_trade_allowed || !world->program_trade_allowed) return TRADE_RETCODE_CLIENT_DISABLES_AT;
  if (!world->account_trade_allowed) return TRADE_RETCODE_TRADE_DISABLED;
  if (!world->account_expert_allowed) return TRADE_RETCODE_SERVER_DISABLES_AT;
  return 0;
}

uint check_stops(const WorldSymbol &of, bool is_buy, double price, double sl, double tp) {
  const double gap = of.stops_level * of.point - of.point / 2;
  for (const double one : {sl, tp}) {
    if (one != 0 && !is_whole(one, of.tick_size)) return TRADE_RETCODE_INVALID_STOPS;
  }
  if (sl != 0 && (is_buy ? price - sl : sl - price) < std::max(gap, of.point / 2)) return TRADE_RETCODE_INVALID_STOPS;
  if (tp != 0 && (is_buy ? tp - price : price - tp) < std::max(gap, of.point / 2)) return TRADE_RETCODE_INVALID_STOPS;
  return 0;
}

uint check_volume(const WorldSymbol &of, double volume) {
  const bool is_fit = volume >= of.vol_min - 1e-9 && volume <= of.vol_max + 1e-9 && is_whole(volume, of.vol_step);
  return is_fit ? 0 : TRADE_RETCODE_INVALID_VOLUME;
}

bool is_open_now(const WorldSymbol &of) {
  MqlDateTime now;
  TimeToStruct(broker_ms() / 1000, now);
  const int second = now.hour * 3600 + now.min * 60 + now.sec;
  const WorldSession &day = of.sessions[now.day_of_week];
  return second >= day.from && second < day.to;
}

uint check_side(const WorldSymbol &of, bool is_buy, bool is_close) {
  if (of.trade_mode == SYMBOL_TRADE_MODE_DISABLED) return TRADE_RETCODE_TRADE_DISABLED;
  if (is_close) return 0;
  if (of.trade_mode == SYMBOL_TRADE_MODE_CLOSEONLY) return TRADE_RETCODE_CLOSE_ONLY;
  if (of.trade_mode == SYMBOL_TRADE_MODE_LONGONLY && !is_buy) return TRADE_RETCODE_LONG_ONLY;
  if (of.trade_mode == SYMBOL_TRADE_MODE_SHORTONLY && is_buy) return TRADE_RETCODE_SHORT_ONLY;
  return 0;
}

uint check_filling(const WorldSymbol &of, int filling, bool pending) {
  if (pending) return filling == ORDER_FILLING_RETURN ? 0 : TRADE_RETCODE_INVALID_FILL;
  // The reference: with instant and request execution every policy is taken, whatever the symbol's flags.
  if (of.exec_mode == SYMBOL_TRADE_EXECUTION_INSTANT || of.exec_mode == SYMBOL_TRADE_EXECUTION_REQUEST) return 0;
  if (filling == ORDER_FILLING_FOK) return of.filling & SYMBOL_FILLING_FOK ? 0 : TRADE_RETCODE_INVALID_FILL;
  if (filling == ORDER_FILLING_IOC) return of.filling & SYMBOL_FILLING_IOC ? 0 : TRADE_RETCODE_INVALID_FILL;
  const bool can_return = filling == ORDER_FILLING_RETURN && of.exec_mode != SYMBOL_TRADE_EXECUTION_MARKET;
  return can_return ? 0 : TRADE_RETCODE_INVALID_FILL;
}

/** Closing out of turn, too much, or a position that is gone. */
uint check_close(const MqlTradeRequest &request, int symbol) {
  const WorldPosition *position = find_position(request.position);
  if (position == nullptr) return TRADE_RETCODE_POSITION_CLOSED;
  if (position->symbol != symbol || (position->type == POSITION_TYPE_BUY) == is_buy_type(request.type)) {
    return TRADE_RETCODE_INVALID;
  }
  if (request.volume > position->volume + 1e-9) return TRADE_RETCODE_INVALID_CLOSE_VOLUME;
  for (int at = 0; world->fifo && at < world->position_count; at++) {
    const WorldPosition &other = world->positions[at];
    if (other.symbol == symbol && other.type == position->type && other.open_msc < position->open_msc) {
      return TRADE_RETCODE_FIFO_CLOSE;
    }
  }
  return 0;
}

uint check_hedge(int symbol, bool is_buy) {
  for (int at = 0; !world->hedge_allowed && at < world->position_count; at++) {
    const WorldPosition &one = world->positions[at];
    if (one.symbol == symbol && (one.type == POSITION_TYPE_BUY) != is_buy) return TRADE_RETCODE_HEDGE_PROHIBITED;
  }
  return 0;
}

uint check_deal(const MqlTradeRequest &request, int symbol) {
  const WorldSymbol &of = world->symbols[symbol];
  const bool is_buy = is_buy_type(request.type);
  const bool is_close = request.position != 0 && is_hedging();
  if (request.type != ORDER_TYPE_BUY && request.type != ORDER_TYPE_SELL) return TRADE_RETCODE_INVALID_ORDER;
  uint code = check_side(of, is_buy, is_close);
  if (code == 0) code = check_volume(of, request.volume);
  if (code == 0) code = check_filling(of, request.type_filling, false);
  if (code == 0 && !is_open_now(of)) code = TRADE_RETCODE_MARKET_CLOSED;
  const MqlTick *tick = last_tick(symbol);
  if (code == 0 && tick == nullptr) code = TRADE_RETCODE_PRICE_OFF;
  if (code != 0) return code;
  const double price = is_buy ? tick->ask : tick->bid;
  const double basis = is_buy ? tick->bid : tick->ask;
  if (is_close) return check_close(request, symbol);
  if (is_hedging()) code = check_hedge(symbol, is_buy);
  if (code == 0) code = check_stops(of, is_buy, basis, request.sl, request.tp);
  if (code == 0 && !of.sl_at_open && (request.sl != 0 || request.tp != 0)) code = TRADE_RETCODE_INVALID_STOPS;
  const double free = world->balance + world->credit + floating_profit() - used_margin();
  if (code == 0 && margin_of(symbol, price, request.volume) > free) code = TRADE_RETCODE_NO_MONEY;
  double sum = request.volume;
  for (int at = 0; at < world->position_count; at++) {
    const WorldPosition &one = world->positions[at];
    if (one.symbol == symbol && (one.type == POSITION_TYPE_BUY) == is_buy) sum += one.volume;
  }
  if (code == 0 && of.vol_limit > 0 && sum > of.vol_limit + 1e-9) code = TRADE_RETCODE_LIMIT_VOLUME;
  return code;
}

uint check_pending(const MqlTradeRequest &request, int symbol, int type) {
  const WorldSymbol &of = world->symbols[symbol];
  const MqlTick *tick = last_tick(symbol);
  if (tick == nullptr) return TRADE_RETCODE_PRICE_OFF;
  const bool is_buy = is_buy_type(type);
  if (!is_whole(request.price, of.tick_size) || request.price <= 0) return TRADE_RETCODE_INVALID_PRICE;
  const double market = is_buy ? tick->ask : tick->bid;
  const bool is_limit = type == ORDER_TYPE_BUY_LIMIT || type == ORDER_TYPE_SELL_LIMIT;
  const double away = is_buy == is_limit ? market - request.price : request.price - market;
  if (away < std::max(of.stops_level * of.point - of.point / 2, of.point / 2)) return TRADE_RETCODE_INVALID_PRICE;
  const bool is_stop_limit = type == ORDER_TYPE_BUY_STOP_LIMIT || type == ORDER_TYPE_SELL_STOP_LIMIT;
  if (is_stop_limit && request.stoplimit <= 0) return TRADE_RETCODE_INVALID_PRICE;
  if (request.type_time == ORDER_TIME_SPECIFIED && request.expiration <= broker_ms() / 1000) {
    return TRADE_RETCODE_INVALID_EXPIRATION;
  }
  return check_stops(of, is_buy, is_stop_limit ? request.stoplimit : request.price, request.sl, request.tp);
}

/** 0, or why the request is refused before anything is done. */
uint check_request(const MqlTradeRequest &request) {
  const uint permission = check_permission();
  if (permission != 0) return permission;
  const int symbol = symbol_index(request.symbol.utf8());
  switch (request.action) {
    case TRADE_ACTION_DEAL: return symbol < 0 ? TRADE_RETCODE_INVALID : check_deal(request, symbol);
    case TRADE_ACTION_PENDING: {
      if (symbol < 0) return TRADE_RETCODE_INVALID;
      if (!is_pending(request.type)) return TRADE_RETCODE_INVALID_ORDER;
      const WorldSymbol &of = world->symbols[symbol];
      uint code = check_side(of, is_buy_type(request.type), false);
      if (code == 0) code = check_volume(of, request.volume);
      if (code == 0) code = check_filling(of, request.type_filling, true);
      if (code == 0 && world->limit_orders > 0 && world->order_count >= world->limit_orders) code = TRADE_RETCODE_LIMIT_ORDERS;
      return code != 0 ? code : check_pending(request, symbol, request.type);
    }
    case TRADE_ACTION_SLTP: {
      const WorldPosition *position = find_position(request.position);
      if (position == nullptr) return TRADE_RETCODE_POSITION_CLOSED;
      if (position->sl == request.sl && position->tp == request.tp) return TRADE_RETCODE_NO_CHANGES;
      const bool is_buy = position->type == POSITION_TYPE_BUY;
      return check_stops(world->symbols[position->symbol], is_buy, position_price(*position), request.sl, request.tp);
    }
    case TRADE_ACTION_MODIFY: {
      const int at = find_order(request.order);
      if (at < 0) return TRADE_RETCODE_INVALID_ORDER;
      return check_pending(request, world->orders[at].symbol, world->orders[at].type);
    }
    case TRADE_ACTION_REMOVE: return find_order(request.order) < 0 ? TRADE_RETCODE_INVALID_ORDER : 0;
    case TRADE_ACTION_CLOSE_BY: {
      const WorldPosition *one = find_position(request.position);
      const WorldPosition *two = find_position(request.position_by);
      if (!is_hedging()) return TRADE_RETCODE_INVALID;
      if (one == nullptr || two == nullptr) return TRADE_RETCODE_POSITION_CLOSED;
      return one->symbol == two->symbol && one->type != two->type ? 0 : TRADE_RETCODE_INVALID;
    }
    default: return TRADE_RETCODE_INVALID;
  }
}

uint deal_now(const MqlTradeRequest &request, MqlTradeResult &result) {
  const int symbol = symbol_index(request.symbol.utf8());
  const WorldSymbol &of = world->symbols[symbol];
  const MqlTick tick = *last_tick(symbol);
  const bool is_buy = is_buy_type(request.type);
  Fill fill;
  fill.symbol = symbol;
  fill.is_buy = is_buy;
  fill.price = is_buy ? tick.ask : tick.bid;
  const bool is_priced = of.exec_mode == SYMBOL_TRADE_EXECUTION_INSTANT || of.exec_mode == SYMBOL_TRADE_EXECUTION_REQUEST;
  const double slip = std::fabs(request.price - fill.price) / of.point;
  if (is_priced && slip > static_cast<double>(request.deviation) + 0.5) return TRADE_RETCODE_REQUOTE;
  fill.volume = request.volume;
  uint code = TRADE_RETCODE_DONE;
  if (const Fault *fault = take_fault("order", "partial")) {
    if (request.type_filling == ORDER_FILLING_FOK) return TRADE_RETCODE_REJECT;
    fill.volume = std::max(of.vol_min, std::floor(request.volume * fault->value / of.vol_step + 1e-9) * of.vol_step);
    code = TRADE_RETCODE_DONE_PARTIAL;
  }
  const std::string comment = request.comment.utf8();
  fill.order = next_ticket();
  fill.magic = request.magic;
  fill.sl = request.sl;
  fill.tp = request.tp;
  fill.reason = DEAL_REASON_EXPERT;
  fill.position = request.position;
  fill.comment = comment.c_str();
  const bool is_part = code == TRADE_RETCODE_DONE_PARTIAL;
  result.order = record_market_order(fill, request.volume, request.type_filling,
    is_part ? ORDER_STATE_CANCELED : ORDER_STATE_FILLED);
  result.deal = execute(fill);
  result.volume = fill.volume;
  result.price = fill.price;
  return code;
}

uint place_now(const MqlTradeRequest &request, MqlTradeResult &result) {
  if (world->order_count == ORDERS_MAX) return TRADE_RETCODE_LIMIT_ORDERS;
  WorldOrder order = {};
  order.ticket = next_ticket();
  order.magic = request.magic;
  order.symbol = symbol_index(request.symbol.utf8());
  order.type = request.type;
  order.state = ORDER_STATE_PLACED;
  order.filling = request.type_filling;
  order.type_time = request.type_time;
  order.reason = ORDER_REASON_EXPERT;
  order.vol_initial = order.vol_current = request.volume;
  order.price = request.price;
  order.stoplimit = request.stoplimit;
  order.sl = request.sl;
  order.tp = request.tp;
  order.setup_msc = broker_ms();
  order.expiration = request.expiration;
  put_text(order.comment, request.comment.utf8());
  place_order(order);
  result.order = order.ticket;
  result.volume = request.volume;
  result.price = request.price;
  return TRADE_RETCODE_DONE;
}

uint do_request(const MqlTradeRequest &request, MqlTradeResult &result) {
  switch (request.action) {
    case TRADE_ACTION_DEAL: return deal_now(request, result);
    case TRADE_ACTION_PENDING: return place_now(request, result);
    case TRADE_ACTION_SLTP: {
      WorldPosition *position = find_position(request.position);
      position->sl = request.sl;
      position->tp = request.tp;
      position->update_msc = broker_ms();
      tell_position(*position);
      return TRADE_RETCODE_DONE;
    }
    case TRADE_ACTION_MODIFY: {
      WorldOrder &order = world->orders[find_order(request.order)];
      order.price = request.price;
      order.stoplimit = request.stoplimit;
      order.sl = request.sl;
      order.tp = request.tp;
      order.type_time = request.type_time;
      order.expiration = request.expiration;
      result.order = order.ticket;
      return TRADE_RETCODE_DONE;
    }
    case TRADE_ACTION_REMOVE:
      finish_order(find_order(request.order), ORDER_STATE_CANCELED);
      result.order = request.order;
      return TRADE_RETCODE_DONE;
    default:
      result.order = next_ticket();
      return close_by(request.position, request.position_by, result.order, request.magic) ? TRADE_RETCODE_DONE
                                                                                           : TRADE_RETCODE_INVALID;
  }
}

bool is_good(uint code) {
  return code == TRADE_RETCODE_DONE || code == TRADE_RETCODE_DONE_PARTIAL || code == TRADE_RETCODE_PLACED;
}

}  // namespace

bool OrderCheck(const MqlTradeRequest &request, MqlTradeCheckResult &result) {
  mql_step();
  result = MqlTradeCheckResult{};
  result.retcode = check_request(request);
  const int symbol = symbol_index(request.symbol.utf8());
  const MqlTick *tick = symbol < 0 ? nullptr : last_tick(symbol);
  result.balance = world->balance;
  result.profit = floating_profit();
  result.equity = world->balance + world->credit + result.profit;
  result.margin = used_margin();
  if (tick != nullptr && request.action == TRADE_ACTION_DEAL && request.position == 0) {
    result.margin += margin_of(symbol, is_buy_type(request.type) ? tick->ask : tick->bid, request.volume);
  }
  result.margin_free = result.equity - result.margin;
  result.margin_level = result.margin > 0 ? result.equity / result.margin * 100 : 0;
  result.comment = result.retcode == 0 ? string(u"Done") : string(u"Refused");
  return result.retcode == 0;
}

bool OrderSend(const MqlTradeRequest &request, MqlTradeResult &result) {
  mql_step();
  result = MqlTradeResult{};
  static uint request_id = 0;
  result.request_id = ++request_id;
  const int symbol = symbol_index(request.symbol.utf8());
  if (take_fault("order", "fall-before") != nullptr) fall();
  const Fault *slow = take_fault("order", "slow");
  if (slow != nullptr) usleep(static_cast<uint>(slow->value) * 1000);
  const std::vector<WorldPosition> before(world->positions, world->positions + world->position_count);
  result.retcode = check_request(request);
  if (result.retcode == 0) {
    if (take_fault("order", "requote") != nullptr) result.retcode = TRADE_RETCODE_REQUOTE;
    else if (take_fault("order", "timeout-unsent") != nullptr) result.retcode = TRADE_RETCODE_TIMEOUT;
    else if (take_fault("order", "connection-unsent") != nullptr) result.retcode = TRADE_RETCODE_CONNECTION;
    else if (const Fault *code = take_fault("order", "refuse")) result.retcode = static_cast<uint>(code->value);
    else result.retcode = do_request(request, result);
  }
  const Fault *stale = is_good(result.retcode) ? take_fault("positions", "stale") : nullptr;
  if (stale != nullptr) hold_positions(before, static_cast<long>(stale->value));
  if (take_fault("order", "fall-after") != nullptr) fall();
  const bool is_timed_out = take_fault("order", "timeout-done") != nullptr;
  if (is_timed_out || take_fault("order", "connection-done") != nullptr) {
    result = MqlTradeResult{};
    result.retcode = is_timed_out ? TRADE_RETCODE_TIMEOUT : TRADE_RETCODE_CONNECTION;
  }
  const MqlTick *tick = symbol < 0 ? nullptr : last_tick(symbol);
  if (tick != nullptr) {
    result.bid = tick->bid;
    result.ask = tick->ask;
  }
  MqlTradeTransaction what = blank_transaction();
  what.type = TRADE_TRANSACTION_REQUEST;
  post_transaction(what, request, result);
  if (!is_good(result.retcode)) mql_error(ERR_TRADE_SEND_FAILED);
  return is_good(result.retcode);
}
