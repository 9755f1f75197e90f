// The built-ins that take any type: arrays, mathematics, structures as bytes.
#pragma once

#include "format.hpp"
#include <algorithm>

void mql_error(int code);

template <typename T>
void ZeroMemory(T &variable) { variable = T{}; }
template <typename T>
void ZeroMemory(MqlArray<T> &array) {
  for (long at = 0; at < array.size(); at++) array[at] = T{};
}

template <typename T>
int ArraySize(const MqlArray<T> &array) { return static_cast<int>(array.size()); }
template <typename T>
int ArrayRange(const MqlArray<T> &array, int) { return static_cast<int>(array.size()); }
template <typename T>
int ArrayResize(MqlArray<T> &array, int new_size, int reserve_size = 0) {
  return static_cast<int>(array.resize(new_size, reserve_size));
}
template <typename T>
void ArrayFree(MqlArray<T> &array) { array.resize(0); }
template <typename T>
bool ArrayIsDynamic(const MqlArray<T> &array) { return !array.is_fixed(); }
template <typename T>
bool ArraySetAsSeries(MqlArray<T> &array, bool flag) {
  if (array.is_fixed()) return false;
  array.is_series = flag;
  return true;
}
template <typename T>
bool ArrayGetAsSeries(const MqlArray<T> &array) { return array.is_series; }

/** The cells that `start` and `count` name, cut to the array; fewer than none is none. */
template <typename T>
long mql_span(const MqlArray<T> &array, long start, long count) {
  if (start < 0) return 0;
  const long left = array.size() - start;
  return std::max(0L, count < 0 ? left : std::min(count, left));
}

template <typename T>
int ArrayCopy(MqlArray<T> &to, const MqlArray<T> &from, int to_start = 0, int from_start = 0, int count = WHOLE_ARRAY) {
  long take = mql_span(from, from_start, count);
  if (to_start < 0 || take == 0) return 0;
  if (to.size() < to_start + take && to.resize(to_start + take) < 0) take = std::max(0L, to.size() - to_start);
  if (&to == &from && to_start > from_start) {
    for (long at = take - 1; at >= 0; at--) to[to_start + at] = from[from_start + at];
  } else {
    for (long at = 0; at < take; at++) to[to_start + at] = from[from_start + at];
  }
  return static_cast<int>(take);
}
template <typename T, typename V>
void ArrayFill(MqlArray<T> &array, int start, int count, V value) {
  if (start < 0 || count < 0 || start + static_cast<long>(count) > array.size()) mql_die_index(start + count, array.size());
  for (long at = start; at < start + count; at++) array[at] = static_cast<T>(value);
}
template <typename T, typename V>
int ArrayInitialize(MqlArray<T> &array, V value) {
  for (long at = 0; at < array.size(); at++) array[at] = static_cast<T>(value);
  return static_cast<int>(array.size());
}
template <typename T>
bool ArraySort(MqlArray<T> &array) {
  static_assert(std::is_arithmetic_v<T>, "ArraySort takes arrays of numbers");
  std::sort(array.data(), array.data() + array.size());
  return true;
}
template <typename T, typename V>
int ArrayBsearch(const MqlArray<T> &array, V value) {
  if (array.size() == 0) return -1;
  const T *end = array.data() + array.size();
  const long at = std::lower_bound(array.data(), end, static_cast<T>(value)) - array.data();
  return static_cast<int>(std::min(at, array.size() - 1));
}
template <typename T>
bool ArrayReverse(MqlArray<T> &array, int start = 0, int count = WHOLE_ARRAY) {
  const long take = mql_span(array, start, count);
  std::reverse(array.data() + start, array.data() + start + take);
  return take > 0;
}
template <typename T>
bool ArrayRemove(MqlArray<T> &array, int start, int count = WHOLE_ARRAY) {
  const long take = mql_span(array, start, count);
  if (take == 0 || array.is_fixed()) return false;
  for (long at = start; at + take < array.size(); at++) array[at] = array[at + take];
  array.resize(array.size() - take);
  return true;
}
template <typename T>
bool ArrayInsert(MqlArray<T> &to, const MqlArray<T> &from, int to_start, int from_start = 0, int count = WHOLE_ARRAY) {
  const long take = mql_span(from, from_start, count);
  const long size = to.size();
  if (take == 0 || to_start < 0 || to_start > size || to.resize(size + take) < 0) return false;
  for (long at = size - 1; at >= to_start; at--) to[at + take] = to[at];
  for (long at = 0; at < take; at++) to[to_start + at] = from[from_start + at];
  return true;
}
template <typename T>
int ArrayMaximum(const MqlArray<T> &array, int start = 0, int count = WHOLE_ARRAY) {
  const long take = mql_span(array, start, count);
  if (take == 0) return -1;
  return static_cast<int>(std::max_element(array.data() + start, array.data() + start + take) - array.data());
}
template <typename T>
int ArrayMinimum(const MqlArray<T> &array, int start = 0, int count = WHOLE_ARRAY) {
  const long take = mql_span(array, start, count);
  if (take == 0) return -1;
  return static_cast<int>(std::min_element(array.data() + start, array.data() + start + take) - array.data());
}
template <typename T>
int ArrayCompare(const MqlArray<T> &a, const MqlArray<T> &b, int a_start = 0, int b_start = 0, int count = WHOLE_ARRAY) {
  const long a_take = mql_span(a, a_start, count);
  const long b_take = mql_span(b, b_start, count);
  for (long at = 0; at < std::min(a_take, b_take); at++) {
    if (a[a_start + at] < b[b_start + at]) return -1;
    if (b[b_start + at] < a[a_start + at]) return 1;
  }
  return a_take < b_take ? -1 : a_take > b_take ? 1 : 0;
}
template <typename T>
bool ArraySwap(MqlArray<T> &a, MqlArray<T> &b) {
  if (a.is_fixed() || b.is_fixed()) return false;
  MqlArray<T> kept = a;
  a = b;
  b = kept;
  return true;
}

