// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CLI_PROGRESS_H
#define NSINFO_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"

// "asked 37 of 100 nodes": for a person who waits longer than half a second. {0} has not begun.
struct progress {
    uint64_t begun_us; // monotonic; 0: not yet
    size_t shown;      // nodes done, and 1; 0: nothing is shown
};

// For report_wish.asked and its context: a struct progress.
void progress_asked(void *context, size_t done, size_t count) ATTR_NONNULL(1);

// For the watchers of what takes long: what is waited for, NULL at the end. The context is not
// used.
void progress_waiting(void *context, const char *text);

#endif
