// Numbers and texts in files.

#include "files.hpp"

template <typename T>
static T read_plain(int handle) {
  T value = 0;
  mql_file_read(handle, &value, sizeof value);
  return value;
}
template <typename T>
static uint write_plain(int handle, T value) {
  return static_cast<uint>(std::max(0L, mql_file_write(handle, &value, sizeof value)));
}

int FileReadInteger(int handle, int size) {
  if (size == 1) return read_plain<uchar>(handle);
  return size == 2 ? read_plain<short>(handle) : read_plain<int>(handle);
}
long FileReadLong(int handle) { return read_plain<long>(handle); }
double FileReadDouble(int handle) { return read_plain<double>(handle); }
uint FileWriteInteger(int handle, int value, int size) {
  return static_cast<uint>(std::max(0L, mql_file_write(handle, &value, size)));
}
uint FileWriteLong(int handle, long value) { return write_plain(handle, value); }
uint FileWriteDouble(int handle, double value) { return write_plain(handle, value); }

/** Text files give a line, binary files `length` characters; UTF-16 unless FILE_ANSI. */
string FileReadString(int handle, int length) {
  std::u16string text;
  const bool is_line = is_text_file(handle);
  const bool is_narrow = is_ansi_file(handle);
  while (mql_file_left(handle) > 0 && (is_line || static_cast<int>(text.size()) < length)) {
    const char16_t unit = is_narrow ? static_cast<char16_t>(read_plain<uchar>(handle)) : read_plain<ushort>(handle);
    if (is_line && unit == '\n') break;
    if ((is_line && unit == '\r') || unit == 0xFEFF) continue;
    text += unit;
  }
  return string(text);
}
uint FileWriteString(int handle, const string text, int length) {
  std::u16string units = text.units;
  if (length >= 0) units.resize(static_cast<std::size_t>(length), u'\0');
  long bytes = 0;
  if (!is_ansi_file(handle)) {
    bytes = mql_file_write(handle, units.data(), static_cast<long>(units.size() * 2));
  } else {
    std::string narrow;
    for (const char16_t unit : units) narrow += unit < 0x80 ? static_cast<char>(unit) : '?';
    bytes = mql_file_write(handle, narrow.data(), static_cast<long>(narrow.size()));
  }
  return static_cast<uint>(std::max(0L, bytes));
}
