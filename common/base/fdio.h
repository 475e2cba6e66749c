// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BASE_FDIO_H
#define NSINFO_BASE_FDIO_H

#include <errno.h>
#include <sys/types.h>
#include <unistd.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"

#ifndef TEMP_FAILURE_RETRY // glibc's: the call again for as long as signals interrupt it
#define TEMP_FAILURE_RETRY(call)                                                                   \
    __extension__({                                                                                \
        long rc_;                                                                                  \
        do                                                                                         \
            rc_ = (long)(call);                                                                    \
        while (rc_ < 0 && errno == EINTR);                                                         \
        rc_;                                                                                       \
    })
#endif

// File descriptors: -1 is "none". Results are 0 or a negative errno, unless there is an err.

void close_fd(int *fd) ATTR_NONNULL(1);
#define CLEANUP_FD CLEANUP(close_fd)

// Takes the descriptor over: *fd is -1 afterwards.
int steal_fd(int *fd) ATTR_NODISCARD ATTR_NONNULL(1);

// Reads to the end of the file, retrying on EINTR, and appends to buf. -EFBIG if the buffer's limit
// came first (what fits is in the buffer then), or a negative errno.
int fd_read_all(int fd, struct strbuf *buf) ATTR_NODISCARD ATTR_NONNULL(2);

// The same for the file `name` below the directory fd (openat(2), O_CLOEXEC).
int file_read_at(int dir_fd, const char *name, struct strbuf *buf) ATTR_NODISCARD
    ATTR_NONNULL(2, 3);

// The file at path, or standard input for "-", appended to buf; errors name the path.
int file_read(const char *path, struct strbuf *buf, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

// Writes all of it, retrying on EINTR and short writes.
int fd_write_all(int fd, const void *bytes, size_t len) ATTR_NODISCARD ATTR_NONNULL(2);

#endif
