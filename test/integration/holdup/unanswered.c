// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "test/integration/holdup/holdup.h"

enum { FILE_BYTES = 4096, VALID_SECONDS = 3600 };

static mode_t mode_of_point; // the root of the file system is of the kind of what it is put over

int unanswered_mount(const char *point)
{
    char options[128];
    struct stat info = {0};
    int fd = open("/dev/fuse", O_RDWR | O_CLOEXEC);

    if (fd < 0)
        die("open /dev/fuse: %s", strerror(errno));
    if (stat(point, &info) < 0)
        die("%s: %s", point, strerror(errno));
    mode_of_point = info.st_mode;
    snprintf(options, sizeof(options), "fd=%d,rootmode=%o,user_id=0,group_id=0,allow_other", fd,
             mode_of_point);
    if (mount("unanswered", point, "fuse", MS_NOSUID | MS_NODEV, options) < 0)
        die("mount a FUSE file system over %s: %s", point, strerror(errno));
    return fd;
}

static void reply(int fd, const struct fuse_in_header *request, int error, void *body, size_t len)
{
    struct fuse_out_header head = {
        .len = (uint32_t)(sizeof(head) + len),
        .error = error,
        .unique = request->unique,
    };
    const struct iovec parts[] = {{&head, sizeof(head)}, {body, len}};

    if (writev(fd, parts, len == 0 ? 1 : 2) < 0)
        die("answer a FUSE request: %s", strerror(errno));
}

static void reply_init(int fd, const struct fuse_in_header *request)
{
    struct fuse_init_out out = {
        .major = FUSE_KERNEL_VERSION,
        .minor = FUSE_KERNEL_MINOR_VERSION,
        .max_readahead = FILE_BYTES,
        .max_write = FILE_BYTES,
    };

    reply(fd, request, 0, &out, sizeof(out));
}

static void reply_attr(int fd, const struct fuse_in_header *request)
{
    struct fuse_attr_out out = {
        .attr_valid = VALID_SECONDS,
        .attr = {.ino = FUSE_ROOT_ID, .size = FILE_BYTES, .mode = mode_of_point, .nlink = 1},
    };

    reply(fd, request, 0, &out, sizeof(out));
}

static void answer(int fd, const struct fuse_in_header *request)
{
    struct fuse_open_out open_out = {.fh = 1};

    if (request->opcode == FUSE_INIT)
        reply_init(fd, request);
    else if (request->opcode == FUSE_GETATTR)
        reply_attr(fd, request);
    else if (request->opcode == FUSE_OPEN)
        reply(fd, request, 0, &open_out, sizeof(open_out));
    else
        reply(fd, request, -ENOSYS, NULL, 0);
}

void unanswered_serve(int fd, unsigned count, int take)
{
    static union {
        struct fuse_in_header head;
        char room[2 * FUSE_MIN_READ_BUFFER];
    } request;

    for (unsigned i = 0; i < count + (take ? 1 : 0); i++) {
        if (read(fd, &request, sizeof(request)) < 0)
            die("read a FUSE request: %s", strerror(errno));
        if (i < count)
            answer(fd, &request.head);
    }
}
