// Inputs given from outside: `NAME=value` lines in the environment variable MQL5_INPUTS, read before anything else
// because inputs are initialised with the program's other globals.

#include "inputs.hpp"
#include "mql5.hpp"
#include <cstdlib>
#include <map>

namespace {

struct Place {
  void *value;
  void (*set)(void *place, const string &text);
};
/** Made on first use: the order in which files are initialised is nobody's. */
std::map<std::string, Place> &places() {
  static std::map<std::string, Place> all;
  return all;
}

}  // namespace

string mql_input_text(const char *name, void *place, void (*set)(void *place, const string &text)) {
  places()[name] = {place, set};
  const char *all = std::getenv("MQL5_INPUTS");
  std::string text = all == nullptr ? "" : all;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string line = text.substr(at, end - at);
    const std::size_t equal = line.find('=');
    if (equal != std::string::npos && line.substr(0, equal) == name) return string::from_utf8(line.substr(equal + 1));
    at = end + 1;
  }
  return string();
}

bool change_input(const std::string &name, const std::string &text) {
  const auto found = places().find(name);
  if (found == places().end()) return false;
  found->second.set(found->second.value, string::from_utf8(text));
  return true;
}
