// SPDX-License-Identifier: Apache-2.0
#include "node-agent/collect/node.h"

#include <time.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "node-agent/proc/kernel.h"
#include "node-agent/proc/pidref.h"
#include "node-agent/proc/proc_ns.h"
#include "node-agent/proc/proc_stat.h"

static bool has_unknown(const struct ns_set *set)
{
    for (int kind = 0; kind < NS_KIND_COUNT; kind++)
        if (set->of[kind].state == NS_UNKNOWN)
            return true;
    return false;
}

static void set_unknown(struct ns_set *set, const char *reason)
{
    for (int kind = 0; kind < NS_KIND_COUNT; kind++)
        set->of[kind] = (struct ns_id){.state = NS_UNKNOWN, .reason = xstrdup(reason)};
}

// kthreadd is the parent of all kernel threads and lives in the namespaces that the kernel started
// with. In a PID namespace below the first, PID 2 is just some process.
static bool is_kthreadd(int process_fd)
{
    struct proc_stat stat = {0};

    return proc_stat_read(process_fd, &stat) == 0 && stat.ppid == 0 &&
           str_eq(stat.name, "kthreadd");
}

static void read_first(const struct proc_root *root, struct ns_set *ret)
{
    CLEANUP_PIDREF struct pidref first = PIDREF_NONE;
    int rc = pidref_open(root, 1, &first);

    if (rc < 0)
        set_unknown(ret, strerror(-rc));
    else
        proc_ns_read_all(first.fd, ret);
}

// The node's own namespaces are those of its PID 1; a kernel may refuse to show that one's links
// and still show kthreadd's.
static void read_namespaces(const struct proc_root *root, struct ns_set *ret)
{
    CLEANUP_PIDREF struct pidref second = PIDREF_NONE;
    struct ns_set kernels = {0};

    read_first(root, ret);
    if (!has_unknown(ret) || pidref_open(root, 2, &second) < 0 || !is_kthreadd(second.fd))
        return;
    proc_ns_read_all(second.fd, &kernels);
    if (has_unknown(&kernels)) {
        ns_set_release(&kernels);
        return;
    }
    ns_set_release(ret);
    *ret = kernels;
}

static uint64_t uptime_ms(void)
{
    struct timespec now = {0};

    if (clock_gettime(CLOCK_BOOTTIME, &now) < 0)
        return 0;
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

void node_collect(const struct proc_root *root, const char *name, struct node_info *ret)
{
    *ret = (struct node_info){
        .name = xstrdup(name),
        .boot_id = kernel_boot_id_read(root),
        .kernel_version = kernel_release_read(root),
        .agent_version = xstrdup(NSINFO_VERSION),
        .time = (int64_t)time(NULL),
        .uptime_ms = uptime_ms(),
    };
    read_namespaces(root, &ret->namespaces);
}
