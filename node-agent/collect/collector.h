// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_COLLECT_COLLECTOR_H
#define NSINFO_COLLECT_COLLECTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/model/container_ref.h"
#include "common/model/report.h"
#include "node-agent/collect/init_index.h"
#include "node-agent/proc/proc_root.h"
#include "node-agent/readers/readers.h"
#include "node-agent/resolve/resolver.h"

// From a question to the report that answers it, with one walk over /proc: one more for a container
// whose processes no cgroup path shows to be its own, but whose runtime names its init process; and
// with none where the init processes are remembered, still live, and are all that is asked for.

// The node, and how its containers are found.
struct collect_source {
    const struct proc_root *root;
    const char *node_name;
    const struct resolver_config *resolver;
    struct init_index *index; // NULL: nothing is remembered from one request to the next
    struct readers *readers;  // NULL: what a container holds up holds up the request
};

struct collect_query {
    enum report_kind kind;
    const struct container_ref *refs;
    size_t ref_count;
    bool processes;
    bool all; // every container that is found, by the name that refs have for it, if they do; else
              // those of refs, and in a REPORT_CONTAINER_LIST an error for each that is not
};

struct collect_stats {
    uint64_t processes;      // that the walk looked at
    uint64_t processes_gone; // that ended while they were looked at
};

// Of an ID that is asked for several times there is one report. What is wrong with one container
// is in the report's errors; the error is that there can be no report at all.
int collector_run(const struct collect_source *source, const struct collect_query *query,
                  struct report *ret, struct collect_stats *ret_stats,
                  struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4, 5);

#endif
