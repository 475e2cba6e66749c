// SPDX-License-Identifier: Apache-2.0
#include "node-agent/collect/container.h"

#include <errno.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "node-agent/collect/user_names.h"
#include "node-agent/proc/pidref.h"
#include "node-agent/proc/proc_cgroup.h"
#include "node-agent/proc/proc_ns.h"
#include "node-agent/proc/proc_stat.h"
#include "node-agent/resolve/cgroup_path.h"
#include "node-agent/resolve/membership.h"

void process_list_release(struct process_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        process_release(&list->items[i]);
    free(list->items);
    *list = (struct process_list){0};
}

static int gone(struct error *err)
{
    return error_set(err, ERROR_GONE, "the container ended while it was looked at");
}

static int failed(struct error *err, int rc, uint64_t pid)
{
    if (pidref_gone(rc))
        return gone(err);
    return error_set_errno(err, ERROR_INTERNAL, -rc, "read process %llu", (unsigned long long)pid);
}

// With cgroup v1 a process whose main thread is ending is shown in the root, wherever it is
// (proc_cgroup_show(), kernel/cgroup/cgroup.c): it may be the container's.
static bool may_be_inside(const struct pidref *process)
{
    CLEANUP_STRBUF struct strbuf text = STRBUF_LIMITED(LIMIT_PROC_FILE);
    const char *path = NULL;

    return proc_cgroup_read(process->fd, &text, &path) < 0 || str_eq(path, "/");
}

// When a container's init process dies, its children, in the moment until they follow it, are the
// oldest processes left, and look like an init process: but for their parent, which is ending.
static bool parent_ends(const struct proc_root *root, uint64_t ppid)
{
    CLEANUP_PIDREF struct pidref parent = PIDREF_NONE;
    struct proc_stat stat = {0};

    if (ppid == 0) // outside the PID namespace of this /proc
        return false;
    int rc = pidref_open(root, ppid, &parent);
    if (rc == 0)
        rc = proc_stat_read(parent.fd, &stat);
    if (rc < 0)
        return pidref_gone(rc);
    return proc_stat_ended(&stat) || (stat.exiting && may_be_inside(&parent));
}

// 0 if the process is the one that was found, with the same parent, and not about to end.
static int check_same(const struct pidref *init, const struct member *found, struct error *err)
{
    struct proc_stat stat = {0};
    int rc = proc_stat_read(init->fd, &stat);

    if (rc < 0)
        return failed(err, rc, init->pid);
    if (stat.start_ticks != found->start_ticks || stat.ppid != found->ppid ||
        proc_stat_ended(&stat))
        return gone(err);
    return 0;
}

// The path still says what it did when the process was found.
static bool is_still_its_cgroup(const char *path, const struct container_ref *ref,
                                const struct resolved *resolved)
{
    return resolved->cgroup == NULL ? membership_claim(path, ref) == MEMBERSHIP_THIS
                                    : str_eq(path, resolved->cgroup);
}

static int take_cgroup(const struct pidref *init, const struct container_ref *ref,
                       const struct resolved *resolved, struct container_report *report,
                       struct error *err)
{
    CLEANUP_STRBUF struct strbuf text = STRBUF_LIMITED(LIMIT_PROC_FILE);
    char pod_uid[POD_UID_LEN + 1] = "";
    const char *path = NULL;
    int rc = proc_cgroup_read(init->fd, &text, &path);

    if (rc < 0)
        return failed(err, rc, init->pid);
    if (!is_still_its_cgroup(path, ref, resolved))
        return gone(err);
    report->cgroup = xstrdup(path);
    if (cgroup_path_pod_uid(path, ref->id, pod_uid))
        report->pod_uid = xstrdup(pod_uid);
    return 0;
}

static void take_processes(const struct pidref *init, const struct container_ref *ref,
                           const struct ns_id *node_user_ns, struct patience *patience,
                           struct process_list *processes, struct container_report *report)
{
    bool own_user_ns = !ns_id_same(&report->namespaces.of[NS_USER], node_user_ns);

    user_names_set(init, ref, own_user_ns, patience, processes->items, processes->count);
    report->has_processes = true;
    report->processes = processes->items;
    report->process_count = processes->count;
    report->truncated = processes->truncated;
    *processes = (struct process_list){0};
}

int container_collect(const struct proc_root *root, const struct container_ref *ref,
                      const struct resolved *resolved, const struct clock *clock,
                      const struct ns_id *node_user_ns, struct patience *patience,
                      struct process_list *processes, struct container_report *ret,
                      struct error *err)
{
    CLEANUP(container_report_release) struct container_report report = {0};
    CLEANUP_PIDREF struct pidref init = PIDREF_NONE;
    const struct member *found = &resolved->init;
    int rc = pidref_open(root, found->pid, &init);

    if (rc < 0)
        return failed(err, rc, found->pid);
    if (check_same(&init, found, err) < 0 || take_cgroup(&init, ref, resolved, &report, err) < 0)
        return -1;
    init.start_ticks = found->start_ticks;
    proc_ns_read_all(init.fd, &report.namespaces);
    if (processes != NULL)
        take_processes(&init, ref, node_user_ns, patience, processes, &report);
    if (check_same(&init, found, err) < 0)
        return -1;
    if (parent_ends(root, found->ppid))
        return gone(err);
    report.pid = found->pid;
    report.start_time = clock_unix_time(clock, found->start_ticks);
    report.resolved_by = xstrdup(resolved->back_end);
    *ret = report;
    report = (struct container_report){0};
    return 0;
}
