// SPDX-License-Identifier: Apache-2.0
// A load for the benchmark: containers as the kernel sees them, each an init process in namespaces
// of its own and in a cgroup, with children that wait.
//
// Usage: processes SECONDS PROCESSES
//
// Reads the cgroups' folders, a line each, and an empty line. PROCESSES are shared out over them,
// at least one each. Prints "ready" once all are there, and ends, with all of them, when standard
// input is closed or after SECONDS.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { CONTAINERS_MAX = 1024 };
enum { NAMESPACES = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS };

static void fail(const char *what)
{
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void enter_cgroup(const char *folder)
{
    char path[512];
    int fd = -1;

    snprintf(path, sizeof(path), "%s/cgroup.procs", folder);
    fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0 || write(fd, "0", 1) != 1)
        fail(path);
    close(fd);
}

static void wait_for_the_end(void)
{
    for (;;)
        pause();
}

// The container: PID 1 of its namespace, which takes all others with it.
static void be_init(const char *folder, unsigned children, unsigned seconds, int ready_fd)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "nginx");
    enter_cgroup(folder);
    if (unshare(CLONE_NEWCGROUP) < 0)
        fail("unshare");
    for (unsigned i = 0; i < children; i++) {
        pid_t child = fork();

        if (child < 0)
            fail("fork");
        if (child == 0)
            wait_for_the_end();
    }
    if (write(ready_fd, "x", 1) != 1)
        _exit(1);
    close(ready_fd);
    poll(NULL, 0, (int)(seconds * 1000));
    _exit(0);
}

static void start(const char *folder, unsigned processes, unsigned seconds, int ready_fd)
{
    long child = syscall(SYS_clone, NAMESPACES | SIGCHLD, NULL, NULL, NULL, 0L);

    if (child < 0)
        fail("clone");
    if (child == 0)
        be_init(folder, processes - 1, seconds, ready_fd);
}

// How many there are.
static unsigned read_folders(char *folders[static CONTAINERS_MAX])
{
    char *line = NULL;
    size_t size = 0;
    unsigned count = 0;
    ssize_t len = 0;

    while ((len = getline(&line, &size, stdin)) > 1 && count < CONTAINERS_MAX) {
        line[len - 1] = '\0';
        folders[count++] = line;
        line = NULL;
    }
    return count;
}

int main(int argc, char **argv)
{
    static char *folders[CONTAINERS_MAX];
    unsigned seconds = argc == 3 ? (unsigned)strtoul(argv[1], NULL, 10) : 0;
    unsigned processes = argc == 3 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
    unsigned containers = seconds == 0 ? 0 : read_folders(folders);
    int ready[2] = {-1, -1};
    char byte = 0;

    if (containers == 0 || processes < containers) {
        fprintf(stderr, "usage: processes SECONDS PROCESSES\n");
        return 2;
    }
    if (pipe2(ready, O_CLOEXEC) < 0)
        fail("pipe");
    for (unsigned i = 0; i < containers; i++) {
        unsigned share = processes / containers + (i < processes % containers);

        start(folders[i], share, seconds, ready[1]);
        if (read(ready[0], &byte, 1) != 1)
            fail("start a container");
    }
    puts("ready");
    fflush(stdout);
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    poll(&input, 1, (int)(seconds * 1000));
    return 0; // every init gets SIGKILL, and so does all that it started
}
