// SPDX-License-Identifier: Apache-2.0
#include "node-agent/collect/setup.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/stat.h>

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "node-agent/proc/mountinfo.h"
#include "node-agent/proc/proc_status.h"
#include "node-agent/resolve/cgroup_path.h"

// The inode of the PID namespace that the kernel has started with (PROC_PID_INIT_INO,
// include/linux/proc_ns.h).
static const uint64_t INITIAL_PID_NS = 0xEFFFFFFC;

// A procfs shows a process's PID in its own PID namespace, and those below it, down to the
// process's own.
static enum setup_answer is_own(const struct proc_status *status)
{
    if (status->ns_pid_count == 0)
        return SETUP_UNKNOWN;
    return status->ns_pid_count == 1 ? SETUP_YES : SETUP_NO;
}

static enum setup_answer may_ptrace(const struct proc_status *status)
{
    if (!status->capabilities_known)
        return SETUP_UNKNOWN;
    return (status->capabilities >> CAP_SYS_PTRACE & 1) != 0 ? SETUP_YES : SETUP_NO;
}

static char *hidepid(const struct proc_root *root, int self_fd)
{
    CLEANUP_STRBUF struct strbuf text = STRBUF_LIMITED(LIMIT_MOUNTINFO);
    struct stat about = {0};

    if (fstat(root->fd, &about) < 0 || file_read_at(self_fd, "mountinfo", &text) < 0)
        return NULL;
    return mountinfo_hidepid(strbuf_text(&text), text.len, about.st_dev);
}

// Without what ends it: a line feed, with some security modules a NUL.
static char *security_label(int self_fd)
{
    CLEANUP_STRBUF struct strbuf text = STRBUF_LIMITED(LIMIT_PROC_FILE);

    if (file_read_at(self_fd, "attr/current", &text) < 0)
        return NULL;
    size_t len = strcspn(strbuf_text(&text), "\n");
    return len == 0 ? NULL : xstrndup(strbuf_text(&text), len);
}

static void read_self(const struct proc_root *root, struct node_setup *ret)
{
    CLEANUP_FD int self_fd = openat(root->fd, "self", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct proc_status status = {0};

    if (self_fd < 0)
        return;
    if (proc_status_read(self_fd, &status) == 0) {
        ret->own_proc = is_own(&status);
        ret->may_ptrace = may_ptrace(&status);
    }
    ret->hidepid = hidepid(root, self_fd);
    ret->security_label = security_label(self_fd);
}

// By the lines of a process's cgroup file (cgroups(7)): "0::PATH" is version 2's.
static char *cgroup_version(const struct proc_root *root)
{
    CLEANUP_STRBUF struct strbuf text = STRBUF_LIMITED(LIMIT_PROC_FILE);
    bool has_first = false;
    bool has_second = false;

    if (file_read_at(root->fd, "1/cgroup", &text) < 0)
        return NULL;
    for (const char *line = strbuf_text(&text); *line != '\0';) {
        bool second = str_starts_with(line, "0::");
        has_second = has_second || second;
        has_first = has_first || !second;
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    if (!has_first && !has_second)
        return NULL;
    return xstrdup(has_first && has_second ? "hybrid" : has_second ? "2" : "1");
}

static const char *unreadable(const struct ns_set *set)
{
    for (int kind = 0; kind < NS_KIND_COUNT; kind++)
        if (set->of[kind].state == NS_UNKNOWN)
            return set->of[kind].reason == NULL ? "unknown" : set->of[kind].reason;
    return NULL;
}

// systemd's cgroups of pods are slices, which kubelet's other driver has no word for
// (k8s.io/kubernetes pkg/kubelet/cm, cgroup_manager_linux.go).
static void count_layout(const struct container_report *container, struct node_setup *setup)
{
    struct cgroup_id id = {0};
    const char *path = container->cgroup == NULL ? "" : container->cgroup;
    bool known = cgroup_path_owner(path, &id);

    node_setup_count(setup, known && id.runtime[0] != '\0' ? id.runtime : NULL,
                     strstr(path, ".slice") != NULL ? "systemd" : "cgroupfs");
}

static void read_report(const struct report *report, struct node_setup *setup)
{
    const struct ns_id *pid_ns = &report->node.namespaces.of[NS_PID];

    setup->node_unreadable = xstrdup(unreadable(&report->node.namespaces));
    if (pid_ns->state == NS_KNOWN)
        setup->initial_proc = pid_ns->inode == INITIAL_PID_NS ? SETUP_YES : SETUP_NO;
    setup->containers = report->container_count;
    for (size_t i = 0; i < report->container_count; i++) {
        const char *reason = unreadable(&report->containers[i].namespaces);

        count_layout(&report->containers[i], setup);
        if (reason == NULL)
            continue;
        if (setup->unreadable++ == 0)
            setup->reason = xstrdup(reason);
    }
}

void setup_collect(const struct proc_root *root, const struct report *report,
                   struct node_setup *ret)
{
    *ret = (struct node_setup){.cgroup_version = cgroup_version(root)};
    read_self(root, ret);
    read_report(report, ret);
}
