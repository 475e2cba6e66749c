// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/local_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "common/base/xalloc.h"

enum { BACKLOG = 512 };

// The result of bind(2). What it creates is for this user from its first moment on.
static int bind_for_owner(int fd, const struct sockaddr_un *address)
{
    const mode_t for_owner = S_IXUSR | S_IRWXG | S_IRWXO;
    mode_t before = umask(for_owner);
    int rc = bind(fd, (const struct sockaddr *)address, sizeof(*address)) < 0 ? -errno : 0;

    umask(before);
    return rc;
}

// Removes the socket that is in the way, if the one who made it has ended.
static int remove_stale(const struct sockaddr_un *address, struct error *err)
{
    CLEANUP_FD int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    struct stat found = {0};

    if (fd < 0 || lstat(address->sun_path, &found) < 0)
        return error_set_errno(err, ERROR_UNAVAILABLE, errno, "look at what is there");
    if (!S_ISSOCK(found.st_mode))
        return error_set(err, ERROR_UNAVAILABLE, "what is there is no socket");
    if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0 || errno == EAGAIN)
        return error_set(err, ERROR_UNAVAILABLE, "somebody listens there already");
    if (errno != ECONNREFUSED)
        return error_set_errno(err, ERROR_UNAVAILABLE, errno, "ask whether somebody listens there");
    if (unlink(address->sun_path) < 0 && errno != ENOENT)
        return error_set_errno(err, ERROR_UNAVAILABLE, errno, "remove the socket that is there");
    return 0;
}

static int listen_at(const struct sockaddr_un *address, int *ret_fd, struct error *err)
{
    CLEANUP_FD int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int rc = fd < 0 ? -errno : bind_for_owner(fd, address);

    if (rc == -EADDRINUSE) {
        if (remove_stale(address, err) < 0)
            return -1;
        rc = bind_for_owner(fd, address);
    }
    if (rc == 0 && listen(fd, BACKLOG) < 0)
        rc = -errno;
    if (rc < 0)
        return error_set_errno(err, ERROR_UNAVAILABLE, -rc, "make the socket");
    *ret_fd = steal_fd(&fd);
    return 0;
}

// The second process: nobody writes into the pipe, and so reading ends with the first one. What has
// taken the socket's place by then is another's.
ATTR_NORETURN static void remove_at_end(const char *path, const struct stat *own, int pipe_fd)
{
    struct stat found = {0};
    char nothing = 0;

    signal(SIGINT, SIG_IGN);  // NOLINT(cert-err33-c)
    signal(SIGTERM, SIG_IGN); // NOLINT(cert-err33-c)
    signal(SIGHUP, SIG_IGN);  // NOLINT(cert-err33-c)
    while (read(pipe_fd, &nothing, 1) < 0 && errno == EINTR)
        continue;
    if (lstat(path, &found) == 0 && found.st_dev == own->st_dev && found.st_ino == own->st_ino)
        unlink(path);
    _exit(EXIT_SUCCESS);
}

// The pipe's other end stays open until this process ends, and closes with it.
static int start_remover(const char *path, int socket_fd, struct error *err)
{
    struct stat own = {0};
    int ends[2];

    if (lstat(path, &own) < 0 || pipe2(ends, O_CLOEXEC) < 0)
        return error_set_errno(err, ERROR_UNAVAILABLE, errno, "see to the socket's end");
    pid_t pid = fork();
    if (pid < 0)
        return error_set_errno(err, ERROR_UNAVAILABLE, errno, "see to the socket's end");
    if (pid == 0) {
        close(socket_fd);
        close(ends[1]);
        remove_at_end(path, &own, ends[0]);
    }
    close(ends[0]);
    return 0;
}

int local_socket_open(const char *path, int *ret_fd, struct error *err)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    CLEANUP_FD int fd = -1;

    memcpy(address.sun_path, path, strnlen(path, sizeof(address.sun_path) - 1));
    if (listen_at(&address, &fd, err) < 0 || start_remover(path, fd, err) < 0)
        return error_wrap(err, "listen on \"unix://%s\"", path);
    *ret_fd = steal_fd(&fd);
    return 0;
}
