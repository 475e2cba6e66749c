// SPDX-License-Identifier: Apache-2.0
#include "node-agent/collect/user_names.h"

#include <errno.h>
#include <fcntl.h>

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

struct passwd_read {
    struct guarded_read read; // the first member: a reader has this one
    struct pidref init;
    int rc;
    struct passwd passwd;
};

static void run(struct guarded_read *read)
{
    struct passwd_read *passwd = (struct passwd_read *)read;

    passwd->rc = passwd_read(passwd->init.fd, &passwd->passwd);
}

static void free_read(struct guarded_read *read)
{
    struct passwd_read *passwd = (struct passwd_read *)read;

    pidref_release(&passwd->init);
    passwd_release(&passwd->passwd);
    free(passwd);
}

static struct guarded_read *new_read(const struct pidref *init, const struct container_ref *ref)
{
    struct passwd_read *passwd = xcalloc(1, sizeof(*passwd));

    passwd->read = (struct guarded_read){
        .subject = {.kind = READ_PASSWD, .pid = init->pid, .start_ticks = init->start_ticks},
        .run = run,
        .free = free_read,
    };
    memcpy(passwd->read.subject.container, ref->id, CONTAINER_ID_LEN);
    passwd->init.fd = fcntl(init->fd, F_DUPFD_CLOEXEC, 0);
    return &passwd->read;
}

// A negative value if the names are not known.
static int read_passwd(const struct pidref *init, const struct container_ref *ref,
                       struct patience *patience, struct passwd *ret)
{
    struct guarded_read *read = new_read(init, ref);
    int rc = -ETIMEDOUT;

    readers_run(patience, &read, 1);
    if (read != NULL && read->done) {
        struct passwd_read *own = (struct passwd_read *)read;

        rc = own->rc;
        *ret = own->passwd;
        own->passwd = (struct passwd){0};
    }
    if (read != NULL)
        free_read(read);
    return rc;
}

void user_names_set(const struct pidref *init, const struct container_ref *ref, bool own_user_ns,
                    struct patience *patience, struct process *processes, size_t count)
{
    CLEANUP_PASSWD struct passwd passwd = {0};
    CLEANUP_FREE struct uid_map *map = own_user_ns ? xcalloc(1, sizeof(*map)) : NULL;
    const char *name = NULL;

    if (count == 0 || (map != NULL && uid_map_read(init->fd, map) < 0) ||
        read_passwd(init, ref, patience, &passwd) < 0)
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
