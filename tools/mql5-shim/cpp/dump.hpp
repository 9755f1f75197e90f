// What the broker knows, as JSON.
#pragma once

#include "json.hpp"

/** `what`: ticks (of `s`, from index `from`), deals, orders, history, positions, account, objects, comment, bars, symbols. */
std::string dump(const Json &command);
