// SPDX-License-Identifier: Apache-2.0
#include "node-agent/resolve/membership.h"

#include <errno.h>

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "node-agent/proc/proc_cgroup.h"
#include "node-agent/resolve/cgroup_path.h"

struct walk {
    const struct proc_root *root;
    enum membership_scope scope;
    const struct membership_visitor *visitor;
    struct container_set *set;
    struct membership_stats stats;
    struct strbuf cgroup; // one buffer for all processes
    // What the process at hand is, read once it turns out to be a member.
    struct proc_stat stat;
    bool has_stat;
};

static int read_stat(struct walk *walk, struct pidref *process)
{
    if (walk->has_stat)
        return 0;
    int rc = proc_stat_read(process->fd, &walk->stat);
    if (rc < 0)
        return rc;
    process->start_ticks = walk->stat.start_ticks;
    walk->has_stat = true;
    return 0;
}

static int add_member(struct walk *walk, struct pidref *process, size_t entry)
{
    int rc = read_stat(walk, process);

    if (rc < 0)
        return rc;
    const struct member member = {
        .pid = process->pid,
        .ppid = walk->stat.ppid,
        .start_ticks = walk->stat.start_ticks,
    };
    container_entry_add_member(&walk->set->entries[entry], &member);
    if (walk->visitor->visit != NULL)
        walk->visitor->visit(walk->visitor->context, entry, process, &walk->stat);
    return 0;
}

// A process may belong to several containers that are asked for, one inside the other.
static int add_to_wanted(struct walk *walk, struct pidref *process, const char *path)
{
    struct cgroup_id id = {0};

    for (const char *cursor = path; cgroup_path_next(path, &cursor, &id);) {
        long entry = container_set_find(walk->set, id.at);
        int rc = entry < 0 ? 0 : add_member(walk, process, (size_t)entry);

        if (rc < 0)
            return rc;
    }
    return 0;
}

static int add_to_owner(struct walk *walk, struct pidref *process, const char *path)
{
    struct cgroup_id id = {0};

    if (!cgroup_path_owner(path, &id))
        return 0;
    // Read first: a process that has ended meanwhile makes no container.
    int rc = read_stat(walk, process);
    if (rc < 0)
        return rc;
    long entry = container_set_add(walk->set, id.at);
    struct container_ref *ref = &walk->set->entries[entry].ref;
    if (ref->runtime[0] == '\0')
        memcpy(ref->runtime, id.runtime, strlen(id.runtime) + 1);
    return add_member(walk, process, (size_t)entry);
}

static int add_if_below(struct walk *walk, struct pidref *process, const char *path)
{
    const char *above = walk->visitor->cgroup;
    size_t len = strlen(above);

    if (strncmp(path, above, len) != 0 || (path[len] != '\0' && path[len] != '/'))
        return 0;
    return add_member(walk, process, 0);
}

static int look_at(struct walk *walk, uint64_t pid)
{
    CLEANUP_PIDREF struct pidref process = PIDREF_NONE;
    const char *path = NULL;
    int rc = 0;

    walk->has_stat = false;
    if ((rc = pidref_open(walk->root, pid, &process)) < 0 ||
        (rc = proc_cgroup_read(process.fd, &walk->cgroup, &path)) < 0)
        return rc;
    switch (walk->scope) {
    case MEMBERSHIP_ALL:
        return add_to_owner(walk, &process, path);
    case MEMBERSHIP_BELOW:
        return add_if_below(walk, &process, path);
    case MEMBERSHIP_WANTED:
    default:
        return add_to_wanted(walk, &process, path);
    }
}

int membership_walk(const struct proc_root *root, enum membership_scope scope,
                    const struct membership_visitor *visitor, struct container_set *set,
                    struct membership_stats *ret_stats, struct error *err)
{
    CLEANUP_PROC_WALK struct proc_walk pids = {0};
    struct walk walk = {.root = root,
                        .scope = scope,
                        .visitor = visitor,
                        .set = set,
                        .cgroup = STRBUF_LIMITED(LIMIT_PROC_FILE)};
    uint64_t pid = 0;

    if (proc_walk_open(root, &pids, err) < 0)
        return -1;
    while (proc_walk_next(&pids, &pid)) {
        // Another failure than the process's end (a kernel that hides others' processes) leaves it
        // out as well: what cannot be told to be a member is none.
        int rc = look_at(&walk, pid);
        walk.stats.processes++;
        walk.stats.gone += pidref_gone(rc);
    }
    container_set_sort_members(set);
    strbuf_release(&walk.cgroup);
    *ret_stats = walk.stats;
    return 0;
}

enum membership_claim membership_claim(const char *path, const struct container_ref *ref)
{
    enum membership_claim claim = MEMBERSHIP_NOBODY;
    struct cgroup_id id = {0};

    for (const char *cursor = path; cgroup_path_next(path, &cursor, &id);) {
        if (memcmp(id.at, ref->id, CONTAINER_ID_LEN) == 0)
            return MEMBERSHIP_THIS;
        claim = MEMBERSHIP_OTHER;
    }
    return claim;
}
