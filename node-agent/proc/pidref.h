// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_PROC_PIDREF_H
#define NSINFO_PROC_PIDREF_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "node-agent/proc/proc_root.h"

// One process: its PID, its start time, and its directory of /proc. What is read through the
// directory is this process, or fails with ESRCH once it has ended, even if the number is in use
// again.
struct pidref {
    uint64_t pid;
    uint64_t start_ticks; // since boot; 0 while not known
    int fd;               // of /proc/PID
};

#define PIDREF_NONE                                                                                \
    {                                                                                              \
        .fd = -1                                                                                   \
    }
#define CLEANUP_PIDREF CLEANUP(pidref_release)

// 0 or a negative errno. start_ticks is the caller's to fill, from the stat file.
int pidref_open(const struct proc_root *root, uint64_t pid, struct pidref *ret) ATTR_NODISCARD
    ATTR_NONNULL(1, 3);
void pidref_release(struct pidref *ref) ATTR_NONNULL(1);

// 0; or -ESRCH if the number is a thread's, or another negative errno. /proc lists no threads but
// opens their numbers too (proc(5)), so that one which was a process's when it was listed, and is
// in use again, may be one.
int pidref_check_process(const struct pidref *ref) ATTR_NODISCARD ATTR_NONNULL(1);

// Now, in the unit of start_ticks. What was read of a PID's number later than this is of the
// process that has the number, if that one's start_ticks are lower: a number is taken only after
// its last owner is gone, and before the new one's start time is (kernel/fork.c, copy_process()).
uint64_t pidref_ticks_now(void) ATTR_NODISCARD;

// The one place that decides which negative errno means that a process has ended: -ENOENT (its
// directory is gone) and -ESRCH (the directory is open, the process is not there any more).
bool pidref_gone(int rc);

// Whether it means that the agent itself lacks something (descriptors, memory), so that it is no
// word about the process.
bool pidref_starved(int rc);

#endif
