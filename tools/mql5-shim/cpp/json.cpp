#include "json.hpp"
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

const Json NOTHING;

class Reader {
public:
  explicit Reader(const std::string &text) : text_(text) {}

  Json read(bool &is_good) {
    Json value = read_value();
    skip();
    is_good = is_good_ && at_ == text_.size();
    return value;
  }

private:
  void skip() {
    while (at_ < text_.size() && std::strchr(" \t\r\n", text_[at_]) != nullptr) at_++;
  }
  bool take(const char *word) {
    skip();
    const std::size_t size = std::strlen(word);
    if (text_.compare(at_, size, word) != 0) return false;
    at_ += size;
    return true;
  }
  Json fail() {
    is_good_ = false;
    at_ = text_.size();
    return Json();
  }
  Json read_value() {
    skip();
    Json value;
    if (at_ >= text_.size()) return fail();
    if (take("null")) return value;
    if (text_[at_] == 't' || text_[at_] == 'f') {
      value.kind = Json::BOOLEAN;
      value.truth = text_[at_] == 't';
      return take(value.truth ? "true" : "false") ? value : fail();
    }
    if (text_[at_] == '"') {
      value.kind = Json::TEXT;
      value.text = read_text();
      return value;
    }
    if (take("[")) return read_list();
    if (take("{")) return read_object();
    const char *start = text_.c_str() + at_;
    char *end = nullptr;
    value.kind = Json::NUMBER;
    value.number = std::strtod(start, &end);
    if (end == start) return fail();
    at_ += static_cast<std::size_t>(end - start);
    return value;
  }
  Json read_list() {
    Json value;
    value.kind = Json::LIST;
    if (take("]")) return value;
    do value.list.push_back(read_value());
    while (is_good_ && take(","));
    return take("]") ? value : fail();
  }
  Json read_object() {
    Json value;
    value.kind = Json::OBJECT;
    if (take("}")) return value;
    do {
      skip();
      if (at_ >= text_.size() || text_[at_] != '"') return fail();
      const std::string name = read_text();
      if (!take(":")) return fail();
      value.members[name] = read_value();
    } while (is_good_ && take(","));
    return take("}") ? value : fail();
  }
  void put_code(std::string &out, unsigned code) {
    if (code < 0x80) out += static_cast<char>(code);
    else if (code < 0x800) {
      out += static_cast<char>(0xC0 | code >> 6);
      out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
      out += static_cast<char>(0xE0 | code >> 12);
      out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
      out += static_cast<char>(0x80 | (code & 0x3F));
    }
  }
  std::string read_text() {
    std::string out;
    for (at_++; at_ < text_.size() && text_[at_] != '"'; at_++) {
      if (text_[at_] != '\\') {
        out += text_[at_];
        continue;
      }
      const char mark = ++at_ < text_.size() ? text_[at_] : '\0';
      const char *known = std::strchr("b\bf\fn\nr\rt\t", mark);
      if (mark == 'u' && at_ + 4 < text_.size()) {
        put_code(out, static_cast<unsigned>(std::strtoul(text_.substr(at_ + 1, 4).c_str(), nullptr, 16)));
        at_ += 4;
      } else if (mark != '\0' && known != nullptr) out += known[1];
      else out += mark;
    }
    if (at_ >= text_.size()) is_good_ = false;
    else at_++;
    return out;
  }

  const std::string &text_;
  std::size_t at_ = 0;
  bool is_good_ = true;
};

}  // namespace

const Json &Json::operator[](const std::string &name) const {
  const auto found = members.find(name);
  return found == members.end() ? NOTHING : found->second;
}

long Json::whole(long standard) const {
  if (kind == TEXT) return static_cast<long>(std::strtoull(text.c_str(), nullptr, 10));
  return kind == NUMBER ? static_cast<long>(number) : standard;
}

Json read_json(const std::string &text, bool &is_good) { return Reader(text).read(is_good); }

std::string quote_json(const std::string &text) {
  std::string out = "\"";
  for (const char one : text) {
    char code[8];
    if (one == '"' || one == '\\') {
      out += '\\';
      out += one;
    } else if (static_cast<unsigned char>(one) < 0x20) {
      std::snprintf(code, sizeof code, "\\u%04x", one);
      out += code;
    } else out += one;
  }
  return out + "\"";
}

std::string write_number(double value) {
  char text[40];
  if (!std::isfinite(value)) return "null";
  for (int digits = 1; digits <= 17; digits++) {
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    if (std::strtod(text, nullptr) == value) break;
  }
  return text;
}
