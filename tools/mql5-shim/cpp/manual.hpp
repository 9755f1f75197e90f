// What the person at the terminal, or the broker, does without the program.
#pragma once

#include "json.hpp"

/** Why not, or "". */
std::string do_manual(const Json &command);
