// SPDX-License-Identifier: Apache-2.0
#include "node-agent/proc/proc_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "common/base/fdio.h"

enum { READ_BYTES = 4096 };

int proc_file_read_at(int dir_fd, const char *name, struct strbuf *buf)
{
    CLEANUP_FD int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC);

    return fd < 0 ? -errno : proc_file_read(fd, buf);
}

int proc_file_read(int fd, struct strbuf *buf)
{
    size_t room = 0;
    char *to = strbuf_room(buf, READ_BYTES, &room);
    ssize_t got = to == NULL ? 0 : TEMP_FAILURE_RETRY(read(fd, to, room));
    if (got < 0)
        return -errno;
    if (to != NULL)
        strbuf_filled(buf, (size_t)got);
    return (size_t)got < room ? 0 : fd_read_all(fd, buf);
}
