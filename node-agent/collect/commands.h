// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_COLLECT_COMMANDS_H
#define NSINFO_COLLECT_COMMANDS_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/model/report.h"
#include "node-agent/proc/pidref.h"
#include "node-agent/proc/proc_cmdline.h"
#include "node-agent/readers/readers.h"

// Processes whose arguments are still to be read: a thread that may be given up reads them, and to
// hand it one by one would cost more than to read them.

enum { COMMANDS_MAX = 64 };

struct command {
    size_t entry; // of the collection: whose process it is
    struct process process;
    uint64_t start_ticks;
    int rc;                      // how reading the arguments ended: 0, or a negative errno
    struct proc_cmdline cmdline; // to be taken over, or released
};

struct commands {
    struct command items[COMMANDS_MAX];
    struct guarded_read *reads[COMMANDS_MAX]; // of the items, until they are read
    size_t count;
};

void commands_release(struct commands *commands) ATTR_NONNULL(1);

// Takes the process over, which is subject's and whose directory is open as process_fd; there must
// be room.
void commands_add(struct commands *commands, size_t entry, const struct read_subject *subject,
                  int process_fd, struct process *process) ATTR_NONNULL(1, 3, 5);

// Reads them all, as far as they can be read in time: -ETIMEDOUT for the others.
void commands_read(struct commands *commands, struct patience *patience) ATTR_NONNULL(1, 2);

#endif
