// SPDX-License-Identifier: Apache-2.0
#include "node-agent/collect/process.h"

#include <errno.h>

#include "common/base/xalloc.h"
#include "node-agent/proc/proc_status.h"

static void take_stat(const struct proc_stat *stat, const struct clock *clock,
                      struct process *process)
{
    uint64_t ticks = stat->user_ticks + stat->system_ticks;

    process->ppid = stat->ppid;
    process->state = stat->state;
    process->threads = stat->threads;
    process->start_time = clock_unix_time(clock, stat->start_ticks);
    process->cpu_seconds = (double)ticks / (double)clock->ticks_per_second;
    process->resident_bytes = stat->resident_pages * clock->page_size;
    free(process->name);
    process->name = xstrdup(stat->name);
}

static int take_status(const struct pidref *ref, struct process *process)
{
    struct proc_status status = {0};
    int rc = proc_status_read(ref->fd, &status);

    if (rc < 0)
        return pidref_gone(rc) ? rc : 0; // else its fields are not known
    process->uid_known = status.uid_known;
    process->uid = status.uid;
    process->ns_pids = xcalloc(status.ns_pid_count, sizeof(*process->ns_pids));
    process->ns_pid_count = status.ns_pid_count;
    memcpy(process->ns_pids, status.ns_pids, status.ns_pid_count * sizeof(*process->ns_pids));
    return 0;
}

// A process without arguments may have ended just before they were read: then its state is another
// by now, and the report does not mix the two. Or it has some, in memory that cannot be read: what
// userfaultfd(2) is to fill reads as empty (fs/userfaultfd.c, handle_userfault()).
static int settle(const struct proc_root *root, uint64_t start_ticks, const struct clock *clock,
                  struct process *process)
{
    CLEANUP_PIDREF struct pidref ref = PIDREF_NONE;
    struct proc_stat stat = {0};
    uint64_t argument_bytes = 0;
    int rc = 0;

    if (process->command_count > 0 || process->state == 'Z')
        return 0;
    if ((rc = pidref_open(root, process->pid, &ref)) < 0 ||
        (rc = proc_stat_read_argument_bytes(ref.fd, &argument_bytes)) < 0 ||
        (rc = proc_stat_read(ref.fd, &stat)) < 0)
        return rc;
    if (stat.start_ticks != start_ticks)
        return -ESRCH;
    process->command_known = process->command_known && argument_bytes == 0;
    take_stat(&stat, clock, process);
    return 0;
}

int process_collect(const struct pidref *process, const struct proc_stat *stat,
                    const struct clock *clock, struct process *ret)
{
    CLEANUP(process_release) struct process collected = {.pid = process->pid};
    int rc = 0;

    take_stat(stat, clock, &collected);
    if ((rc = take_status(process, &collected)) < 0)
        return rc;
    *ret = collected;
    collected = (struct process){0};
    return 0;
}

int process_take_command(const struct proc_root *root, uint64_t start_ticks,
                         const struct clock *clock, int read_rc, struct proc_cmdline *cmdline,
                         struct process *process)
{
    if (pidref_gone(read_rc))
        return read_rc;
    process->command_known = read_rc == 0;
    process->command = cmdline->items;
    process->command_count = cmdline->count;
    process->command_truncated = cmdline->truncated;
    *cmdline = (struct proc_cmdline){0};
    return settle(root, start_ticks, clock, process);
}
