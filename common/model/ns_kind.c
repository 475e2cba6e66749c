// SPDX-License-Identifier: Apache-2.0
#include "common/model/ns_kind.h"

const struct ns_kind_row ns_kinds[NS_KIND_COUNT] = {
    [NS_PID] = {"pid", "PIDNS", "process IDs"},
    [NS_NET] = {"net", "NET", "network devices, addresses, ports"},
    [NS_MNT] = {"mnt", "MNT", "mounts"},
    [NS_IPC] = {"ipc", "IPC", "System V IPC, POSIX message queues"},
    [NS_UTS] = {"uts", "UTS", "host name"},
    [NS_USER] = {"user", "USER", "user and group IDs"},
    [NS_CGROUP] = {"cgroup", "CGROUP", "the root of the cgroup tree"},
    [NS_TIME] = {"time", "TIME", "boot and monotonic clocks"},
};

void ns_set_release(struct ns_set *set)
{
    for (int kind = 0; kind < NS_KIND_COUNT; kind++)
        free(set->of[kind].reason);
    *set = (struct ns_set){0};
}

bool ns_id_same(const struct ns_id *a, const struct ns_id *b)
{
    return a->state == NS_KNOWN && b->state == NS_KNOWN && a->inode == b->inode &&
           a->device == b->device;
}
