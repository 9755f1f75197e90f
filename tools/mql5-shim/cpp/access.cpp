// Positions, orders, deals and their history, read as MQL5 programs read them: selected first, then by property.

#include "broker.hpp"
#include "terminal.hpp"
#include <vector>

namespace {

WorldPosition position;
bool has_position = false;
WorldOrder order;
bool has_order = false;
std::vector<WorldOrder> history_orders;
std::vector<WorldDeal> history_deals;

string symbol_name(int symbol) { return symbol < 0 ? string(u"") : MS(world->symbols[symbol].name); }

double order_double(const WorldOrder &of, int property) {
  switch (property) {
    case ORDER_VOLUME_INITIAL: return of.vol_initial;
    case ORDER_VOLUME_CURRENT: return of.vol_current;
    case ORDER_PRICE_OPEN: return of.price;
    case ORDER_SL: return of.sl;
    case ORDER_TP: return of.tp;
    case ORDER_PRICE_STOPLIMIT: return of.stoplimit;
    default: {
      const MqlTick *tick = last_tick(of.symbol);
      return tick == nullptr ? of.price : of.type % 2 == 0 ? tick->ask : tick->bid;
    }
  }
}
long order_integer(const WorldOrder &of, int property) {
  switch (property) {
    case ORDER_TICKET: return static_cast<long>(of.ticket);
    case ORDER_TIME_SETUP: return of.setup_msc / 1000;
    case ORDER_TIME_SETUP_MSC: return of.setup_msc;
    case ORDER_TIME_DONE: return of.done_msc / 1000;
    case ORDER_TIME_DONE_MSC: return of.done_msc;
    case ORDER_TIME_EXPIRATION: return of.expiration;
    case ORDER_TYPE: return of.type;
    case ORDER_STATE: return of.state;
    case ORDER_TYPE_FILLING: return of.filling;
    case ORDER_TYPE_TIME: return of.type_time;
    case ORDER_MAGIC: return static_cast<long>(of.magic);
    case ORDER_REASON: return of.reason;
    case ORDER_POSITION_ID: return static_cast<long>(of.position_id);
    default: return static_cast<long>(of.position_by);
  }
}
string order_string(const WorldOrder &of, int property) {
  if (property == ORDER_SYMBOL) return symbol_name(of.symbol);
  return property == ORDER_COMMENT ? MS(of.comment) : string(u"");
}

const WorldOrder *history_order(ulong ticket) {
  for (const WorldOrder &one : history_orders) if (one.ticket == ticket) return &one;
  mql_error(ERR_TRADE_ORDER_NOT_FOUND);
  return nullptr;
}
const WorldDeal *history_deal(ulong ticket) {
  for (const WorldDeal &one : history_deals) if (one.ticket == ticket) return &one;
  mql_error(ERR_TRADE_DEAL_NOT_FOUND);
  return nullptr;
}

double deal_double(const WorldDeal &of, int property) {
  switch (property) {
    case DEAL_VOLUME: return of.volume;
    case DEAL_PRICE: return of.price;
    case DEAL_COMMISSION: return of.commission;
    case DEAL_SWAP: return of.swap;
    case DEAL_PROFIT: return of.profit;
    case DEAL_FEE: return of.fee;
    case DEAL_SL: return of.sl;
    default: return of.tp;
  }
}
long deal_integer(const WorldDeal &of, int property) {
  switch (property) {
    case DEAL_TICKET: return static_cast<long>(of.ticket);
    case DEAL_ORDER: return static_cast<long>(of.order);
    case DEAL_TIME: return of.msc / 1000;
    case DEAL_TIME_MSC: return of.msc;
    case DEAL_TYPE: return of.type;
    case DEAL_ENTRY: return of.entry;
    case DEAL_MAGIC: return static_cast<long>(of.magic);
    case DEAL_REASON: return of.reason;
    default: return static_cast<long>(of.position_id);
  }
}
string deal_string(const WorldDeal &of, int property) {
  if (property == DEAL_SYMBOL) return symbol_name(of.symbol);
  return property == DEAL_COMMENT ? MS(of.comment) : string(u"");
}

std::vector<WorldPosition> held;
ulong held_until_ms = 0;

/** What the terminal's list shows: it may lag the broker, and is empty until a terminal that starts has its broker. */
std::vector<WorldPosition> shown_positions() {
  if (!world->lists_filled) return {};
  if (GetTickCount64() < held_until_ms) return held;
  return {world->positions, world->positions + world->position_count};
}

bool take_position(const WorldPosition *found) {
  has_position = found != nullptr;
  if (has_position) position = *found;
  else mql_error(ERR_TRADE_POSITION_NOT_FOUND);
  return has_position;
}

}  // namespace

void hold_positions(const std::vector<WorldPosition> &shown, long ms) {
  held = shown;
  held_until_ms = GetTickCount64() + static_cast<ulong>(ms);
}

