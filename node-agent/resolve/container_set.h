// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RESOLVE_CONTAINER_SET_H
#define NSINFO_RESOLVE_CONTAINER_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/model/container_ref.h"

// The containers that a walk over /proc looks for, or finds, and the processes of each.

struct member {
    uint64_t pid;
    uint64_t ppid;
    uint64_t start_ticks;
};

struct container_entry {
    struct container_ref ref; // the runtime is what the cgroup path says, "" if it does not
    struct member *members;
    size_t member_count;
    size_t member_capacity;
};

struct container_set {
    struct container_entry *entries;
    size_t count;
    size_t capacity;
    size_t *order; // the entries' indices, by ID
    size_t order_capacity;
};

enum { CONTAINER_SET_NONE = -1 };

void container_set_release(struct container_set *set) ATTR_NONNULL(1);
#define CLEANUP_CONTAINER_SET CLEANUP(container_set_release)

// The index of the entry of the CONTAINER_ID_LEN digits at id, or CONTAINER_SET_NONE.
long container_set_find(const struct container_set *set, const char *id) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

// The same, and makes the entry if there is none.
long container_set_add(struct container_set *set, const char *id) ATTR_NONNULL(1, 2);

void container_entry_add_member(struct container_entry *entry, const struct member *member)
    ATTR_NONNULL(1, 2);

// Brings the members of each entry into the order of their PIDs: the real /proc is in that order, a
// saved tree is not.
void container_set_sort_members(struct container_set *set) ATTR_NONNULL(1);

// True if the entry, whose members are sorted, has one with this PID.
bool container_entry_has(const struct container_entry *entry, uint64_t pid) ATTR_NODISCARD
    ATTR_NONNULL(1);

#endif
