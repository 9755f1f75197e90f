// Inputs that the person at the terminal changes while the program runs: it is initialised again afterwards.
#pragma once

#include <string>

bool change_input(const std::string &name, const std::string &text);
