// Files in the sandbox: MQL5/Files and the common folder. What is written and not flushed is lost when the process
// falls, as in a terminal.

#include "files.hpp"
#include "terminal.hpp"
#include "world.hpp"
#include <cstdio>
#include <filesystem>
#include <map>
#include <vector>

namespace fs = std::filesystem;

namespace {

struct Open {
  std::FILE *file = nullptr;
  std::string path;
  int flags = 0;
  /** C wants a seek between reading and writing. */
  bool was_written = false;
};
std::map<int, Open> open_files;
int next_handle = 1;
std::string root;

/** The path in the sandbox, "" for one that leaves it. */
std::string place(const string &name, int flags) {
  std::string text = name.utf8();
  for (char &one : text) if (one == '\\') one = '/';
  const bool is_bad = text.empty() || text[0] == '/' || text.find("..") != std::string::npos
    || text.find_first_of(":*?\"<>|") != std::string::npos;
  if (is_bad) {
    mql_error(ERR_WRONG_FILENAME);
    return "";
  }
  return root + (flags & FILE_COMMON ? "/common/" : "/files/") + text;
}

Open *find(int handle) {
  const auto found = open_files.find(handle);
  if (found != open_files.end()) return &found->second;
  mql_error(ERR_INVALID_FILEHANDLE);
  return nullptr;
}

bool is_shared(const std::string &path, int flags) {
  for (const auto &entry : open_files) {
    if (entry.second.path != path) continue;
    const int both = flags & entry.second.flags;
    if (flags & FILE_WRITE && !(both & FILE_SHARE_WRITE)) return false;
    if (!(both & (FILE_SHARE_READ | FILE_SHARE_WRITE))) return false;
  }
  return true;
}

}  // namespace

void open_files_in(const std::string &folder) {
  root = folder;
  fs::create_directories(root + "/files");
  fs::create_directories(root + "/common");
}

int FileOpen(string name, int flags, short, uint) {
  mql_step();
  const std::string path = place(name, flags);
  if (path.empty()) return INVALID_HANDLE;
  if (take_fault("file", "open") != nullptr || !is_shared(path, flags)) {
    mql_error(ERR_CANNOT_OPEN_FILE);
    return INVALID_HANDLE;
  }
  const bool can_read = flags & FILE_READ;
  const bool can_write = flags & FILE_WRITE;
  const bool exists = fs::is_regular_file(path);
  if (!can_read && !can_write) {
    mql_error(5003);
    return INVALID_HANDLE;
  }
  if (!can_write && !exists) {
    mql_error(ERR_FILE_NOT_EXIST);
    return INVALID_HANDLE;
  }
  std::error_code ignored;
  if (can_write) fs::create_directories(fs::path(path).parent_path(), ignored);
  const char *mode = !can_write ? "rb" : can_read && exists ? "rb+" : can_read ? "wb+" : "wb";
  Open opened;
  opened.file = std::fopen(path.c_str(), mode);
  if (opened.file == nullptr) {
    mql_error(ERR_CANNOT_OPEN_FILE);
    return INVALID_HANDLE;
  }
  std::setvbuf(opened.file, nullptr, _IOFBF, 1 << 16);
  opened.path = path;
  opened.flags = flags;
  open_files[next_handle] = opened;
  return next_handle++;
}
void FileClose(int handle) {
  Open *open = find(handle);
  if (open == nullptr) return;
  std::fclose(open->file);
  open_files.erase(handle);
}
void close_all_files() {
  while (!open_files.empty()) FileClose(open_files.begin()->first);
}
void FileFlush(int handle) {
  mql_step();
  Open *open = find(handle);
  if (open != nullptr) std::fflush(open->file);
}
bool FileDelete(const string name, int flags) {
  mql_step();
  const std::string path = place(name, flags);
  std::error_code ignored;
  if (!path.empty() && fs::is_regular_file(path) && is_shared(path, 0) && fs::remove(path, ignored)) return true;
  mql_error(ERR_FILE_NOT_EXIST);
  return false;
}
static bool carry(const string &from, int from_flags, const string &to, int to_flags, bool is_move) {
  mql_step();
  const std::string source = place(from, from_flags);
  const std::string target = place(to, to_flags);
  if (source.empty() || target.empty()) return false;
  if (!fs::is_regular_file(source)) {
    mql_error(ERR_FILE_NOT_EXIST);
    return false;
  }
  if (fs::exists(target) && !(to_flags & FILE_REWRITE)) {
    mql_error(ERR_FILE_CANNOT_REWRITE);
    return false;
  }
  if (!is_shared(source, 0) || !is_shared(target, 0)) {
    mql_error(ERR_CANNOT_OPEN_FILE);
    return false;
  }
  std::error_code failed;
  fs::create_directories(fs::path(target).parent_path(), failed);
  if (is_move) fs::rename(source, target, failed);
  else fs::copy_file(source, target, fs::copy_options::overwrite_existing, failed);
  return !failed;
}
bool FileMove(const string from, int from_flags, const string to, int to_flags) {
  return carry(from, from_flags, to, to_flags, true);
}
bool FileCopy(const string from, int from_flags, const string to, int to_flags) {
  return carry(from, from_flags, to, to_flags, false);
}
bool FileIsExist(const string name, int flags) {
  const std::string path = place(name, flags);
  if (!path.empty() && fs::is_regular_file(path)) return true;
  mql_error(ERR_FILE_NOT_EXIST);
  return false;
}
bool FolderCreate(string name, int flags) {
  const std::string path = place(name, flags);
  std::error_code failed;
  if (!path.empty()) fs::create_directories(path, failed);
  return !path.empty() && !failed;
}
bool FolderDelete(string name, int flags) {
  const std::string path = place(name, flags);
  std::error_code failed;
  return !path.empty() && fs::remove(path, failed);
}

