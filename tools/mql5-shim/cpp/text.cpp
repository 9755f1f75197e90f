// Strings: conversions between UTF-8, UTF-16 and numbers, and the built-ins named String*.

#include "mql5.hpp"
#include <cmath>
#include <cstdio>

string string::from_utf8(const char *bytes, std::size_t count) {
  std::u16string out;
  for (std::size_t at = 0; at < count;) {
    const uchar lead = static_cast<uchar>(bytes[at]);
    int more = lead < 0x80 ? 0 : lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : -1;
    uint code = more <= 0 ? lead : more == 1 ? lead & 0x1Fu : more == 2 ? lead & 0x0Fu : lead & 0x07u;
    bool is_whole = more >= 0 && at + static_cast<std::size_t>(more) < count;
    for (int part = 1; is_whole && part <= more; part++) {
      const uchar next = static_cast<uchar>(bytes[at + static_cast<std::size_t>(part)]);
      is_whole = (next & 0xC0) == 0x80;
      code = code << 6 | (next & 0x3Fu);
    }
    at += is_whole ? static_cast<std::size_t>(more) + 1 : 1;
    if (!is_whole) code = 0xFFFD;
    if (code < 0x10000) out += static_cast<char16_t>(code);
    else {
      out += static_cast<char16_t>(0xD800 + ((code - 0x10000) >> 10));
      out += static_cast<char16_t>(0xDC00 + ((code - 0x10000) & 0x3FF));
    }
  }
  return string(out);
}

std::string string::utf8() const {
  std::string out;
  for (std::size_t at = 0; at < units.size(); at++) {
    uint code = units[at];
    const bool has_low = at + 1 < units.size() && (units[at + 1] & 0xFC00) == 0xDC00;
    if ((code & 0xFC00) == 0xD800 && has_low) {
      code = 0x10000 + ((code & 0x3FFu) << 10 | (units[at + 1] & 0x3FFu));
      at++;
    } else if ((code & 0xF800) == 0xD800) {
      code = 0xFFFD;
    }
    if (code < 0x80) out += static_cast<char>(code);
    else {
      if (code < 0x800) out += static_cast<char>(0xC0 | code >> 6);
      else {
        if (code < 0x10000) out += static_cast<char>(0xE0 | code >> 12);
        else {
          out += static_cast<char>(0xF0 | code >> 18);
          out += static_cast<char>(0x80 | (code >> 12 & 0x3F));
        }
        out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
      }
      out += static_cast<char>(0x80 | (code & 0x3F));
    }
  }
  return out;
}

static std::u16string widen(const std::string &text) { return std::u16string(text.begin(), text.end()); }

void string::set_long(long value) { units = widen(std::to_string(value)); }
void string::set_ulong(ulong value) { units = widen(std::to_string(value)); }
void string::set_double(double value) {
  char text[64];
  std::snprintf(text, sizeof text, "%.16g", value);
  units = widen(text);
  if (units.find_first_of(u".en") == std::u16string::npos) units += u".0";
}
bool string::to_bool() const { return units == u"true" || to_long() != 0; }
long string::to_long() const { return std::strtol(utf8().c_str(), nullptr, 10); }
double string::to_double() const { return std::strtod(utf8().c_str(), nullptr); }

bool StringAdd(string &text, string more) {
  text += more;
  return true;
}
int StringLen(string text) { return static_cast<int>(text.size()); }
int StringBufferLen(string text) { return static_cast<int>(text.size()); }

static char16_t lower(char16_t unit) { return unit >= 'A' && unit <= 'Z' ? static_cast<char16_t>(unit + 32) : unit; }
static char16_t upper(char16_t unit) { return unit >= 'a' && unit <= 'z' ? static_cast<char16_t>(unit - 32) : unit; }

int StringCompare(const string a, const string b, bool case_sensitive) {
  string left = a;
  string right = b;
  if (!case_sensitive) {
    StringToLower(left);
    StringToLower(right);
  }
  const int order = left.units.compare(right.units);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}
