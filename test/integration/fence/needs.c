// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "test/integration/fence/attempts.h"

static long result(long rc)
{
    return rc < 0 ? -errno : 0;
}

static long read_a_file(void)
{
    char byte = 0;
    CLEANUP_FD int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);

    return result(fd < 0 ? -1 : read(fd, &byte, 1));
}

static char parent[32];

void needs_prepare(void)
{
    pid_t pid = getppid();

    snprintf(parent, sizeof(parent), "/proc/%d", pid == 0 ? getpid() : pid);
}

// As the agent does it: /proc/PID, and from there.
static long read_a_process(void)
{
    char target[64];
    CLEANUP_FD int process = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CLEANUP_FD int root =
        process < 0 ? -1 : openat(process, "root", O_PATH | O_DIRECTORY | O_CLOEXEC);

    return result(root < 0 ? -1 : readlinkat(process, "ns/pid", target, sizeof(target)));
}

static long list_a_folder(void)
{
    DIR *folder = opendir("/proc");

    if (folder == NULL)
        return -errno;
    long rc = readdir(folder) == NULL ? -ENOENT : 0;
    closedir(folder);
    return rc;
}

static void *touch_memory(void *argument)
{
    enum { LARGE = 64 << 20 };
    char *memory = malloc(LARGE);

    if (memory == NULL)
        return NULL;
    memory[LARGE - 1] = 1;
    __asm__ volatile("" : : "r"(memory) : "memory"); // it is looked at
    free(memory);
    return argument;
}

static long run_a_thread(void)
{
    int here = 0;
    pthread_t thread;
    void *got = NULL;

    int rc = pthread_create(&thread, NULL, touch_memory, &here);
    if (rc == 0)
        rc = pthread_join(thread, &got);
    return rc != 0 ? -rc : got == NULL ? -ENOMEM : 0;
}

static long wait_for_events(void)
{
    struct epoll_event event = {.events = EPOLLIN};
    CLEANUP_FD int loop = epoll_create1(EPOLL_CLOEXEC);
    CLEANUP_FD int counter = eventfd(1, EFD_CLOEXEC);
    int ends[2] = {-1, -1};

    if (loop < 0 || counter < 0 || pipe2(ends, O_CLOEXEC) < 0)
        return -errno;
    close(ends[0]);
    close(ends[1]);
    if (epoll_ctl(loop, EPOLL_CTL_ADD, counter, &event) < 0)
        return -errno;
    return epoll_wait(loop, &event, 1, 1000) == 1 ? 0 : -ETIME;
}

static long read_a_limit(void)
{
    struct rlimit limit;

    return result(getrlimit(RLIMIT_NOFILE, &limit));
}

static long sleep_a_little(void)
{
    const struct timespec little = {.tv_nsec = 1000};

    return -clock_nanosleep(CLOCK_MONOTONIC, 0, &little, NULL);
}

// As abort(3) does.
static long signal_itself(void)
{
    return result(syscall(SYS_tgkill, getpid(), gettid(), 0));
}

static long open_a_port(void)
{
    const int on = 1;
    struct sockaddr_in address = {.sin_family = AF_INET};
    CLEANUP_FD int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
        bind(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 || listen(fd, 1) < 0)
        return -errno;
    return accept4(fd, NULL, NULL, SOCK_CLOEXEC) < 0 && errno == EAGAIN ? 0 : -errno;
}

static long connect_to_a_runtime(void)
{
    const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = "none-such"};
    CLEANUP_FD int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -errno;
    long rc = connect(fd, (const struct sockaddr *)&address, sizeof(address));
    return rc < 0 && errno == ENOENT ? 0 : -errno;
}

static long make_a_socket_of_ipv6(void)
{
    CLEANUP_FD int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    return fd < 0 && errno != EAFNOSUPPORT ? -errno : 0;
}

// Whether or not somebody listens there.
static long connect_by_ip(void)
{
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(1), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    CLEANUP_FD int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return -errno;
    long rc = connect(fd, (const struct sockaddr *)&address, sizeof(address));
    return rc == 0 || errno == ECONNREFUSED ? 0 : -errno;
}

const struct need needs[] = {
    {"read a file", read_a_file},
    {"read another process by its folder in /proc", read_a_process},
    {"list a folder", list_a_folder},
    {"run a thread, which takes 64 MB", run_a_thread},
    {"wait for events", wait_for_events},
    {"read a limit", read_a_limit},
    {"sleep", sleep_a_little},
    {"send itself a signal", signal_itself},
};

const struct need needs_before_shut[] = {
    {"open a port", open_a_port},
};

const struct need needs_of_api_server[] = {
    {"connect by IP", connect_by_ip},
    {"make a socket of IPv6", make_a_socket_of_ipv6},
};

const struct need needs_of_runtimes[] = {
    {"connect to a runtime", connect_to_a_runtime},
};

const size_t need_count = ARRAY_SIZE(needs);
const size_t need_before_shut_count = ARRAY_SIZE(needs_before_shut);
const size_t need_of_runtimes_count = ARRAY_SIZE(needs_of_runtimes);
const size_t need_of_api_server_count = ARRAY_SIZE(needs_of_api_server);
