// The chart: objects are recorded and told to the test; global variables of the terminal.

#include "chart.hpp"
#include "terminal.hpp"
#include "world.hpp"
#include <map>

namespace {

struct Thing {
  ENUM_OBJECT type;
  std::map<int, long> integers;
  std::map<int, double> doubles;
  std::map<int, string> strings;
  datetime time[2];
  double price[2];
};
std::map<std::string, Thing> things;
std::string comment_text;

Thing *find(const string &name) {
  const auto found = things.find(name.utf8());
  if (found != things.end()) return &found->second;
  mql_error(ERR_OBJECT_NOT_FOUND);
  return nullptr;
}

}  // namespace

void mql_print(const string &text) { tell(JsonLine().add("ev", "print").add("text", text.utf8()).end()); }
void mql_alert(const string &text) { tell(JsonLine().add("ev", "alert").add("text", text.utf8()).end()); }
void mql_comment(const string &text) {
  if (text.utf8() == comment_text) return;
  comment_text = text.utf8();
  tell(JsonLine().add("ev", "comment").add("text", comment_text).end());
}

long ChartID() { return 1; }
void ChartRedraw(long) {}
string ChartSymbol(long) { return Symbol(); }
ENUM_TIMEFRAMES ChartPeriod(long) { return Period(); }
long ChartGetInteger(long, ENUM_CHART_PROPERTY_INTEGER property, int) {
  return property == CHART_WIDTH_IN_PIXELS ? 1200 : property == CHART_HEIGHT_IN_PIXELS ? 700 : 0;
}
bool ChartSetInteger(long, ENUM_CHART_PROPERTY_INTEGER, long) { return true; }
bool ChartSetString(long, ENUM_CHART_PROPERTY_STRING property, string text) {
  if (property == CHART_COMMENT) mql_comment(text);
  return true;
}

bool ObjectCreate(long, string name, ENUM_OBJECT type, int, datetime time1, double price1, datetime time2, double price2) {
  Thing &thing = things[name.utf8()];
  thing.type = type;
  thing.time[0] = time1;
  thing.time[1] = time2;
  thing.price[0] = price1;
  thing.price[1] = price2;
  return true;
}
bool ObjectDelete(long, string name) {
  if (find(name) == nullptr) return false;
  things.erase(name.utf8());
  return true;
}
int ObjectsDeleteAll(long chart, const string prefix, int, int) {
  int count = 0;
  for (auto at = things.begin(); at != things.end();) {
    const bool is_hit = at->first.rfind(prefix.utf8(), 0) == 0;
    count += is_hit;
    at = is_hit ? things.erase(at) : std::next(at);
  }
  (void)chart;
  return count;
}
int ObjectsDeleteAll(long chart, int, int) { return ObjectsDeleteAll(chart, string(u""), -1, -1); }
int ObjectFind(long, string name) { return things.count(name.utf8()) > 0 ? 0 : -1; }
int ObjectsTotal(long, int, int type) {
  int count = 0;
  for (const auto &one : things) count += type < 0 || one.second.type == type;
  return count;
}
string ObjectName(long, int index, int, int type) {
  for (const auto &one : things) {
    if (type >= 0 && one.second.type != type) continue;
    if (index-- == 0) return string::from_utf8(one.first);
  }
  return string(u"");
}
bool ObjectMove(long, string name, int point, datetime time, double price) {
  Thing *thing = find(name);
  if (thing == nullptr || point < 0 || point > 1) return false;
  thing->time[point] = time;
  thing->price[point] = price;
  return true;
}
bool ObjectSetInteger(long, string name, ENUM_OBJECT_PROPERTY_INTEGER property, long value) {
  Thing *thing = find(name);
  if (thing != nullptr) thing->integers[property] = value;
  return thing != nullptr;
}
bool ObjectSetInteger(long chart, string name, ENUM_OBJECT_PROPERTY_INTEGER property, int, long value) {
  return ObjectSetInteger(chart, name, property, value);
}
bool ObjectSetDouble(long, string name, ENUM_OBJECT_PROPERTY_DOUBLE property, double value) {
  Thing *thing = find(name);
  if (thing != nullptr) thing->doubles[property] = value;
  if (thing != nullptr && property == OBJPROP_PRICE) thing->price[0] = value;
  return thing != nullptr;
}
bool ObjectSetDouble(long chart, string name, ENUM_OBJECT_PROPERTY_DOUBLE property, int, double value) {
  return ObjectSetDouble(chart, name, property, value);
}
bool ObjectSetString(long, string name, ENUM_OBJECT_PROPERTY_STRING property, string value) {
  Thing *thing = find(name);
  if (thing != nullptr) thing->strings[property] = value;
  return thing != nullptr;
}
long ObjectGetInteger(long, string name, ENUM_OBJECT_PROPERTY_INTEGER property, int) {
  Thing *thing = find(name);
  if (thing == nullptr) return 0;
  if (property == OBJPROP_TYPE) return thing->type;
  return property == OBJPROP_TIME ? thing->time[0] : thing->integers[property];
}
double ObjectGetDouble(long, string name, ENUM_OBJECT_PROPERTY_DOUBLE property, int point) {
  Thing *thing = find(name);
  if (thing == nullptr) return 0;
  return property == OBJPROP_PRICE ? thing->price[point == 1 ? 1 : 0] : thing->doubles[property];
}
string ObjectGetString(long, string name, ENUM_OBJECT_PROPERTY_STRING property, int) {
  Thing *thing = find(name);
  return thing == nullptr ? string(u"") : thing->strings[property];
}

