// What a test sees of the chart.
#pragma once

#include <string>

/** A person's click. */
void click_object(const std::string &name);
/** All objects as a JSON list. */
std::string list_objects();
std::string comment_now();