ulong FileTell(int handle) {
  Open *open = find(handle);
  return open == nullptr ? 0 : static_cast<ulong>(std::ftell(open->file));
}
ulong FileSize(int handle) {
  Open *open = find(handle);
  if (open == nullptr) return 0;
  const long at = std::ftell(open->file);
  std::fseek(open->file, 0, SEEK_END);
  const long size = std::ftell(open->file);
  std::fseek(open->file, at, SEEK_SET);
  open->was_written = false;
  return static_cast<ulong>(size);
}
bool FileSeek(int handle, long offset, ENUM_FILE_POSITION origin) {
  Open *open = find(handle);
  if (open == nullptr) return false;
  open->was_written = false;
  return std::fseek(open->file, offset, origin) == 0;
}
bool FileIsEnding(int handle) { return mql_file_left(handle) <= 0; }
bool FileIsLineEnding(int handle) {
  Open *open = find(handle);
  if (open == nullptr || mql_file_left(handle) <= 0) return true;
  const int next = std::fgetc(open->file);
  std::fseek(open->file, -1, SEEK_CUR);
  return next == '\n' || next == '\r';
}
long FileGetInteger(int handle, ENUM_FILE_PROPERTY_INTEGER property) {
  switch (property) {
    case FILE_SIZE: return static_cast<long>(FileSize(handle));
    case FILE_POSITION: return static_cast<long>(FileTell(handle));
    case FILE_END: return FileIsEnding(handle);
    default: return find(handle) != nullptr;
  }
}
long FileGetInteger(const string name, ENUM_FILE_PROPERTY_INTEGER property, bool common) {
  const std::string path = place(name, common ? FILE_COMMON : 0);
  const bool exists = !path.empty() && fs::is_regular_file(path);
  if (property == FILE_EXISTS) return exists;
  if (!exists) mql_error(ERR_FILE_NOT_EXIST);
  if (!exists) return -1;
  return property == FILE_SIZE ? static_cast<long>(fs::file_size(path)) : broker_ms() / 1000;
}

long mql_file_left(int handle) {
  const long size = static_cast<long>(FileSize(handle));
  return size - static_cast<long>(FileTell(handle));
}
long mql_file_read(int handle, void *bytes, long count) {
  mql_step();
  Open *open = find(handle);
  if (open == nullptr) return -1;
  if (!(open->flags & FILE_READ)) {
    mql_error(ERR_FILE_NOTTOREAD);
    return -1;
  }
  if (open->was_written) FileSeek(handle, 0, SEEK_CUR);
  const long got = static_cast<long>(std::fread(bytes, 1, static_cast<std::size_t>(count), open->file));
  if (got < count) mql_error(ERR_FILE_READERROR);
  return got;
}
long mql_file_write(int handle, const void *bytes, long count) {
  mql_step();
  Open *open = find(handle);
  if (open == nullptr) return -1;
  if (!(open->flags & FILE_WRITE)) {
    mql_error(ERR_FILE_NOTTOWRITE);
    return -1;
  }
  if (take_fault("file", "write") != nullptr) {
    mql_error(ERR_FILE_WRITEERROR);
    return 0;
  }
  if (take_fault("file", "short") != nullptr) {
    count /= 2;
    mql_error(ERR_FILE_WRITEERROR);
  }
  if (!open->was_written) std::fseek(open->file, 0, SEEK_CUR);
  open->was_written = true;
  return static_cast<long>(std::fwrite(bytes, 1, static_cast<std::size_t>(count), open->file));
}
bool is_text_file(int handle) {
  Open *open = find(handle);
  return open != nullptr && open->flags & (FILE_TXT | FILE_CSV);
}
bool is_ansi_file(int handle) {
  Open *open = find(handle);
  return open != nullptr && open->flags & FILE_ANSI;
}

static std::map<long, std::vector<std::string>> searches;
static long next_search = 1;

static bool fits(const std::string &name, const std::string &filter) {
  if (filter.empty()) return name.empty();
  if (filter[0] == '*') return fits(name, filter.substr(1)) || (!name.empty() && fits(name.substr(1), filter));
  return !name.empty() && (filter[0] == '?' || filter[0] == name[0]) && fits(name.substr(1), filter.substr(1));
}
long FileFindFirst(const string filter, string &name, int flags) {
  std::string text = filter.utf8();
  for (char &one : text) if (one == '\\') one = '/';
  const std::size_t cut = text.rfind('/');
  const std::string folder = root + (flags & FILE_COMMON ? "/common/" : "/files/")
    + (cut == std::string::npos ? "" : text.substr(0, cut));
  std::vector<std::string> found;
  std::error_code failed;
  for (const auto &entry : fs::directory_iterator(folder, failed)) {
    const std::string one = entry.path().filename().string();
    if (fits(one, cut == std::string::npos ? text : text.substr(cut + 1))) found.push_back(one);
  }
  std::sort(found.rbegin(), found.rend());
  if (found.empty()) {
    mql_error(5018);
    return INVALID_HANDLE;
  }
  name = string::from_utf8(found.back());
  found.pop_back();
  searches[next_search] = found;
  return next_search++;
}
bool FileFindNext(long handle, string &name) {
  const auto found = searches.find(handle);
  if (found == searches.end() || found->second.empty()) return false;
  name = string::from_utf8(found->second.back());
  found->second.pop_back();
  return true;
}
void FileFindClose(long handle) { searches.erase(handle); }
