// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RESOLVE_BY_CGROUP_H
#define NSINFO_RESOLVE_BY_CGROUP_H

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "node-agent/resolve/container_set.h"

// The init process among a container's members: the one whose parent is outside; of several, since
// what is executed in a container later has an outside parent too, the one that started first, and
// of those the lowest PID. ERROR_NOT_FOUND if there are no members.
int by_cgroup_find_init(const struct container_entry *entry, struct member *ret,
                        struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

#endif
