// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BASE_PROGRAM_H
#define NSINFO_BASE_PROGRAM_H

#include "common/base/attributes.h"

// Other programs, to be run without a shell.

// Where the command is: itself if it has a slash, else its path in $PATH; NULL if nowhere. What is
// not absolute in there counts for nothing: Go's programs run nothing from the current directory
// either. The caller frees it.
char *program_find(const char *command) ATTR_NODISCARD ATTR_NONNULL(1);

// For a child before execve(2): no descriptor but the first three goes on to the program. The HTTP
// library's connections are not all closed by execve itself. Only what signal-safety(7) allows.
void program_close_on_exec(void);

// For a child that goes on by itself: closes the descriptors from `first` on, but for `kept`, so
// that nothing of its parent's stays open. Only what signal-safety(7) allows.
void program_close_from(int first, int kept);

#endif