int PositionsTotal() {
  mql_step();
  return static_cast<int>(shown_positions().size());
}
ulong PositionGetTicket(int index) {
  const std::vector<WorldPosition> shown = shown_positions();
  const bool is_there = index >= 0 && index < static_cast<int>(shown.size());
  if (!is_there || take_fault("positions", "none") != nullptr) {
    mql_error(ERR_TRADE_POSITION_NOT_FOUND);
    return 0;
  }
  take_position(&shown[static_cast<std::size_t>(index)]);
  return position.ticket;
}
string PositionGetSymbol(int index) { return PositionGetTicket(index) == 0 ? string(u"") : symbol_name(position.symbol); }
bool PositionSelectByTicket(ulong ticket) {
  mql_step();
  for (const WorldPosition &one : shown_positions()) if (one.ticket == ticket) return take_position(&one);
  return take_position(nullptr);
}
bool PositionSelect(string name) {
  const int symbol = symbol_index(name.utf8());
  for (const WorldPosition &one : shown_positions()) if (one.symbol == symbol) return take_position(&one);
  return take_position(nullptr);
}
double PositionGetDouble(ENUM_POSITION_PROPERTY_DOUBLE property) {
  if (!has_position) mql_error(ERR_TRADE_POSITION_NOT_FOUND);
  if (!has_position) return 0;
  switch (property) {
    case POSITION_VOLUME: return position.volume;
    case POSITION_PRICE_OPEN: return position.price_open;
    case POSITION_SL: return position.sl;
    case POSITION_TP: return position.tp;
    case POSITION_SWAP: return position.swap;
    case POSITION_PRICE_CURRENT: return position_price(position);
    default: return position_profit(position);
  }
}
long PositionGetInteger(ENUM_POSITION_PROPERTY_INTEGER property) {
  if (!has_position) mql_error(ERR_TRADE_POSITION_NOT_FOUND);
  if (!has_position) return 0;
  switch (property) {
    case POSITION_TICKET: return static_cast<long>(position.ticket);
    case POSITION_IDENTIFIER: return static_cast<long>(position.id);
    case POSITION_TIME: return position.open_msc / 1000;
    case POSITION_TIME_MSC: return position.open_msc;
    case POSITION_TIME_UPDATE: return position.update_msc / 1000;
    case POSITION_TIME_UPDATE_MSC: return position.update_msc;
    case POSITION_TYPE: return position.type;
    case POSITION_MAGIC: return static_cast<long>(position.magic);
    default: return position.reason;
  }
}
string PositionGetString(ENUM_POSITION_PROPERTY_STRING property) {
  if (!has_position) return string(u"");
  if (property == POSITION_SYMBOL) return symbol_name(position.symbol);
  return property == POSITION_COMMENT ? MS(position.comment) : string(u"");
}
bool PositionGetDouble(ENUM_POSITION_PROPERTY_DOUBLE property, double &value) {
  value = PositionGetDouble(property);
  return has_position;
}
bool PositionGetInteger(ENUM_POSITION_PROPERTY_INTEGER property, long &value) {
  value = PositionGetInteger(property);
  return has_position;
}
bool PositionGetString(ENUM_POSITION_PROPERTY_STRING property, string &value) {
  value = PositionGetString(property);
  return has_position;
}

int OrdersTotal() {
  mql_step();
  return world->lists_filled ? world->order_count : 0;
}
ulong OrderGetTicket(int index) {
  has_order = index >= 0 && index < world->order_count;
  if (!has_order) {
    mql_error(ERR_TRADE_ORDER_NOT_FOUND);
    return 0;
  }
  order = world->orders[index];
  return order.ticket;
}
bool OrderSelect(ulong ticket) {
  mql_step();
  const int at = find_order(ticket);
  return OrderGetTicket(at) != 0;
}
double OrderGetDouble(ENUM_ORDER_PROPERTY_DOUBLE property) { return has_order ? order_double(order, property) : 0; }
long OrderGetInteger(ENUM_ORDER_PROPERTY_INTEGER property) { return has_order ? order_integer(order, property) : 0; }
string OrderGetString(ENUM_ORDER_PROPERTY_STRING property) {
  return has_order ? order_string(order, property) : string(u"");
}
bool OrderGetDouble(ENUM_ORDER_PROPERTY_DOUBLE property, double &value) {
  value = OrderGetDouble(property);
  return has_order;
}
bool OrderGetInteger(ENUM_ORDER_PROPERTY_INTEGER property, long &value) {
  value = OrderGetInteger(property);
  return has_order;
}
bool OrderGetString(ENUM_ORDER_PROPERTY_STRING property, string &value) {
  value = OrderGetString(property);
  return has_order;
}

