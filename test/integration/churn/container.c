// SPDX-License-Identifier: Apache-2.0
#include "test/integration/churn/container.h"

#include <sched.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/base/text.h"

static struct record *record_of(const struct entrance *entrance)
{
    return &entrance->world->records[entrance->serial];
}

// The PID in the test's own PID namespace, whose /proc it is.
static pid_t own_pid(void)
{
    char text[32];
    ssize_t len = readlink("/proc/self", text, sizeof(text) - 1);
    uint64_t pid = 0;

    if (len < 0)
        _exit(EXIT_FAILURE);
    text[len] = '\0';
    return parse_u64(text, INT32_MAX, &pid) < 0 ? -1 : (pid_t)pid;
}

// Name, argument and user say whose process it is; its children have them from it.
static void put_on_tag(const struct entrance *entrance)
{
    char tag[TAG_LEN + 1];
    uint32_t uid = serial_to_uid(entrance->serial);

    serial_to_tag(entrance->serial, tag);
    prctl(PR_SET_NAME, tag);
    memset(entrance->title, 0, entrance->title_len);
    memcpy(entrance->title, tag, TAG_LEN);
    if (setresuid(uid, uid, uid) < 0)
        _exit(EXIT_FAILURE);
}

static void enter(const struct entrance *entrance)
{
    if (write(entrance->cgroup, "0", 1) != 1)
        _exit(EXIT_FAILURE);
}

static void write_record(struct record *record)
{
    for (int kind = 0; kind < NS_KIND_COUNT; kind++) {
        struct stat target = {0};
        char path[64];

        snprintf(path, sizeof(path), "/proc/self/ns/%s", ns_kinds[kind].name);
        if (stat(path, &target) == 0)
            record->inodes[kind] = target.st_ino;
    }
    record->init = own_pid();
}

static ATTR_NORETURN void stay(void)
{
    for (;;)
        pause();
}

static void start_steady(const struct entrance *entrance, int index)
{
    pid_t child = fork();

    if (child < 0)
        _exit(EXIT_FAILURE);
    if (child > 0)
        return;
    atomic_store(&record_of(entrance)->steady[index], own_pid());
    stay();
}

static void wait_for_steady(struct record *record)
{
    const struct timespec pause_time = {.tv_nsec = 50000};

    for (int i = 0; i < record->steady_count; i++)
        while (atomic_load(&record->steady[i]) == 0)
            nanosleep(&pause_time, NULL);
}

// What a thread runs makes system calls and nothing else: it has no thread-local memory of its own.
enum {
    STACK_SIZE = 16 * 1024,
    THREAD_FLAGS = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM,
};

static int end_at_once(void *argument ATTR_UNUSED)
{
    return 0;
}

// Threads that end at once. They have the name of the thread that starts them from their birth on.
static int ATTR_NORETURN start_threads(void *argument ATTR_UNUSED)
{
    static char stack[STACK_SIZE];
    static pid_t running; // the kernel sets it to 0
    const struct timespec moment = {.tv_nsec = 20000};

    syscall(SYS_prctl, PR_SET_NAME, "thread");
    for (;;) {
        if (clone(end_at_once, stack + STACK_SIZE,
                  THREAD_FLAGS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID, NULL, &running, NULL,
                  &running) < 0)
            syscall(SYS_sched_yield);
        while (__atomic_load_n(&running, __ATOMIC_ACQUIRE) != 0)
            syscall(SYS_nanosleep, &moment, NULL);
    }
}

// Threads and children that end at once, every other child with a grandchild that outlives it.
static ATTR_NORETURN void be_busy(struct world *world)
{
    static char stack[STACK_SIZE];

    if (CHURN_THREADS && clone(start_threads, stack + STACK_SIZE, THREAD_FLAGS, NULL) < 0)
        _exit(EXIT_FAILURE);
    for (unsigned round = 0;; round++) {
        pid_t child = fork();

        if (child == 0) {
            if (round % 2 == 0)
                fork();
            _exit(0);
        }
        atomic_fetch_add(&world->counts.forks, 1 + (round % 2 == 0));
        while (waitpid(-1, NULL, child < 0 ? WNOHANG : 0) > 0)
            continue;
    }
}

void container_init(const struct entrance *entrance, bool busy)
{
    struct record *record = record_of(entrance);

    put_on_tag(entrance);
    write_record(record);
    enter(entrance);
    for (int i = 0; i < record->steady_count; i++)
        start_steady(entrance, i);
    wait_for_steady(record);
    atomic_store(&record->completed, now());
    if (busy)
        be_busy(entrance->world);
    stay();
}

// All but the PID namespace, which its parent has chosen.
static void join_namespaces(const struct record *record)
{
    long init = syscall(SYS_pidfd_open, record->init, 0);
    int kinds = CLONE_NEWNET | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS | CLONE_NEWCGROUP;

    if (init < 0 || setns((int)init, kinds) < 0)
        _exit(EXIT_FAILURE);
}

void container_late(const struct entrance *entrance)
{
    join_namespaces(record_of(entrance));
    put_on_tag(entrance);
    enter(entrance);
    stay();
}
