// Members of account, terminal and symbols that a test may set by name.
#pragma once

#include "json.hpp"

/** False where there is no such member. */
bool set_member(const std::string &name, const Json &value);
bool set_symbol_member(int symbol, const std::string &name, const Json &value);
/** Countries, events and values; a value that changes gets the next change id. Why not, or "". */
std::string feed_calendar(const Json &command);
