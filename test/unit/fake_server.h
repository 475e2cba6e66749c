// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_TEST_FAKE_SERVER_H
#define NSINFO_TEST_FAKE_SERVER_H

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "common/base/xalloc.h"
#include "test/unit/unit.h"

// The servers of test/support, in a folder of the test's own.

struct fake_folder {
    char path[sizeof("/tmp/nsinfo-test-XXXXXX")];
};

#define FAKE_FOLDER                                                                                \
    {                                                                                              \
        "/tmp/nsinfo-test-XXXXXX"                                                                  \
    }

static inline void fake_folder_make(struct fake_folder *folder)
{
    assert_non_null(mkdtemp(folder->path));
}

// The caller frees it.
static inline char *fake_folder_file(const struct fake_folder *folder, const char *name)
{
    return xasprintf("%s/%s", folder->path, name);
}

static inline void fake_folder_write(const struct fake_folder *folder, const char *name,
                                     const char *text)
{
    CLEANUP_FREE char *path = fake_folder_file(folder, name);
    CLEANUP_FD int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    assert_int_equal(fd_write_all(fd, text, strlen(text)), 0);
}

static inline void fake_folder_remove(const struct fake_folder *folder)
{
    pid_t pid = fork();

    if (pid == 0) {
        execl("/bin/rm", "rm", "-rf", folder->path, NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(pid, NULL, 0), pid);
}

// By test/support/make_certs.
static inline void fake_folder_make_certs(const struct fake_folder *folder)
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0) {
        execl(NSINFO_SUPPORT "/make_certs", "make_certs", folder->path, NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

// argv ends with NULL. The server listens when it prints its first line, which is its URL; the
// caller frees that.
static inline pid_t fake_server_start_at(const char *const *argv, char **ret_url)
{
    union {
        const char *const *from;
        char *const *to;
    } arguments = {.from = argv};
    char line[64] = "";
    int output[2];

    assert_int_equal(pipe2(output, O_CLOEXEC), 0);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(output[1], STDOUT_FILENO);
        execv(argv[0], arguments.to);
        _exit(127);
    }
    assert_true(pid > 0);
    close(output[1]);
    assert_true(read(output[0], line, sizeof(line) - 1) > 0);
    close(output[0]);
    line[strcspn(line, "\n")] = '\0';
    *ret_url = xstrdup(line);
    return pid;
}

static inline pid_t fake_server_start(const char *const *argv)
{
    CLEANUP_FREE char *url = NULL;

    return fake_server_start_at(argv, &url);
}

static inline void fake_server_stop(pid_t pid)
{
    kill(pid, SIGTERM);
    waitpid(pid, NULL, 0);
}

#endif
