// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RESOLVE_MEMBERSHIP_H
#define NSINFO_RESOLVE_MEMBERSHIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "node-agent/proc/pidref.h"
#include "node-agent/proc/proc_root.h"
#include "node-agent/proc/proc_stat.h"
#include "node-agent/resolve/container_set.h"

// The one walk over /proc that a request makes: which processes belong to which containers.

enum membership_scope {
    MEMBERSHIP_WANTED, // of the containers that are in the set already
    MEMBERSHIP_ALL,    // of every container that there is; the set grows
    MEMBERSHIP_BELOW,  // of the set's only container: at or below the visitor's cgroup path
};

// What the walk saw.
struct membership_stats {
    uint64_t processes; // on the node
    uint64_t gone;      // ended while they were looked at
    uint64_t unread;    // the kernel refuses to show them: they may belong to any container
};

// Called for each member, container by container, while the process's directory is open; all that
// is to be read of it is read here.
struct membership_visitor {
    void (*visit)(void *context, size_t entry, const struct pidref *process,
                  const struct proc_stat *stat); // NULL: nothing more is needed
    void *context;
    const char *cgroup; // MEMBERSHIP_BELOW
};

// Fills the members of the set's entries. Processes that end meanwhile are left out; the error is
// that the walk itself failed.
int membership_walk(const struct proc_root *root, enum membership_scope scope,
                    const struct membership_visitor *visitor, struct container_set *set,
                    struct membership_stats *ret_stats, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 3, 4, 5, 6);

// Whose process one with this cgroup path is, as far as the path says: this container's if its ID
// stands in it.
enum membership_claim { MEMBERSHIP_THIS, MEMBERSHIP_OTHER, MEMBERSHIP_NOBODY };
enum membership_claim membership_claim(const char *path,
                                       const struct container_ref *ref) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

#endif
