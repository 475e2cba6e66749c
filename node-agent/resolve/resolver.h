// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RESOLVE_RESOLVER_H
#define NSINFO_RESOLVE_RESOLVER_H

#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "node-agent/resolve/container_set.h"

// From a container to its init process, by an ordered table of back ends.

struct resolved {
    const char *back_end; // its name: "cgroup"
    struct member init;
};

// The answer of the first back end that has one; else an ERROR_NOT_FOUND with each one's reason.
int resolver_find_init(const struct container_entry *entry, struct resolved *ret,
                       struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// The back ends' names, in order; NULL behind the last.
const char *resolver_name(size_t index);

#endif
