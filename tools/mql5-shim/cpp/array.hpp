// MQL5's arrays. Every index is checked. New cells hold garbage, as the terminal zeroes nothing: a program that reads
// before it writes is found out.
#pragma once

#include "types.hpp"
#include "text.hpp"
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <new>

template <typename T>
class MqlArray {
public:
  MqlArray() = default;
  MqlArray(std::initializer_list<T> values) {
    grow(static_cast<long>(values.size()), 0);
    long at = 0;
    for (const T &value : values) cells_[at++] = value;
  }
  MqlArray(const MqlArray &other) { assign(other); }
  MqlArray &operator=(const MqlArray &other) {
    if (this != &other) assign(other);
    return *this;
  }
  ~MqlArray() { release(); }

  T &operator[](long at) { return cells_[place(at)]; }
  const T &operator[](long at) const { return cells_[place(at)]; }

  long size() const { return size_; }
  bool is_fixed() const { return is_fixed_; }
  bool is_series = false;
  T *data() { return cells_; }
  const T *data() const { return cells_; }

  /** Like ArrayResize: the size, or -1 where it cannot be changed. */
  long resize(long size, long reserve = 0) {
    if (is_fixed_ || size < 0) return -1;
    grow(size, reserve);
    return size_;
  }

protected:
  void fix(long size) {
    grow(size, 0);
    is_fixed_ = true;
  }

private:
  long place(long at) const {
    if (at < 0 || at >= size_) mql_die_index(at, size_);
    return is_series ? size_ - 1 - at : at;
  }
  void assign(const MqlArray &other) {
    grow(other.size_, 0);
    is_series = other.is_series;
    for (long at = 0; at < size_; at++) cells_[at] = other.cells_[at];
  }
  static T *allot(long count) {
    void *bytes = std::malloc(static_cast<std::size_t>(count > 0 ? count : 1) * sizeof(T));
    if (bytes == nullptr) mql_die("out of memory");
    std::memset(bytes, 0xCD, static_cast<std::size_t>(count) * sizeof(T));
    return static_cast<T *>(bytes);
  }
  static void begin(T *cell) {
    if constexpr (std::is_same_v<T, bool>) *cell = true;
    else if constexpr (!std::is_trivially_default_constructible_v<T>) new (cell) T;
  }
  void grow(long size, long reserve) {
    if (size > room_) {
      const long room = size + (reserve > 0 ? reserve : 0);
      T *moved = allot(room);
      for (long at = 0; at < size_; at++) {
        begin(&moved[at]);
        moved[at] = static_cast<T &&>(cells_[at]);
        cells_[at].~T();
      }
      std::free(static_cast<void *>(cells_));
      cells_ = moved;
      room_ = room;
    }
    for (long at = size_; at < size; at++) begin(&cells_[at]);
    for (long at = size; at < size_; at++) {
      cells_[at].~T();
      std::memset(static_cast<void *>(&cells_[at]), 0xCD, sizeof(T));
    }
    size_ = size;
  }
  void release() {
    for (long at = 0; at < size_; at++) cells_[at].~T();
    std::free(static_cast<void *>(cells_));
  }

  T *cells_ = nullptr;
  long size_ = 0;
  long room_ = 0;
  bool is_fixed_ = false;
};

/** `T name[N]`: its size never changes. */
template <typename T, long N>
class MqlFixed : public MqlArray<T> {
public:
  MqlFixed() { this->fix(N); }
  MqlFixed(std::initializer_list<T> values) : MqlFixed() {
    if (static_cast<long>(values.size()) > N) mql_die("too many initializers for an array");
    long at = 0;
    for (const T &value : values) this->data()[at++] = value;
    for (; at < N; at++) this->data()[at] = T{};
  }
};