bool StringFill(string &text, ushort unit) {
  for (char16_t &one : text.units) one = unit;
  return true;
}
int StringFind(string text, string what, int start) {
  if (start < 0 || start > text.size()) return -1;
  const std::size_t at = text.units.find(what.units, static_cast<std::size_t>(start));
  return at == std::u16string::npos ? -1 : static_cast<int>(at);
}
ushort StringGetCharacter(string text, int at) {
  if (at >= 0 && at < text.size()) return text.units[static_cast<std::size_t>(at)];
  mql_error(5041);
  return 0;
}
bool StringInit(string &text, int length, ushort unit) {
  text = string(std::u16string(static_cast<std::size_t>(std::max(0, length)), unit));
  return true;
}
bool StringSetLength(string &text, uint length) {
  text.units.resize(length);
  text.is_null = false;
  return true;
}
int StringReplace(string &text, const string find, const string replacement) {
  if (find.units.empty()) return 0;
  int count = 0;
  std::size_t at = 0;
  while ((at = text.units.find(find.units, at)) != std::u16string::npos) {
    text.units.replace(at, find.units.size(), replacement.units);
    at += replacement.units.size();
    count++;
  }
  return count;
}
bool StringSetCharacter(string &text, int at, ushort unit) {
  if (at < 0 || at > text.size()) return false;
  if (at == text.size()) text.units += static_cast<char16_t>(unit);
  else if (unit == 0) text.units.resize(static_cast<std::size_t>(at));
  else text.units[static_cast<std::size_t>(at)] = unit;
  text.is_null = false;
  return true;
}
int StringSplit(const string text, const ushort separator, MqlArray<string> &result) {
  result.resize(0);
  if (text.is_null || text.units.empty()) return 0;
  std::size_t start = 0;
  for (;;) {
    const std::size_t end = text.units.find(separator, start);
    result.resize(result.size() + 1);
    result[result.size() - 1] = string(text.units.substr(start, end == std::u16string::npos ? end : end - start));
    if (end == std::u16string::npos) return static_cast<int>(result.size());
    start = end + 1;
  }
}
string StringSubstr(string text, int start, int length) {
  if (start < 0 || start > text.size() || length == 0) return string(u"");
  return string(text.units.substr(static_cast<std::size_t>(start),
    length < 0 ? std::u16string::npos : static_cast<std::size_t>(length)));
}
bool StringToLower(string &text) {
  for (char16_t &unit : text.units) unit = lower(unit);
  return true;
}
bool StringToUpper(string &text) {
  for (char16_t &unit : text.units) unit = upper(unit);
  return true;
}
static bool is_blank(char16_t unit) { return unit == ' ' || unit == '\t' || unit == '\r' || unit == '\n'; }
int StringTrimLeft(string &text) {
  std::size_t count = 0;
  while (count < text.units.size() && is_blank(text.units[count])) count++;
  text.units.erase(0, count);
  return static_cast<int>(count);
}
int StringTrimRight(string &text) {
  int count = 0;
  while (!text.units.empty() && is_blank(text.units.back())) {
    text.units.pop_back();
    count++;
  }
  return count;
}
string CharToString(uchar code) { return string(std::u16string(1, code)); }
string ShortToString(ushort code) { return string(std::u16string(1, code)); }

/** Bytes of another code page than UTF-8 keep only ASCII, as a terminal with a foreign system page does. */
static std::string encode(const string &text, uint codepage) {
  if (codepage == CP_UTF8) return text.utf8();
  std::string bytes;
  for (const char16_t unit : text.units) bytes += unit < 0x80 ? static_cast<char>(unit) : '?';
  return bytes;
}
string CharArrayToString(const MqlArray<uchar> &array, int start, int count, uint codepage) {
  if (start < 0 || count == 0) return string(u"");
  const long take = mql_span(array, start, count);
  std::string bytes;
  for (long at = 0; at < take && array[start + at] != 0; at++) bytes += static_cast<char>(array[start + at]);
  if (codepage == CP_UTF8) return string::from_utf8(bytes);
  for (char &one : bytes) if (static_cast<uchar>(one) >= 0x80) one = '?';
  return string::from_utf8(bytes);
}
string ShortArrayToString(const MqlArray<ushort> &array, int start, int count) {
  const long take = mql_span(array, start, count);
  std::u16string units;
  for (long at = 0; at < take && array[start + at] != 0; at++) units += static_cast<char16_t>(array[start + at]);
  return string(units);
}
/** Without a count the trailing 0 is copied and counted as well. */
int StringToCharArray(string text, MqlArray<uchar> &array, int start, int count, uint codepage) {
  std::string bytes = encode(text, codepage);
  if (count < 0) bytes += '\0';
  else if (static_cast<std::size_t>(count) < bytes.size()) bytes.resize(static_cast<std::size_t>(count));
  const long size = static_cast<long>(bytes.size());
  if (start < 0) return 0;
  if (array.size() < start + size && array.resize(start + size) < 0) return 0;
  for (long at = 0; at < size; at++) array[start + at] = static_cast<uchar>(bytes[static_cast<std::size_t>(at)]);
  return static_cast<int>(size);
}
int StringToShortArray(string text, MqlArray<ushort> &array, int start, int count) {
  std::u16string units = text.units;
  if (count < 0) units += u'\0';
  else if (static_cast<std::size_t>(count) < units.size()) units.resize(static_cast<std::size_t>(count));
  const long size = static_cast<long>(units.size());
  if (start < 0 || (array.size() < start + size && array.resize(start + size) < 0)) return 0;
  for (long at = 0; at < size; at++) array[start + at] = units[static_cast<std::size_t>(at)];
  return static_cast<int>(size);
}
string DoubleToString(double value, int digits) {
  char text[400];
  if (digits < 0) std::snprintf(text, sizeof text, "%.*e", std::min(16, -digits), value);
  else std::snprintf(text, sizeof text, "%.*f", std::min(16, digits), value);
  return MS(text);
}
string IntegerToString(long number, int length, ushort fill) {
  std::u16string digits = string(number).units;
  while (static_cast<int>(digits.size()) < length) digits.insert(digits.begin(), fill);
  return string(digits);
}
double StringToDouble(string value) { return static_cast<double>(value); }
long StringToInteger(string value) { return static_cast<long>(value); }
color StringToColor(string text) {
  int red = 0, green = 0, blue = 0;
  if (std::sscanf(text.utf8().c_str(), "%d,%d,%d", &red, &green, &blue) != 3) return -1;
  return red | green << 8 | blue << 16;
}
string ColorToString(color value, bool) {
  char text[32];
  std::snprintf(text, sizeof text, "%d,%d,%d", value & 0xFF, value >> 8 & 0xFF, value >> 16 & 0xFF);
  return MS(text);
}