template <typename T>
T MathAbs(T value) { return value < 0 ? static_cast<T>(-value) : value; }
template <typename A, typename B>
std::common_type_t<A, B> MathMax(A a, B b) {
  using T = std::common_type_t<A, B>;
  return static_cast<T>(a) > static_cast<T>(b) ? static_cast<T>(a) : static_cast<T>(b);
}
template <typename A, typename B>
std::common_type_t<A, B> MathMin(A a, B b) {
  using T = std::common_type_t<A, B>;
  return static_cast<T>(a) < static_cast<T>(b) ? static_cast<T>(a) : static_cast<T>(b);
}

template <typename T>
string EnumToString(T value) {
  const char *name = mql_enum_name(value);
  return name == nullptr ? string(static_cast<long>(value)) : MS(name);
}

template <typename T>
bool StructToCharArray(const T &object, MqlArray<uchar> &bytes, uint start = 0) {
  static_assert(std::is_trivially_copyable_v<T>, "only structures of plain numbers are bytes");
  const long end = static_cast<long>(start) + static_cast<long>(sizeof(T));
  if (bytes.size() < end && bytes.resize(end) < 0) return false;
  std::memcpy(bytes.data() + start, &object, sizeof(T));
  return true;
}
template <typename T>
bool CharArrayToStruct(T &object, const MqlArray<uchar> &bytes, uint start = 0) {
  static_assert(std::is_trivially_copyable_v<T>, "only structures of plain numbers are bytes");
  if (static_cast<long>(start) + static_cast<long>(sizeof(T)) > bytes.size()) return false;
  std::memcpy(&object, bytes.data() + start, sizeof(T));
  return true;
}

/** Bytes read or written through an open file; the error is set. */
long mql_file_read(int file_handle, void *bytes, long count);
long mql_file_write(int file_handle, const void *bytes, long count);
long mql_file_left(int file_handle);

template <typename T>
uint FileReadArray(int file_handle, MqlArray<T> &array, int start = 0, int count = WHOLE_ARRAY) {
  static_assert(std::is_trivially_copyable_v<T>, "only arrays of plain values are read");
  long take = count < 0 ? mql_file_left(file_handle) / static_cast<long>(sizeof(T)) : count;
  take = std::min(take, mql_file_left(file_handle) / static_cast<long>(sizeof(T)));
  if (start < 0 || take <= 0) return 0;
  if (array.size() < start + take && array.resize(start + take) < 0) take = array.size() - start;
  const long bytes = mql_file_read(file_handle, array.data() + start, take * static_cast<long>(sizeof(T)));
  return static_cast<uint>(std::max(0L, bytes) / static_cast<long>(sizeof(T)));
}
template <typename T>
uint FileWriteArray(int file_handle, const MqlArray<T> &array, int start = 0, int count = WHOLE_ARRAY) {
  static_assert(std::is_trivially_copyable_v<T>, "only arrays of plain values are written");
  const long take = mql_span(array, start, count);
  if (take <= 0) return 0;
  const long bytes = mql_file_write(file_handle, array.data() + start, take * static_cast<long>(sizeof(T)));
  return static_cast<uint>(std::max(0L, bytes) / static_cast<long>(sizeof(T)));
}
template <typename T>
uint FileReadStruct(int file_handle, T &object, int size = -1) {
  static_assert(std::is_trivially_copyable_v<T>, "only structures of plain numbers are read");
  const long want = size < 0 ? static_cast<long>(sizeof(T)) : std::min<long>(size, sizeof(T));
  return static_cast<uint>(std::max(0L, mql_file_read(file_handle, &object, want)));
}
template <typename T>
uint FileWriteStruct(int file_handle, const T &object, int size = -1) {
  static_assert(std::is_trivially_copyable_v<T>, "only structures of plain numbers are written");
  const long want = size < 0 ? static_cast<long>(sizeof(T)) : std::min<long>(size, sizeof(T));
  return static_cast<uint>(std::max(0L, mql_file_write(file_handle, &object, want)));
}
