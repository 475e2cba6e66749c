// SPDX-License-Identifier: Apache-2.0
#include "node-agent/collect/user_names.h"

#include "common/base/xalloc.h"
#include "node-agent/proc/passwd.h"
#include "node-agent/proc/uid_map.h"

static const char *find_name(const struct passwd *passwd, const struct uid_map *map, uint32_t uid)
{
    uint32_t inside = uid;

    if (map != NULL && uid_map_to_inside(map, uid, &inside) < 0)
        return NULL;
    return passwd_find(passwd, inside);
}

void user_names_set(const struct pidref *init, bool own_user_ns, struct process *processes,
                    size_t count)
{
    CLEANUP_PASSWD struct passwd passwd = {0};
    CLEANUP_FREE struct uid_map *map = own_user_ns ? xcalloc(1, sizeof(*map)) : NULL;
    const char *name = NULL;

    if (count == 0 || (map != NULL && uid_map_read(init->fd, map) < 0) ||
        passwd_read(init->fd, &passwd) < 0)
        return;
    for (size_t i = 0; i < count; i++) {
        if (!processes[i].uid_known)
            continue;
        // Most processes of a container run as the same user as the one before.
        if (i == 0 || !processes[i - 1].uid_known || processes[i].uid != processes[i - 1].uid)
            name = find_name(&passwd, map, processes[i].uid);
        processes[i].user = xstrdup(name);
    }
}
