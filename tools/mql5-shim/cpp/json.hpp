// JSON of the control channel: one line in, one line out. Small, strict, and apart from anything the program under test
// reads its own JSON with.
#pragma once

#include <map>
#include <string>
#include <vector>

struct Json {
  enum Kind { NONE, BOOLEAN, NUMBER, TEXT, LIST, OBJECT } kind = NONE;
  bool truth = false;
  double number = 0;
  std::string text;
  std::vector<Json> list;
  std::map<std::string, Json> members;

  /** The member, or one of kind NONE. */
  const Json &operator[](const std::string &name) const;
  bool has(const std::string &name) const { return members.count(name) > 0; }
  double real(double standard) const { return kind == NUMBER ? number : standard; }
  /** Whole numbers come as numbers, or as text where 53 bits do not do. */
  long whole(long standard) const;
  bool flag(bool standard) const { return kind == BOOLEAN ? truth : standard; }
  std::string string_or(const std::string &standard) const { return kind == TEXT ? text : standard; }
};

/** Reads one document; `isGood` says whether it was one. */
Json read_json(const std::string &text, bool &is_good);
/** As a JSON string, with its quotes. */
std::string quote_json(const std::string &text);
/** Shortest text that reads back as the same number. */
std::string write_number(double value);

/** Builds an object of one level; lists are written by their owner. */
class JsonLine {
public:
  JsonLine &add(const char *name, const std::string &text) { return raw(name, quote_json(text)); }
  JsonLine &add(const char *name, const char *text) { return raw(name, quote_json(text)); }
  JsonLine &add(const char *name, double value) { return raw(name, write_number(value)); }
  JsonLine &add(const char *name, long value) { return raw(name, std::to_string(value)); }
  JsonLine &add(const char *name, int value) { return raw(name, std::to_string(value)); }
  JsonLine &add(const char *name, bool value) { return raw(name, value ? "true" : "false"); }
  /** 64-bit ids as text. */
  JsonLine &id(const char *name, unsigned long value) { return raw(name, "\"" + std::to_string(value) + "\""); }
  JsonLine &raw(const char *name, const std::string &json) {
    body_ += (body_.empty() ? "\"" : ",\"") + std::string(name) + "\":" + json;
    return *this;
  }
  std::string end() const { return "{" + body_ + "}"; }

private:
  std::string body_;
};