/** A button changes its state before the program hears of the click. */
void click_object(const std::string &name) {
  const auto found = things.find(name);
  if (found != things.end() && found->second.type == OBJ_BUTTON) {
    found->second.integers[OBJPROP_STATE] = !found->second.integers[OBJPROP_STATE];
  }
  post_chart_event(CHARTEVENT_OBJECT_CLICK, 0, 0, name);
}
std::string list_objects() {
  std::string list;
  for (auto &one : things) {
    list += (list.empty() ? "" : ",") + JsonLine().add("name", one.first).add("type", static_cast<int>(one.second.type))
      .add("text", one.second.strings[OBJPROP_TEXT].utf8()).add("price", one.second.price[0])
      .add("time", static_cast<long>(one.second.time[0])).add("color", one.second.integers[OBJPROP_COLOR])
      .add("state", one.second.integers[OBJPROP_STATE]).end();
  }
  return "[" + list + "]";
}
std::string comment_now() { return comment_text; }

static WorldVariable *find_variable(const string &name) {
  for (int at = 0; at < world->variable_count; at++) {
    if (name.utf8() == world->variables[at].name) return &world->variables[at];
  }
  return nullptr;
}
bool GlobalVariableCheck(string name) { return find_variable(name) != nullptr; }
bool GlobalVariableGet(string name, double &value) {
  const WorldVariable *found = find_variable(name);
  if (found == nullptr) mql_error(ERR_GLOBALVARIABLE_NOT_FOUND);
  else value = found->value;
  return found != nullptr;
}
double GlobalVariableGet(string name) {
  double value = 0;
  GlobalVariableGet(name, value);
  return value;
}
datetime GlobalVariableSet(string name, double value) {
  WorldVariable *found = find_variable(name);
  if (found == nullptr) {
    if (world->variable_count == VARIABLES_MAX) return 0;
    found = &world->variables[world->variable_count++];
    put_text(found->name, name.utf8());
  }
  found->value = value;
  return TimeLocal();
}
bool GlobalVariableTemp(string name) { return GlobalVariableSet(name, 0) != 0; }
bool GlobalVariableDel(string name) {
  WorldVariable *found = find_variable(name);
  if (found == nullptr) return false;
  *found = world->variables[--world->variable_count];
  return true;
}
bool GlobalVariableSetOnCondition(string name, double value, double check) {
  WorldVariable *found = find_variable(name);
  if (found == nullptr || found->value != check) return false;
  found->value = value;
  return true;
}
void GlobalVariablesFlush() {}
