// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_COLLECT_CONTAINER_H
#define NSINFO_COLLECT_CONTAINER_H

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/model/report.h"
#include "node-agent/collect/clock.h"
#include "node-agent/proc/proc_root.h"
#include "node-agent/readers/readers.h"
#include "node-agent/resolve/container_set.h"
#include "node-agent/resolve/resolver.h"

// What the processes of a container were found to be, before its init process is known.
struct process_list {
    struct process *items;
    size_t count;
    size_t capacity;
    bool truncated; // it lacks some: over a limit, or unreadable
};

void process_list_release(struct process_list *list) ATTR_NONNULL(1);

// The report of one container whose init process was found; its `id` is left for the caller. Takes
// the processes over; NULL if they were not asked for. An ERROR_GONE if the container ended
// meanwhile: a PID is given only if it is the same process, in the same container, before and after
// its namespaces were read.
int container_collect(const struct proc_root *root, const struct container_ref *ref,
                      const struct resolved *resolved, const struct clock *clock,
                      const struct ns_id *node_user_ns, struct patience *patience,
                      struct process_list *processes, struct container_report *ret,
                      struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4, 5, 6, 8, 9);

#endif
