// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_COLLECT_USER_NAMES_H
#define NSINFO_COLLECT_USER_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/model/report.h"
#include "node-agent/proc/pidref.h"
#include "node-agent/readers/readers.h"

// Gives each process the name that its effective user has in the container's own /etc/passwd, as
// the init process sees it. That file counts in the user IDs of the container's user namespace; if
// that is not the node's own, init's uid_map translates, and a user who is not in it has no name.
// A container that does not show the file in time has no names.
void user_names_set(const struct pidref *init, const struct container_ref *ref, bool own_user_ns,
                    struct patience *patience, struct process *processes, size_t count)
    ATTR_NONNULL(1, 2, 4);

#endif
