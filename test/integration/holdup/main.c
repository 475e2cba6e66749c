// SPDX-License-Identifier: Apache-2.0
//
// Usage: holdup CGROUP READY locked POINT COUNT | unserved COUNT | root|etc|passwd|taken ROOT
//
// A container that makes its readers wait: processes that go into the cgroup, and whose PIDs are in
// the file READY once they do; the first one is the container's init process.
//
//   locked    so many processes whose address space is locked; POINT is a file to mount over
//   unserved  so many processes whose arguments userfaultfd(2) never delivers
//   root      the container's root, ROOT, is a file system that never answers
//   etc, passwd   ROOT/etc is, or ROOT/etc/passwd
//   taken     as passwd, but the request is taken, and so not abandoned by who is killed
//
// It ends with all its processes, mounts and threads when it is killed, or after five minutes.
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "test/integration/holdup/holdup.h"

enum { LIFETIME_SECONDS = 300 };

struct asked {
    const char *cgroup;
    const char *ready;
    const char *mode;
    const char *place;
    long count;
};

void die(const char *format, ...)
{
    va_list args;

    va_start(args, format);
    fprintf(stderr, "holdup: ");
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    _exit(EXIT_FAILURE);
}

static int is(const struct asked *asked, const char *mode)
{
    return strcmp(asked->mode, mode) == 0;
}

static void end_with_parent(void)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == 1)
        _exit(EXIT_FAILURE);
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "we");

    if (file == NULL || fputs(text, file) < 0 || fclose(file) != 0)
        die("write %s: %s", path, strerror(errno));
}

static void enter_cgroup(const char *cgroup)
{
    char path[4096];

    snprintf(path, sizeof(path), "%s/cgroup.procs", cgroup);
    write_file(path, "0");
}

// ---- processes that are held up

static char state_of(pid_t pid, pid_t tid)
{
    char path[64];
    char line[512] = "";

    snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", (int)pid, (int)tid);
    FILE *file = fopen(path, "re");
    if (file == NULL || fgets(line, sizeof(line), file) == NULL)
        die("%s: %s", path, strerror(errno));
    fclose(file);
    return strrchr(line, ')')[2];
}

static pid_t fork_locked(void *mapping)
{
    int told[2];
    pid_t waiter = 0;

    if (pipe(told) < 0)
        die("pipe: %s", strerror(errno));
    pid_t pid = fork();
    if (pid == 0) {
        end_with_parent();
        locked_run(mapping, told[1]);
    }
    close(told[1]);
    if (read(told[0], &waiter, sizeof(waiter)) != sizeof(waiter))
        die("process %d did not lock itself", (int)pid);
    close(told[0]);
    for (int seen = 0; seen < 3; seen = state_of(pid, waiter) == 'D' ? seen + 1 : 0)
        usleep(1000);
    return pid;
}

static pid_t fork_unserved(void)
{
    int told[2];
    char byte = 0;

    if (pipe(told) < 0)
        die("pipe: %s", strerror(errno));
    pid_t pid = fork();
    if (pid == 0) {
        end_with_parent();
        unserved_arguments();
        (void)!write(told[1], "x", 1);
        for (;;)
            pause();
    }
    close(told[1]);
    if (read(told[0], &byte, 1) != 1)
        die("process %d did not move its arguments", (int)pid);
    close(told[0]);
    return pid;
}

static void fork_all(const struct asked *asked, FILE *pids)
{
    void *mapping = is(asked, "locked") ? locked_map(asked->place) : NULL;

    for (long i = 0; i < asked->count; i++)
        fprintf(pids, "%d\n", (int)(mapping == NULL ? fork_unserved() : fork_locked(mapping)));
}

// ---- the container

static void run_container(const struct asked *asked)
{
    const char *slash = strrchr(asked->ready, '/');
    char folder[4096];
    char part[4096];

    end_with_parent();
    if (slash == NULL)
        die("%s is no absolute path", asked->ready);
    snprintf(folder, sizeof(folder), "%.*s", (int)(slash - asked->ready), asked->ready);
    snprintf(part, sizeof(part), "%s.part", asked->ready);
    FILE *pids = fopen(part, "we");
    if (pids == NULL)
        die("write %s: %s", part, strerror(errno));
    enter_cgroup(asked->cgroup);
    fprintf(pids, "%d\n", (int)getpid());
    if (asked->count > 0)
        fork_all(asked, pids);
    if (fclose(pids) != 0)
        die("write %s: %s", part, strerror(errno));
    int fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC); // which the new root does not show
    if (asked->count == 0 && chroot(asked->place) < 0)
        die("chroot %s: %s", asked->place, strerror(errno));
    if (renameat(fd, strrchr(part, '/') + 1, fd, slash + 1) < 0)
        die("rename %s: %s", part, strerror(errno));
    for (;;)
        pause();
}

static void mount_point(const struct asked *asked, char *point, size_t size)
{
    const char *below = is(asked, "etc")                            ? "/etc"
                        : is(asked, "passwd") || is(asked, "taken") ? "/etc/passwd"
                                                                    : "";
    snprintf(point, size, "%s%s", asked->place, below);
}

// How many requests come before the one that is never answered: INIT; for the mapping OPEN and
// GETATTR; for chroot(2) into the file system itself ACCESS; for a passwd GETATTR, since valgrind
// lets no other thread go on while one is in fstat(2).
static unsigned answered(const struct asked *asked)
{
    return is(asked, "locked") ? 3 : is(asked, "etc") ? 1 : 2;
}

static int start_file_system(const struct asked *asked)
{
    char point[4096];

    if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
        die("make a mount namespace: %s", strerror(errno));
    mount_point(asked, point, sizeof(point));
    return unanswered_mount(point);
}

static void run(const struct asked *asked)
{
    int fd = is(asked, "unserved") ? -1 : start_file_system(asked);

    alarm(LIFETIME_SECONDS);
    pid_t pid = fork();
    if (pid == 0) {
        if (fd >= 0)
            close(fd);
        run_container(asked);
    }
    if (fd >= 0)
        unanswered_serve(fd, answered(asked), is(asked, "taken"));
    for (;;)
        pause();
}

int main(int argc, char **argv)
{
    struct asked asked = {0};

    if (argc < 5)
        die("usage: holdup CGROUP READY MODE PLACE|COUNT [COUNT]");
    asked = (struct asked){.cgroup = argv[1], .ready = argv[2], .mode = argv[3], .place = argv[4]};
    if (is(&asked, "unserved"))
        asked.count = strtol(argv[4], NULL, 10);
    else if (is(&asked, "locked") && argc == 6)
        asked.count = strtol(argv[5], NULL, 10);
    run(&asked);
    return EXIT_SUCCESS;
}
