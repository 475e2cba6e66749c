// SPDX-License-Identifier: Apache-2.0
#include "node-agent/resolve/by_cgroup.h"

static bool is_before(const struct member *a, const struct member *b)
{
    if (a->start_ticks != b->start_ticks)
        return a->start_ticks < b->start_ticks;
    return a->pid < b->pid;
}

int by_cgroup_find_init(const struct container_entry *entry, struct member *ret, struct error *err)
{
    const struct member *init = NULL;

    for (size_t i = 0; i < entry->member_count; i++) {
        const struct member *member = &entry->members[i];

        if ((init == NULL || is_before(member, init)) && !container_entry_has(entry, member->ppid))
            init = member;
    }
    if (init == NULL)
        return error_set(err, ERROR_NOT_FOUND, "no process has the ID in its cgroup path");
    *ret = *init;
    return 0;
}
