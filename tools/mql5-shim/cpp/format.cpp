// StringFormat as MQL5 has it: %d is 32 bits, %I64d and %I64u are 64, %s is a string. A format that does not fit its
// argument ends the program.

#include "mql5.hpp"
#include <cstdio>

namespace {

struct Spec {
  std::string flags;
  bool is_64 = false;
  char kind = 0;
};

Spec read_spec(const std::string &format, std::size_t &at) {
  Spec spec;
  while (at < format.size() && std::string("-+ #0123456789.").find(format[at]) != std::string::npos) {
    spec.flags += format[at++];
  }
  if (format.compare(at, 3, "I64") == 0) {
    spec.is_64 = true;
    at += 3;
  } else if (format.compare(at, 2, "ll") == 0) {
    spec.is_64 = true;
    at += 2;
  } else if (format.compare(at, 3, "I32") == 0) {
    at += 3;
  } else if (at < format.size() && (format[at] == 'l' || format[at] == 'h')) {
    at++;
  }
  if (at < format.size()) spec.kind = format[at++];
  return spec;
}

std::string write_whole(const Spec &spec, const MqlPiece &piece) {
  if (piece.kind != MqlPiece::SIGNED && piece.kind != MqlPiece::UNSIGNED) mql_die("StringFormat: a whole number is wanted");
  const bool is_signed = spec.kind == 'd' || spec.kind == 'i';
  if (!spec.is_64) {
    const bool fits = is_signed || piece.kind == MqlPiece::SIGNED
      ? piece.number >= INT_MIN && piece.number <= static_cast<long>(UINT_MAX) : static_cast<ulong>(piece.number) <= UINT_MAX;
    if (!fits) mql_die("StringFormat: 64 bits for a 32-bit format; write %I64d");
  }
  char text[128];
  const std::string format = "%" + spec.flags + "l" + (spec.kind == 'i' ? 'd' : spec.kind);
  if (is_signed) {
    const long value = spec.is_64 ? piece.number : static_cast<int>(piece.number);
    std::snprintf(text, sizeof text, format.c_str(), value);
  } else {
    const ulong value = spec.is_64 ? static_cast<ulong>(piece.number) : static_cast<uint>(piece.number);
    std::snprintf(text, sizeof text, format.c_str(), value);
  }
  return text;
}

std::string write_piece(const Spec &spec, const MqlPiece &piece) {
  char text[512];
  switch (spec.kind) {
    case 'd': case 'i': case 'u': case 'x': case 'X': case 'o':
      return write_whole(spec, piece);
    case 'f': case 'e': case 'E': case 'g': case 'G': case 'a': case 'A':
      if (piece.kind != MqlPiece::REAL) mql_die("StringFormat: a double is wanted");
      std::snprintf(text, sizeof text, ("%" + spec.flags + spec.kind).c_str(), piece.real);
      return text;
    case 'c':
      if (piece.kind != MqlPiece::SIGNED && piece.kind != MqlPiece::UNSIGNED) mql_die("StringFormat: a character is wanted");
      return string(std::u16string(1, static_cast<char16_t>(piece.number))).utf8();
    case 's':
      if (piece.kind != MqlPiece::TEXT) mql_die("StringFormat: a string is wanted");
      {
        const std::string bytes = piece.text.utf8();
        std::string out(bytes.size() + 256, '\0');
        const int size = std::snprintf(out.data(), out.size(), ("%" + spec.flags + "s").c_str(), bytes.c_str());
        out.resize(static_cast<std::size_t>(std::max(0, size)));
        return out;
      }
    default: mql_die("StringFormat: unknown conversion");
  }
}

}  // namespace

string mql_format(const string &format, std::initializer_list<MqlPiece> pieces) {
  const std::string text = format.utf8();
  std::string out;
  const MqlPiece *next = pieces.begin();
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '%') {
      out += text[at++];
      continue;
    }
    at++;
    if (at < text.size() && text[at] == '%') {
      out += text[at++];
      continue;
    }
    const Spec spec = read_spec(text, at);
    if (next == pieces.end()) mql_die("StringFormat: fewer values than the format asks for");
    out += write_piece(spec, *next++);
  }
  if (next != pieces.end()) mql_die("StringFormat: more values than the format asks for");
  return string::from_utf8(out);
}
