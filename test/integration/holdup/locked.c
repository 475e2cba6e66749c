// SPDX-License-Identifier: Apache-2.0
//
// One thread reads a page of the unanswered file through /proc/self/mem: unlike a fault of its own,
// that waits with the lock of the address space held (FAULT_FLAG_ALLOW_RETRY is not set:
// mm/gup.c, __access_remote_vm()). Another waits for the same lock for writing; and behind a writer
// that waits no reader is let in (kernel/locking/rwsem.c).
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test/integration/holdup/holdup.h"

enum { BYTES = 4096, STACK_BYTES = 64 * 1024 };

static _Atomic pid_t first;
static void *mapped;
static int told;

void *locked_map(const char *path)
{
    struct stat info = {0};
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 || fstat(fd, &info) < 0)
        die("%s: %s", path, strerror(errno));
    void *mapping = mmap(NULL, BYTES, PROT_READ, MAP_PRIVATE, fd, 0);
    if (mapping == MAP_FAILED)
        die("map %s: %s", path, strerror(errno));
    return mapping;
}

static void *read_page(void *argument)
{
    char byte = 0;
    int fd = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);

    atomic_store(&first, gettid());
    (void)!pread(fd, &byte, 1, (off_t)(uintptr_t)mapped);
    return argument;
}

static char state_of(pid_t tid)
{
    char path[64];
    char line[512] = "";

    snprintf(path, sizeof(path), "/proc/self/task/%d/stat", (int)tid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t len = read(fd, line, sizeof(line) - 1);
    close(fd);
    const char *end = len <= 0 ? NULL : strrchr(line, ')');
    if (end == NULL)
        return '?';
    return end[2];
}

static void *lock(void *argument)
{
    const pid_t own = gettid();

    while (atomic_load(&first) == 0 || state_of(atomic_load(&first)) == 'R')
        usleep(1000);
    (void)!write(told, &own, sizeof(own));
    for (;;) { // the other one may not hold the lock yet
        void *page = mmap(NULL, BYTES, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

        if (page != MAP_FAILED)
            munmap(page, BYTES);
    }
    return argument;
}

static void start(void *(*function)(void *))
{
    pthread_attr_t attributes;
    pthread_t thread;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    if (pthread_create(&thread, &attributes, function, NULL) != 0)
        die("start a thread");
    pthread_attr_destroy(&attributes);
}

void locked_run(void *mapping, int fd)
{
    mapped = mapping;
    told = fd;
    start(lock);
    start(read_page);
    for (;;)
        pause();
}
