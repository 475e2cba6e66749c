// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RESOLVE_BY_RUNTIME_H
#define NSINFO_RESOLVE_BY_RUNTIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "node-agent/proc/proc_root.h"
#include "node-agent/resolve/container_set.h"
#include "node-agent/runtime/endpoint.h"

// The runtimes that may be asked, for one request: a connection is made when it is needed first. A
// runtime that did not answer in time is not asked again, and all calls together have
// LIMIT_RUNTIME_REQUEST_MILLISECONDS.
struct runtimes {
    const struct proc_root *root;
    const struct runtime_endpoint *endpoints;
    size_t count;
    struct runtime_link *links; // one an endpoint; NULL before the first call
    uint64_t deadline;          // 0 before the first call
};

void runtimes_release(struct runtimes *runtimes) ATTR_NONNULL(1);

// True if an endpoint of this API is for the runtime; every one is for "", the unknown one.
bool runtimes_serve(const struct runtimes *runtimes, enum runtime_api api,
                    const char *runtime) ATTR_NODISCARD ATTR_NONNULL(1, 3);

// The init process that a runtime names for the container, by this API. What it names is checked:
// the process is there, and its cgroup path names the container, or else no container at all; then
// *ret_cgroup is that path, for the caller to free, and otherwise NULL. The PIDs of a runtime are
// those of its own PID namespace, which has to be the proc root's. ERROR_NOT_FOUND if the runtime
// does not know the container, or it does not run.
int by_runtime_find_init(struct runtimes *runtimes, enum runtime_api api,
                         const struct container_ref *ref, struct member *ret, char **ret_cgroup,
                         struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 3, 4, 5, 6);

#endif
