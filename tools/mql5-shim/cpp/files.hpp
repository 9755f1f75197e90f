// What the parts of the file system share.
#pragma once

#include "mql5.hpp"

/** Makes `folder`/files and `folder`/common the sandbox. */
void open_files_in(const std::string &folder);
/** As the terminal does for a program that ended in order. */
void close_all_files();
bool is_text_file(int handle);
bool is_ansi_file(int handle);
