// Functions that take any number of arguments: each becomes a typed piece, so that a format that does not fit its
// argument ends the program instead of printing what happens to lie there.
#pragma once

#include "builtins.gen.hpp"

struct MqlPiece {
  enum Kind { SIGNED, UNSIGNED, REAL, TEXT } kind;
  int bytes = 0;
  long number = 0;
  double real = 0;
  string text;

  template <typename T, typename = std::enable_if_t<std::is_arithmetic_v<T> || std::is_enum_v<T>>>
  MqlPiece(T value) {
    bytes = sizeof(T);
    if constexpr (std::is_floating_point_v<T>) {
      kind = REAL;
      real = static_cast<double>(value);
    } else {
      kind = SIGNED;
      if constexpr (std::is_unsigned_v<T>) kind = UNSIGNED;
      number = static_cast<long>(value);
    }
    text = string(value);
  }
  MqlPiece(const string &value) : kind(TEXT), text(value) {}
};

string mql_format(const string &format, std::initializer_list<MqlPiece> pieces);
void mql_print(const string &text);
void mql_comment(const string &text);
void mql_alert(const string &text);

inline string mql_joined(std::initializer_list<MqlPiece> pieces) {
  string joined = u"";
  for (const MqlPiece &piece : pieces) joined += piece.text;
  return joined;
}

template <typename... Ts>
string StringFormat(string format, const Ts &...values) { return mql_format(format, {MqlPiece(values)...}); }
template <typename... Ts>
void PrintFormat(string format, const Ts &...values) { mql_print(mql_format(format, {MqlPiece(values)...})); }
template <typename... Ts>
void Print(const Ts &...values) { mql_print(mql_joined({MqlPiece(values)...})); }
template <typename... Ts>
void Comment(const Ts &...values) { mql_comment(mql_joined({MqlPiece(values)...})); }
template <typename... Ts>
void Alert(const Ts &...values) { mql_alert(mql_joined({MqlPiece(values)...})); }
