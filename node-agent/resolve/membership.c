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
    struct strbuf cgroup;  // one buffer for all processes
    struct proc_stat stat; // of the process at hand
    uint64_t begun_ticks;
};

static void add_member(struct walk *walk, const struct pidref *process, size_t entry)
{
    const struct member member = {
        .pid = process->pid,
        .ppid = walk->stat.ppid,
        .start_ticks = walk->stat.start_ticks,
    };

    container_entry_add_member(&walk->set->entries[entry], &member);
    if (walk->visitor->visit != NULL)
        walk->visitor->visit(walk->visitor->context, entry, process, &walk->stat);
}

// A process may belong to several containers that are asked for, one inside the other.
static void add_to_wanted(struct walk *walk, const struct pidref *process, const char *path)
{
    struct cgroup_id id = {0};

    for (const char *cursor = path; cgroup_path_next(path, &cursor, &id);) {
        long entry = container_set_find(walk->set, id.at);

        if (entry >= 0)
            add_member(walk, process, (size_t)entry);
    }
}

static bool has_wanted(const struct walk *walk, const char *path)
{
    struct cgroup_id id = {0};

    for (const char *cursor = path; cgroup_path_next(path, &cursor, &id);)
        if (container_set_find(walk->set, id.at) >= 0)
            return true;
    return false;
}

static void add_to_owner(struct walk *walk, const struct pidref *process, const char *path)
{
    struct cgroup_id id = {0};

    if (!cgroup_path_owner(path, &id))
        return;
    long entry = container_set_add(walk->set, id.at);
    struct container_ref *ref = &walk->set->entries[entry].ref;
    if (ref->runtime[0] == '\0')
        memcpy(ref->runtime, id.runtime, strlen(id.runtime) + 1);
    add_member(walk, process, (size_t)entry);
}

static bool has_owner(const struct walk *walk ATTR_UNUSED, const char *path)
{
    struct cgroup_id id = {0};

    return cgroup_path_owner(path, &id);
}

static bool is_below(const struct walk *walk, const char *path)
{
    const char *above = walk->visitor->cgroup;
    size_t len = strlen(above);

    return strncmp(path, above, len) == 0 && (path[len] == '\0' || path[len] == '/');
}

static void add_below(struct walk *walk, const struct pidref *process, const char *path ATTR_UNUSED)
{
    add_member(walk, process, 0);
}

static const struct {
    bool (*concerns)(const struct walk *walk, const char *path);
    void (*add)(struct walk *walk, const struct pidref *process, const char *path);
} scopes[] = {
    [MEMBERSHIP_WANTED] = {has_wanted, add_to_wanted},
    [MEMBERSHIP_ALL] = {has_owner, add_to_owner},
    [MEMBERSHIP_BELOW] = {is_below, add_below},
};

// The stat file of the process; and unless the cgroup path at hand is known to be its own, whether
// it is a process at all, that path once more, and the stat file after it: what is told of a member
// was read when it was one.
static int look_closer(struct walk *walk, struct pidref *process, const char **path)
{
    int rc = proc_stat_read(process->fd, &walk->stat);

    if (rc < 0)
        return rc;
    process->start_ticks = walk->stat.start_ticks;
    if (process->start_ticks < walk->begun_ticks)
        return 0;
    if ((rc = pidref_check_process(process)) < 0 ||
        (rc = proc_cgroup_read(process->fd, &walk->cgroup, path)) < 0)
        return rc;
    return proc_stat_read(process->fd, &walk->stat);
}

// Most processes are none of the containers that are asked for: for them one file is read, and no
// directory opened.
static int look_at(struct walk *walk, uint64_t pid)
{
    CLEANUP_PIDREF struct pidref process = PIDREF_NONE;
    const char *path = NULL;
    int rc = proc_cgroup_read_of(walk->root, pid, &walk->cgroup, &path);

    if (rc < 0 || !scopes[walk->scope].concerns(walk, path))
        return rc;
    if ((rc = pidref_open(walk->root, pid, &process)) < 0 ||
        (rc = look_closer(walk, &process, &path)) < 0)
        return rc;
    if (scopes[walk->scope].concerns(walk, path))
        scopes[walk->scope].add(walk, &process, path);
    return 0;
}

// A cgroup file that is not of its form names no container, and is no failure.
static void count(struct membership_stats *stats, int rc)
{
    stats->processes++;
    stats->gone += pidref_gone(rc);
    stats->unread += rc < 0 && rc != -EBADMSG && !pidref_gone(rc);
}

static int walk_all(struct walk *walk, struct proc_walk *pids, struct error *err)
{
    uint64_t pid = 0;
    int more = 0;

    while ((more = proc_walk_next(pids, &pid)) > 0) {
        int rc = look_at(walk, pid);
        if (pidref_starved(rc))
            return error_set_errno(err, ERROR_UNAVAILABLE, -rc, "read process %llu",
                                   (unsigned long long)pid);
        count(&walk->stats, rc);
    }
    if (more < 0)
        return error_set_errno(err, ERROR_UNAVAILABLE, -more, "list proc root");
    return 0;
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
                        .cgroup = STRBUF_LIMITED(LIMIT_PROC_FILE),
                        .begun_ticks = pidref_ticks_now()};

    if (proc_walk_open(root, &pids, err) < 0)
        return -1;
    int rc = walk_all(&walk, &pids, err);
    container_set_sort_members(set);
    strbuf_release(&walk.cgroup);
    *ret_stats = walk.stats;
    return rc;
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
