// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CLI_CONSOLE_H
#define NSINFO_CLI_CONSOLE_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"

// The two ends of the program that a person sees.

// Holds the places of closed standard descriptors, so that no file that is opened later is taken
// for one of them: reading and writing them goes on failing. To be called first; -1 if that cannot
// be.
int console_open(void) ATTR_NODISCARD;

int console_write(const struct strbuf *text, struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2);

// Whether what is written there is shown by a terminal.
bool console_is_terminal(void);

// How many columns that has: COLUMNS, as for ps(1), else what the terminal says; 0 if it is none.
size_t console_columns(void);

// Whether colours are wanted there, if nothing else is said: on a terminal, without NO_COLOR
// (no-color.org), that is not "dumb".
bool console_has_colours(void);

// Lines on standard error; they have been escaped.
void console_note(const char *lines) ATTR_NONNULL(1);

// "error: message", or what the error's prefix says. Escaped here, but for the ends of lines, which
// the API server's longer messages have.
void console_error(const struct error *err) ATTR_NONNULL(1);

// The line that says what is waited for, on a terminal alone; NULL takes it away.
void console_progress(const char *text);

// No such line from here on: the terminal's whole screen is somebody else's. Before there are
// threads that might show one.
void console_progress_off(void);

#endif
