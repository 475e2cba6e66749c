// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CLI_SCREEN_H
#define NSINFO_CLI_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"

// The terminal as a screen that is drawn anew again and again, and whose keys are read one by one:
// the alternate screen, without a cursor. However the program ends while it is open, by a signal
// too, the terminal is left as it was; while it is stopped (Ctrl-Z) too. Where signals are
// concerned there is one of it.

struct screen_size {
    unsigned columns;
    unsigned rows;
};

enum screen_event_kind {
    SCREEN_KEY,
    SCREEN_CHANGED, // it has another size, or has to be drawn again
    SCREEN_WOKEN,   // the descriptor that was given can be read
    SCREEN_TIMEOUT,
    SCREEN_GONE, // nobody is there any more
};

struct screen_event {
    enum screen_event_kind kind;
    int key; // enum key
};

// Whether standard input and output are a terminal that can be one.
bool screen_possible(void) ATTR_NODISCARD;

// Threads that are started while it is open take none of its signals.
int screen_open(struct error *err) ATTR_NODISCARD ATTR_NONNULL(1);
void screen_close(void);

struct screen_size screen_size(void) ATTR_NODISCARD;

// Puts what was drawn on it, as frame_add() makes it. Not 0: SCREEN_GONE.
int screen_draw(const struct strbuf *frame) ATTR_NODISCARD ATTR_NONNULL(1);

// Waits for the next thing that happens; fd may be -1. By a signal that ends the program it ends
// here.
struct screen_event screen_wait(int fd, uint64_t timeout_ms) ATTR_NODISCARD;

#endif
