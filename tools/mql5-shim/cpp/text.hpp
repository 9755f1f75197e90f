// MQL5's string: UTF-16 units, NULL apart from "", no implicit conversion from or to numbers (MetaEditor warns there,
// and warnings are errors here).
#pragma once

#include "types.hpp"
#include <string>

struct string {
  std::u16string units;
  bool is_null = true;

  string() = default;
  string(MqlNull) {}
  string(const char16_t *text) : units(text), is_null(false) {}
  explicit string(std::u16string text) : units(std::move(text)), is_null(false) {}
  explicit string(bool value) : string(value ? u"true" : u"false") {}
  template <typename T, typename = std::enable_if_t<std::is_arithmetic_v<T> || std::is_enum_v<T>>>
  explicit string(T value) : is_null(false) {
    if constexpr (std::is_floating_point_v<T>) set_double(static_cast<double>(value));
    else if constexpr (std::is_enum_v<T>) set_long(static_cast<long>(value));
    else if constexpr (std::is_unsigned_v<T>) set_ulong(value);
    else set_long(value);
  }

  string &operator+=(const string &other) {
    units += other.units;
    is_null = false;
    return *this;
  }
  ushort operator[](long at) const {
    if (at < 0 || at >= static_cast<long>(units.size())) mql_die_index(at, static_cast<long>(units.size()));
    return units[static_cast<std::size_t>(at)];
  }

  template <typename T, typename = std::enable_if_t<std::is_arithmetic_v<T>>>
  explicit operator T() const {
    if constexpr (std::is_same_v<T, bool>) return to_bool();
    else if constexpr (std::is_floating_point_v<T>) return static_cast<T>(to_double());
    else return static_cast<T>(to_long());
  }

  long size() const { return static_cast<long>(units.size()); }
  std::string utf8() const;
  static string from_utf8(const char *bytes, std::size_t count);
  static string from_utf8(const std::string &bytes) { return from_utf8(bytes.data(), bytes.size()); }

private:
  void set_long(long value);
  void set_ulong(ulong value);
  void set_double(double value);
  bool to_bool() const;
  long to_long() const;
  double to_double() const;
};

inline string operator+(const string &left, const string &right) {
  string sum = left;
  sum += right;
  return sum;
}
inline bool operator==(const string &left, const string &right) {
  return left.units == right.units && left.is_null == right.is_null;
}
inline bool operator!=(const string &left, const string &right) { return !(left == right); }
inline bool operator<(const string &left, const string &right) { return left.units < right.units; }
inline bool operator>(const string &left, const string &right) { return right.units < left.units; }
inline bool operator<=(const string &left, const string &right) { return !(right < left); }
inline bool operator>=(const string &left, const string &right) { return !(left < right); }

/** A literal of the source. */
inline string MS(const char16_t *text) { return string(text); }
inline string MS(const char *text) { return string::from_utf8(text); }
