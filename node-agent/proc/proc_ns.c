// SPDX-License-Identifier: Apache-2.0
#include "node-agent/proc/proc_ns.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"

int proc_ns_parse(const char *text, const char *name, uint64_t *ret_inode)
{
    size_t name_len = strlen(name);
    uint64_t inode = 0;

    if (!str_starts_with(text, name) || !str_starts_with(text + name_len, ":["))
        return -EBADMSG;
    const char *at = text + name_len + strlen(":[");
    if (parse_u64_at(&at, UINT64_MAX, &inode) < 0 || !str_eq(at, "]"))
        return -EBADMSG;
    *ret_inode = inode;
    return 0;
}

static struct ns_id unknown(const char *reason)
{
    return (struct ns_id){.state = NS_UNKNOWN, .reason = xstrdup(reason)};
}

// The link names its target although the target could not be looked at: in a saved tree, where no
// device is known.
static int read_link(int process_fd, const char *path, const char *name, struct ns_id *ret)
{
    char text[64];
    ssize_t len = readlinkat(process_fd, path, text, sizeof(text) - 1);
    uint64_t inode = 0;

    if (len < 0)
        return -errno;
    text[len] = '\0';
    if (proc_ns_parse(text, name, &inode) < 0)
        return -EBADMSG;
    *ret = (struct ns_id){.state = NS_KNOWN, .inode = inode};
    return 0;
}

// ENOENT has two meanings: the kernel lacks the kind, so that there is no such link; or the link is
// there and leads nowhere, since a zombie has left its namespaces.
static struct ns_id absent_or_left(int process_fd, const char *path)
{
    struct stat link = {0};

    if (fstatat(process_fd, path, &link, AT_SYMLINK_NOFOLLOW) == 0)
        return unknown("the process has left its namespaces: it is a zombie");
    if (errno == ENOENT)
        return (struct ns_id){.state = NS_ABSENT};
    return unknown(strerror(errno));
}

void proc_ns_read(int process_fd, enum ns_kind kind, struct ns_id *ret)
{
    const char *name = ns_kinds[kind].name;
    struct stat target = {0};
    char path[32];

    snprintf(path, sizeof(path), "ns/%s", name);
    if (fstatat(process_fd, path, &target, 0) == 0)
        *ret = (struct ns_id){.state = NS_KNOWN, .inode = target.st_ino, .device = target.st_dev};
    else if (errno != ENOENT)
        *ret = unknown(strerror(errno));
    else if (read_link(process_fd, path, name, ret) < 0)
        *ret = absent_or_left(process_fd, path);
}

void proc_ns_read_all(int process_fd, struct ns_set *ret)
{
    for (int kind = 0; kind < NS_KIND_COUNT; kind++)
        proc_ns_read(process_fd, (enum ns_kind)kind, &ret->of[kind]);
}
