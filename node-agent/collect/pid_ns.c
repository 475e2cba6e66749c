// SPDX-License-Identifier: Apache-2.0
#include "node-agent/collect/pid_ns.h"

#include <stdbool.h>

#include "common/model/limits.h"
#include "node-agent/proc/pidref.h"
#include "node-agent/proc/proc_cgroup.h"
#include "node-agent/proc/proc_ns.h"
#include "node-agent/proc/proc_stat.h"
#include "node-agent/proc/proc_status.h"
#include "node-agent/resolve/membership.h"

// True also if it cannot be told (no NSpid in proc(5) before Linux 4.1), or if the process has
// ended.
static bool is_first(const struct pidref *process)
{
    struct proc_status status = {0};

    if (proc_status_read(process->fd, &status) < 0 || status.ns_pid_count == 0)
        return true;
    return status.ns_pids[status.ns_pid_count - 1] == 1;
}

static bool is_in(const struct pidref *process, const struct ns_id *ns)
{
    struct ns_id own = {0};

    proc_ns_read(process->fd, NS_PID, &own);
    bool same = ns_id_same(&own, ns);
    free(own.reason);
    return same;
}

static bool is_living_first(const struct pidref *process, const struct ns_id *ns,
                            struct member *ret)
{
    struct proc_stat stat = {0};

    if (!is_in(process, ns) || !is_first(process) || proc_stat_read(process->fd, &stat) < 0 ||
        proc_stat_ended(&stat))
        return false;
    *ret = (struct member){process->pid, stat.ppid, stat.start_ticks};
    return true;
}

static bool is_of(const struct pidref *process, const struct container_ref *ref)
{
    CLEANUP_STRBUF struct strbuf text = STRBUF_LIMITED(LIMIT_PROC_FILE);
    const char *path = NULL;

    return proc_cgroup_read(process->fd, &text, &path) == 0 &&
           membership_claim(path, ref) == MEMBERSHIP_THIS;
}

// With cgroup v1 a process that is on its way out is in no cgroup but the root, and one whose main
// thread is looks the same (proc_cgroup_show(), kernel/cgroup/cgroup.c).
static bool is_exiting(const struct pidref *process)
{
    struct proc_stat stat = {0};

    return proc_stat_read(process->fd, &stat) < 0 || stat.exiting;
}

static int find_first(const struct proc_root *root, const struct ns_id *ns,
                      const struct container_ref *ref, struct member *init, struct error *err)
{
    CLEANUP_PROC_WALK struct proc_walk pids = {0};
    uint64_t pid = 0;

    if (proc_walk_open(root, &pids, err) < 0)
        return -1;
    while (proc_walk_next(&pids, &pid) > 0) {
        CLEANUP_PIDREF struct pidref process = PIDREF_NONE;
        struct member first = {0};

        int rc = pidref_open(root, pid, &process);
        if (pidref_starved(rc))
            return error_set_errno(err, ERROR_UNAVAILABLE, -rc, "read process %llu",
                                   (unsigned long long)pid);
        if (rc < 0 || !is_living_first(&process, ns, &first))
            continue;
        if (is_of(&process, ref))
            *init = first;
        else if (is_exiting(&process))
            break;
        return 0;
    }
    return error_set(err, ERROR_GONE, "the container ended while it was looked at");
}

int pid_ns_correct(const struct proc_root *root, const struct ns_id *node_pid_ns,
                   const struct container_ref *ref, struct member *init, struct error *err)
{
    CLEANUP_PIDREF struct pidref process = PIDREF_NONE;
    struct ns_id ns = {0};

    if (pidref_open(root, init->pid, &process) < 0)
        return 0; // that it has ended is found out where it is described
    proc_ns_read(process.fd, NS_PID, &ns);
    bool other =
        ns.state == NS_KNOWN && node_pid_ns->state == NS_KNOWN && !ns_id_same(&ns, node_pid_ns);
    free(ns.reason);
    if (!other || is_first(&process))
        return 0;
    return find_first(root, &ns, ref, init, err);
}
