// SPDX-License-Identifier: Apache-2.0
#include "node-agent/proc/proc_root.h"

#include <errno.h>
#include <fcntl.h>

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "node-agent/proc/pidref.h"
#include "node-agent/proc/proc_stat.h"

int proc_root_open(const char *path, struct proc_root *ret, struct error *err)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return error_set_errno(err, ERROR_UNAVAILABLE, errno, "open proc root \"%s\"", path);
    ret->fd = fd;
    return 0;
}

void proc_root_release(struct proc_root *root)
{
    close_fd(&root->fd);
}

int proc_root_check(const struct proc_root *root, struct error *err)
{
    CLEANUP_PIDREF struct pidref first = PIDREF_NONE;
    struct proc_stat stat = {0};
    int rc = pidref_open(root, 1, &first);

    if (rc == 0)
        rc = proc_stat_read(first.fd, &stat);
    if (rc == -EBADMSG)
        return error_set(err, ERROR_UNAVAILABLE,
                         "proc root: \"1/stat\" is not of the form of "
                         "proc(5)");
    if (rc < 0)
        return error_set_errno(err, ERROR_UNAVAILABLE, -rc,
                               "proc root shows no PID 1: read \"1/stat\"");
    return 0;
}

int proc_walk_open(const struct proc_root *root, struct proc_walk *ret, struct error *err)
{
    // An open file of its own: its position is not shared with another thread's walk.
    CLEANUP_FD int fd = openat(root->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);

    if (dir == NULL)
        return error_set_errno(err, ERROR_UNAVAILABLE, errno, "list proc root");
    (void)!steal_fd(&fd); // the stream has it
    ret->dir = dir;
    return 0;
}

int proc_walk_next(struct proc_walk *walk, uint64_t *ret_pid)
{
    errno = 0;
    // readdir(3) on a stream of one thread's own is safe.
    for (struct dirent *entry = NULL; (entry = readdir(walk->dir)) != NULL;) // NOLINT
        if (parse_u64(entry->d_name, INT32_MAX, ret_pid) == 0)
            return 1;
    return -errno;
}

void proc_walk_release(struct proc_walk *walk)
{
    if (walk->dir != NULL)
        closedir(walk->dir);
    walk->dir = NULL;
}
