// SPDX-License-Identifier: Apache-2.0
#include "common/base/fdio.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "common/base/text.h"

enum { FIRST_READ = 4096, LARGEST_READ = 1024 * 1024 };

void close_fd(int *fd)
{
    if (*fd >= 0) {
        int saved = errno;
        close(*fd);
        errno = saved;
    }
    *fd = -1;
}

int steal_fd(int *fd)
{
    int taken = *fd;

    *fd = -1;
    return taken;
}

// One read at the limit tells the end of the file from "there is more".
static int at_end(int fd)
{
    char byte = 0;
    ssize_t got = TEMP_FAILURE_RETRY(read(fd, &byte, 1));

    if (got < 0)
        return -errno;
    return got == 0 ? 0 : -EFBIG;
}

int fd_read_all(int fd, struct strbuf *buf)
{
    // The step is bounded: a pipe may give few bytes at a time, many times.
    for (size_t step = FIRST_READ;; step = step < LARGEST_READ ? step * 2 : step) {
        size_t room = 0;
        char *to = strbuf_room(buf, step, &room);

        if (to == NULL)
            return at_end(fd);
        ssize_t got = TEMP_FAILURE_RETRY(read(fd, to, room));
        if (got < 0)
            return -errno;
        strbuf_filled(buf, (size_t)got);
        if (got == 0)
            return 0;
    }
}

int file_read_at(int dir_fd, const char *name, struct strbuf *buf)
{
    CLEANUP_FD int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return -errno;
    return fd_read_all(fd, buf);
}

int file_read(const char *path, struct strbuf *buf, struct error *err)
{
    int rc = str_eq(path, "-") ? fd_read_all(STDIN_FILENO, buf) : file_read_at(AT_FDCWD, path, buf);

    if (rc == -EFBIG)
        return error_set(err, ERROR_TOO_LARGE, "read \"%s\": it is larger than %zu bytes", path,
                         buf->limit);
    if (rc < 0)
        return error_set_errno(err, rc == -ENOENT ? ERROR_NOT_FOUND : ERROR_BAD_REQUEST, -rc,
                               "read \"%s\"", path);
    return 0;
}

int fd_write_all(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;

    while (len > 0) {
        ssize_t put = TEMP_FAILURE_RETRY(write(fd, at, len));
        if (put < 0)
            return -errno;
        at += put;
        len -= (size_t)put;
    }
    return 0;
}