/** A terminal that has not loaded its history yet answers true and shows the older part: `history` faults. */
bool HistorySelect(datetime from, datetime to) {
  mql_step();
  history_orders.clear();
  history_deals.clear();
  if (take_fault("history", "fail") != nullptr) return false;
  if (!world->lists_filled) return true;
  const bool is_short = take_fault("history", "short") != nullptr;
  const int orders = is_short ? world->history_count / 2 : world->history_count;
  const int deals = is_short ? world->deal_count / 2 : world->deal_count;
  for (int at = 0; at < orders; at++) {
    const WorldOrder &one = world->history[at];
    if (one.setup_msc / 1000 >= from && one.setup_msc / 1000 <= to) history_orders.push_back(one);
  }
  for (int at = 0; at < deals; at++) {
    const WorldDeal &one = world->deals[at];
    if (one.msc / 1000 >= from && one.msc / 1000 <= to) history_deals.push_back(one);
  }
  return true;
}
bool HistorySelectByPosition(long id) {
  mql_step();
  history_orders.clear();
  history_deals.clear();
  for (int at = 0; at < world->history_count; at++) {
    if (world->history[at].position_id == static_cast<ulong>(id)) history_orders.push_back(world->history[at]);
  }
  for (int at = 0; at < world->deal_count; at++) {
    if (world->deals[at].position_id == static_cast<ulong>(id)) history_deals.push_back(world->deals[at]);
  }
  return true;
}
int HistoryOrdersTotal() { return static_cast<int>(history_orders.size()); }
ulong HistoryOrderGetTicket(int index) {
  return index < 0 || index >= HistoryOrdersTotal() ? 0 : history_orders[static_cast<std::size_t>(index)].ticket;
}
bool HistoryOrderSelect(ulong ticket) {
  for (int at = 0; at < world->history_count; at++) {
    if (world->history[at].ticket != ticket) continue;
    history_orders.assign(1, world->history[at]);
    return true;
  }
  mql_error(ERR_TRADE_ORDER_NOT_FOUND);
  return false;
}
bool HistoryOrderGetDouble(ulong ticket, ENUM_ORDER_PROPERTY_DOUBLE property, double &value) {
  const WorldOrder *found = history_order(ticket);
  value = found == nullptr ? 0 : order_double(*found, property);
  return found != nullptr;
}
bool HistoryOrderGetInteger(ulong ticket, ENUM_ORDER_PROPERTY_INTEGER property, long &value) {
  const WorldOrder *found = history_order(ticket);
  value = found == nullptr ? 0 : order_integer(*found, property);
  return found != nullptr;
}
bool HistoryOrderGetString(ulong ticket, ENUM_ORDER_PROPERTY_STRING property, string &value) {
  const WorldOrder *found = history_order(ticket);
  value = found == nullptr ? string(u"") : order_string(*found, property);
  return found != nullptr;
}
double HistoryOrderGetDouble(ulong ticket, ENUM_ORDER_PROPERTY_DOUBLE property) {
  double value;
  HistoryOrderGetDouble(ticket, property, value);
  return value;
}
long HistoryOrderGetInteger(ulong ticket, ENUM_ORDER_PROPERTY_INTEGER property) {
  long value;
  HistoryOrderGetInteger(ticket, property, value);
  return value;
}
string HistoryOrderGetString(ulong ticket, ENUM_ORDER_PROPERTY_STRING property) {
  string value;
  HistoryOrderGetString(ticket, property, value);
  return value;
}

int HistoryDealsTotal() { return static_cast<int>(history_deals.size()); }
ulong HistoryDealGetTicket(int index) {
  return index < 0 || index >= HistoryDealsTotal() ? 0 : history_deals[static_cast<std::size_t>(index)].ticket;
}
bool HistoryDealSelect(ulong ticket) {
  for (int at = 0; at < world->deal_count; at++) {
    if (world->deals[at].ticket != ticket) continue;
    history_deals.assign(1, world->deals[at]);
    return true;
  }
  mql_error(ERR_TRADE_DEAL_NOT_FOUND);
  return false;
}
bool HistoryDealGetDouble(ulong ticket, ENUM_DEAL_PROPERTY_DOUBLE property, double &value) {
  const WorldDeal *found = history_deal(ticket);
  value = found == nullptr ? 0 : deal_double(*found, property);
  return found != nullptr;
}
bool HistoryDealGetInteger(ulong ticket, ENUM_DEAL_PROPERTY_INTEGER property, long &value) {
  const WorldDeal *found = history_deal(ticket);
  value = found == nullptr ? 0 : deal_integer(*found, property);
  return found != nullptr;
}
bool HistoryDealGetString(ulong ticket, ENUM_DEAL_PROPERTY_STRING property, string &value) {
  const WorldDeal *found = history_deal(ticket);
  value = found == nullptr ? string(u"") : deal_string(*found, property);
  return found != nullptr;
}
double HistoryDealGetDouble(ulong ticket, ENUM_DEAL_PROPERTY_DOUBLE property) {
  double value;
  HistoryDealGetDouble(ticket, property, value);
  return value;
}
long HistoryDealGetInteger(ulong ticket, ENUM_DEAL_PROPERTY_INTEGER property) {
  long value;
  HistoryDealGetInteger(ticket, property, value);
  return value;
}
string HistoryDealGetString(ulong ticket, ENUM_DEAL_PROPERTY_STRING property) {
  string value;
  HistoryDealGetString(ticket, property, value);
  return value;
}
