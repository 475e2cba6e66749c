// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_AGENT_GUARDED_H
#define NSINFO_AGENT_GUARDED_H

#include <sys/types.h>

#include "common/base/attributes.h"

// A program that does not outlive this one, not even if this one is killed: a small process of this
// program's waits beside it for the end of a pipe that only this one holds, and ends it then. (No
// signal can be asked for by a child at its parent's end but on Linux.)
struct guarded {
    pid_t guard;
    int life;   // that pipe
    int output; // what it writes, not blocking: standard output,
    int errors; // and standard error
};

// None runs: {.life = -1, .output = -1, .errors = -1}. The arguments begin with the program's name
// and end with NULL. A negative errno, or 0; that the program cannot be run is seen by its end.
int guarded_start(const char *path, char *const *arguments, struct guarded *ret) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

// Ends the program and what it has started, in two seconds at most.
void guarded_stop(struct guarded *guarded) ATTR_NONNULL(1);

#endif
