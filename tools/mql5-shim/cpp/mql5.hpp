// Everything an MQL5 program sees. A program is compiled against this alone.
#pragma once

#include "generic.hpp"
#include "program.hpp"
