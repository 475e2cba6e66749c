// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RESOLVE_RESOLVER_H
#define NSINFO_RESOLVE_RESOLVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/model/report.h"
#include "node-agent/proc/proc_root.h"
#include "node-agent/resolve/by_runtime.h"
#include "node-agent/resolve/container_set.h"
#include "node-agent/runtime/endpoint.h"

// From a container to its init process, by an ordered table of back ends.

enum resolver_choice {
    RESOLVER_AUTO, // the cgroup; then, where an endpoint is configured, the container's runtime
    RESOLVER_CGROUP,
    RESOLVER_CRI,
    RESOLVER_DOCKER,
};

// {0}: the cgroup alone.
struct resolver_config {
    enum resolver_choice choice;
    bool cross_check;
    const struct runtime_endpoint *endpoints;
    size_t endpoint_count;
};

// For one request, by one thread.
struct resolver {
    const struct resolver_config *config;
    struct runtimes runtimes;
};

#define RESOLVER_INIT(resolver_config, proc_root)                                                  \
    {                                                                                              \
        .config = (resolver_config), .runtimes = {                                                 \
            .root = (proc_root),                                                                   \
            .endpoints = (resolver_config)->endpoints,                                             \
            .count = (resolver_config)->endpoint_count                                             \
        }                                                                                          \
    }
#define CLEANUP_RESOLVER CLEANUP(resolver_release)

void resolver_release(struct resolver *resolver) ATTR_NONNULL(1);

struct resolved {
    const char *back_end; // its name: "cgroup", "cri", "docker"
    struct member init;
    char *cgroup; // its path, where a runtime says so and the path names no container; else NULL
};

void resolved_release(struct resolved *resolved) ATTR_NONNULL(1);
#define CLEANUP_RESOLVED CLEANUP(resolved_release)

// The answer of the first back end that has one; else an error with each one's reason: an
// ERROR_NOT_FOUND if all of them say that there is no such container. ref names it as it was asked
// for, entry has what the walk found of it.
int resolver_find_init(struct resolver *resolver, const struct container_ref *ref,
                       const struct container_entry *entry, struct resolved *ret,
                       struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4, 5);

// What another back end says: the runtime of what the cgroup told, the cgroup of what a runtime
// told. Nothing unless it is configured; the caller releases *ret with the report.
void resolver_cross_check(struct resolver *resolver, const struct container_ref *ref,
                          const struct container_entry *entry, const struct resolved *resolved,
                          struct cross_check *ret) ATTR_NONNULL(1, 2, 3, 4, 5);

// The names of the back ends in use, in order; NULL behind the last.
const char *resolver_name(const struct resolver_config *config, size_t index) ATTR_NONNULL(1);

#endif
