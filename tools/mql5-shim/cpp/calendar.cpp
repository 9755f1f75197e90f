// The economic calendar: countries, events, values, and deltas by change id.

#include "terminal.hpp"
#include "world.hpp"

namespace {

const WorldEvent *find_event(ulong id) {
  for (int at = 0; at < world->event_count; at++) if (world->events[at].id == id) return &world->events[at];
  return nullptr;
}
const WorldCountry *find_country(ulong id) {
  for (int at = 0; at < world->country_count; at++) if (world->countries[at].id == id) return &world->countries[at];
  return nullptr;
}
MqlCalendarCountry give_country(const WorldCountry &of) {
  return {of.id, MS(of.name), MS(of.code), MS(of.currency), MS(of.currency), MS(of.name)};
}
MqlCalendarEvent give_event(const WorldEvent &of) {
  return {of.id, static_cast<ENUM_CALENDAR_EVENT_TYPE>(of.type), static_cast<ENUM_CALENDAR_EVENT_SECTOR>(of.sector),
    static_cast<ENUM_CALENDAR_EVENT_FREQUENCY>(of.frequency), static_cast<ENUM_CALENDAR_EVENT_TIMEMODE>(of.time_mode),
    of.country, static_cast<ENUM_CALENDAR_EVENT_UNIT>(of.unit),
    static_cast<ENUM_CALENDAR_EVENT_IMPORTANCE>(of.importance),
    static_cast<ENUM_CALENDAR_EVENT_MULTIPLIER>(of.multiplier), of.digits, string(u""), MS(of.code), MS(of.name)};
}
void fill_value(MqlCalendarValue &value, const WorldValue &of) {
  value.id = of.id;
  value.event_id = of.event;
  value.time = of.time;
  value.period = of.period;
  value.revision = of.revision;
  value.actual_value = of.actual;
  value.prev_value = of.prev;
  value.revised_prev_value = of.revised;
  value.forecast_value = of.forecast;
  value.impact_type = static_cast<ENUM_CALENDAR_EVENT_IMPACT>(of.impact);
}
bool fits(const WorldValue &value, const string &country, const string &currency) {
  const WorldEvent *event = find_event(value.event);
  const WorldCountry *of = event == nullptr ? nullptr : find_country(event->country);
  if (of == nullptr) return false;
  const bool is_country = country.size() == 0 || country == MS(of->code);
  return is_country && (currency.size() == 0 || currency == MS(of->currency));
}
void append(MqlArray<MqlCalendarValue> &values, const WorldValue &of) {
  const long at = values.size();
  if (values.resize(at + 1) < 0) {
    mql_error(ERR_CALENDAR_MORE_DATA);
    return;
  }
  fill_value(values[at], of);
}

int give_last(ulong &change_id, MqlArray<MqlCalendarValue> &values, const string &country, const string &currency, ulong event) {
  mql_step();
  values.resize(0);
  if (take_fault("calendar", "timeout") != nullptr) {
    mql_error(ERR_CALENDAR_TIMEOUT);
    return -1;
  }
  const ulong since = change_id;
  change_id = world->change_id;
  if (since == 0) return 0;
  for (int at = 0; at < world->value_count; at++) {
    const WorldValue &one = world->values[at];
    if (one.change <= since || (event != 0 && one.event != event)) continue;
    if (fits(one, country, currency)) append(values, one);
  }
  return static_cast<int>(values.size());
}

int give_history(MqlArray<MqlCalendarValue> &values, datetime from, datetime to, const string &country, const string &currency,
                  ulong event) {
  mql_step();
  values.resize(0);
  if (take_fault("calendar", "timeout") != nullptr) {
    mql_error(ERR_CALENDAR_TIMEOUT);
    return -1;
  }
  for (int at = 0; at < world->value_count; at++) {
    const WorldValue &one = world->values[at];
    if (one.time < from || (to != 0 && one.time >= to) || (event != 0 && one.event != event)) continue;
    if (fits(one, country, currency)) append(values, one);
  }
  return static_cast<int>(values.size());
}

}  // namespace

bool CalendarCountryById(const long id, MqlCalendarCountry &country) {
  const WorldCountry *found = find_country(static_cast<ulong>(id));
  if (found == nullptr) mql_error(ERR_CALENDAR_NO_DATA);
  else country = give_country(*found);
  return found != nullptr;
}
bool CalendarEventById(ulong id, MqlCalendarEvent &event) {
  const WorldEvent *found = find_event(id);
  if (found == nullptr) mql_error(ERR_CALENDAR_NO_DATA);
  else event = give_event(*found);
  return found != nullptr;
}
bool CalendarValueById(ulong id, MqlCalendarValue &value) {
  for (int at = 0; at < world->value_count; at++) {
    if (world->values[at].id != id) continue;
    fill_value(value, world->values[at]);
    return true;
  }
  mql_error(ERR_CALENDAR_NO_DATA);
  return false;
}
int CalendarCountries(MqlArray<MqlCalendarCountry> &countries) {
  countries.resize(world->country_count);
  for (int at = 0; at < world->country_count; at++) countries[at] = give_country(world->countries[at]);
  return world->country_count;
}
static int give_events(MqlArray<MqlCalendarEvent> &events, const string &code, const string &currency) {
  events.resize(0);
  for (int at = 0; at < world->event_count; at++) {
    const WorldCountry *of = find_country(world->events[at].country);
    if (of == nullptr || (code.size() > 0 && code != MS(of->code))) continue;
    if (currency.size() > 0 && currency != MS(of->currency)) continue;
    events.resize(events.size() + 1);
    events[events.size() - 1] = give_event(world->events[at]);
  }
  return static_cast<int>(events.size());
}
int CalendarEventByCountry(string code, MqlArray<MqlCalendarEvent> &events) { return give_events(events, code, string(u"")); }
int CalendarEventByCurrency(const string currency, MqlArray<MqlCalendarEvent> &events) {
  return give_events(events, string(u""), currency);
}
int CalendarValueHistory(MqlArray<MqlCalendarValue> &values, datetime from, datetime to, const string country, const string currency) {
  return give_history(values, from, to, country, currency, 0);
}
int CalendarValueHistoryByEvent(ulong event, MqlArray<MqlCalendarValue> &values, datetime from, datetime to) {
  return give_history(values, from, to, string(u""), string(u""), event);
}
int CalendarValueLast(ulong &change_id, MqlArray<MqlCalendarValue> &values, const string country, const string currency) {
  return give_last(change_id, values, country, currency, 0);
}
int CalendarValueLastByEvent(ulong event, ulong &change_id, MqlArray<MqlCalendarValue> &values) {
  return give_last(change_id, values, string(u""), string(u""), event);
}
