// MQL5's plain types, its NULL, and how a program dies: as the terminal's "critical error", with a line on stderr.
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

typedef unsigned char uchar;
typedef unsigned short ushort;
typedef unsigned int uint;
typedef unsigned long ulong;
typedef long datetime;
typedef int color;

static_assert(sizeof(long) == 8, "MQL5's long has 64 bits");

/** Ends the process as MetaTrader ends a program: nothing of it runs any more. Exit code 70. */
[[noreturn]] void mql_die(const char *what);
[[noreturn]] void mql_die_index(long index, long size);

struct MqlNull {
  template <typename T, typename = std::enable_if_t<std::is_arithmetic_v<T>>>
  constexpr operator T() const { return 0; }
};
inline constexpr MqlNull MQL_NULL{};
