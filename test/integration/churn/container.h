// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CHURN_CONTAINER_H
#define NSINFO_CHURN_CONTAINER_H

#include "test/integration/churn/world.h"

// What a process of a container needs to become one.
struct entrance {
    struct world *world;
    uint32_t serial;
    int cgroup; // its cgroup.procs, open for writing
    char *title;
    size_t title_len;
};

// The init process: writes its record, goes into the cgroup, starts its children and stays; if
// busy, children come and go as fast as they can.
void container_init(const struct entrance *entrance, bool busy) ATTR_NORETURN ATTR_NONNULL(1);

// A process that was executed in the container later.
void container_late(const struct entrance *entrance) ATTR_NORETURN ATTR_NONNULL(1);

#endif
