// SPDX-License-Identifier: Apache-2.0
//
// What a runtime and its shim do: containers start in fresh cgroups, get more processes executed in
// them, and are killed.
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "test/integration/churn/container.h"

enum { PATH_SIZE = 1024, CHILDREN_MAX = 3 };

// Where nothing but its age tells the init process from one that was executed later, their start
// times, which the kernel shows in hundredths of a second, must differ.
enum { TICKS_NS = 20000000 };

struct slot {
    uint32_t serial;              // 0: empty
    pid_t children[CHILDREN_MAX]; // the init process, and what was executed; 0 if none
};

struct shim {
    struct world *world;
    _Atomic uint32_t *shown; // the slots' serials, for those who ask
    struct slot slots[SLOTS_PER_SHIM];
    int own_pid_ns;
    uint64_t random;
    char *title;
    size_t title_len;
};

static void short_sleep(long microseconds)
{
    const struct timespec time = {.tv_nsec = microseconds * 1000};

    nanosleep(&time, NULL);
}

static int open_procs(const struct world *world, uint32_t serial, int flags)
{
    char path[PATH_SIZE];

    serial_to_cgroup(world, serial, path, sizeof(path) - strlen("/cgroup.procs"));
    memcpy(path + strlen(path), "/cgroup.procs", sizeof("/cgroup.procs"));
    return open(path, flags | O_CLOEXEC);
}

static int new_namespaces(struct shim *shim)
{
    int flags = CLONE_NEWUTS;

    if (random_below(&shim->random, 4) != 0)
        flags |= CLONE_NEWPID;
    if (random_below(&shim->random, 2) == 0)
        flags |= CLONE_NEWIPC;
    if (random_below(&shim->random, 2) == 0)
        flags |= CLONE_NEWNS;
    if (random_below(&shim->random, 4) == 0)
        flags |= CLONE_NEWCGROUP;
    if (random_below(&shim->random, 16) == 0)
        flags |= CLONE_NEWNET;
    return flags;
}

static void remove_cgroup(const struct world *world, uint32_t serial)
{
    enum { TRIES = 200 };
    char path[PATH_SIZE];

    serial_to_cgroup(world, serial, path, sizeof(path));
    for (int i = 0; i < TRIES && rmdir(path) < 0; i++)
        short_sleep(100);
}

static struct entrance entrance_of(struct shim *shim, uint32_t serial, int cgroup)
{
    return (struct entrance){shim->world, serial, cgroup, shim->title, shim->title_len};
}

static void start(struct shim *shim, size_t index)
{
    struct world *world = shim->world;
    uint32_t serial = atomic_fetch_add(&world->serials, 1) + 1;
    struct record *record = &world->records[serial % RECORDS_MAX];
    int flags = new_namespaces(shim);
    bool busy = random_below(&shim->random, 8) == 0;
    char path[PATH_SIZE];

    serial_to_cgroup(world, serial, path, sizeof(path));
    if (serial >= RECORDS_MAX || mkdir(path, 0755) < 0) {
        atomic_store(&world->over, true);
        return;
    }
    CLEANUP_FD int cgroup = open_procs(world, serial, O_WRONLY);
    record->shim = getpid();
    record->own_pid_ns = (flags & CLONE_NEWPID) != 0;
    record->steady_count = (int)random_below(&shim->random, STEADY_MAX + 1);
    const struct entrance entrance = entrance_of(shim, serial, cgroup);
    atomic_store(&shim->shown[index], serial); // asked for before it is there
    long pid = syscall(SYS_clone, (unsigned long)flags | SIGCHLD, NULL, NULL, NULL, NULL);
    if (pid == 0)
        container_init(&entrance, busy);
    atomic_fetch_add(&world->counts.forks, 1 + (uint64_t)record->steady_count);
    if (pid > 0) {
        shim->slots[index] = (struct slot){.serial = serial, .children = {(pid_t)pid}};
        return;
    }
    atomic_store(&record->killed, now()); // no PID was free
    atomic_store(&record->dead, now());
    remove_cgroup(world, serial);
}

static void join_pid_ns(const struct record *record)
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/ns/pid", record->init);
    CLEANUP_FD int ns = open(path, O_RDONLY | O_CLOEXEC);
    if (ns < 0 || setns(ns, CLONE_NEWPID) < 0)
        return;
}

static pid_t *free_child(struct slot *slot)
{
    for (int i = 1; i < CHILDREN_MAX; i++)
        if (slot->children[i] == 0)
            return &slot->children[i];
    return NULL;
}

// As kubectl exec does: another process, whose parent is outside of the container.
static void execute(struct shim *shim, struct slot *slot)
{
    const struct record *record = &shim->world->records[slot->serial];
    pid_t *child = free_child(slot);

    if (atomic_load(&record->completed) == 0 || child == NULL ||
        (!record->own_pid_ns && now() < record->completed + TICKS_NS))
        return;
    CLEANUP_FD int cgroup = open_procs(shim->world, slot->serial, O_WRONLY);
    const struct entrance entrance = entrance_of(shim, slot->serial, cgroup);
    join_pid_ns(record);
    pid_t pid = fork();
    if (pid == 0)
        container_late(&entrance);
    if (setns(shim->own_pid_ns, CLONE_NEWPID) < 0)
        _exit(EXIT_FAILURE);
    *child = pid > 0 ? pid : 0;
    atomic_fetch_add(&shim->world->counts.forks, 1);
}

static void forget(struct shim *shim, pid_t pid)
{
    for (size_t i = 0; i < SLOTS_PER_SHIM; i++)
        for (int k = 0; k < CHILDREN_MAX; k++)
            if (shim->slots[i].children[k] == pid)
                shim->slots[i].children[k] = 0;
}

// False if there is nothing to wait for.
static bool reap(struct shim *shim, int flags)
{
    pid_t pid = waitpid(-1, NULL, flags);

    if (pid > 0)
        forget(shim, pid);
    return pid > 0;
}

static bool has_children(const struct slot *slot)
{
    for (int i = 0; i < CHILDREN_MAX; i++)
        if (slot->children[i] != 0)
            return true;
    return false;
}

static bool is_in_cgroup(uint32_t serial, pid_t pid)
{
    CLEANUP_STRBUF struct strbuf text = {0};
    char id[CONTAINER_ID_LEN + 1];
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/cgroup", pid);
    serial_to_id(serial, id);
    CLEANUP_FD int file = open(path, O_RDONLY | O_CLOEXEC);
    return file >= 0 && fd_read_all(file, &text) == 0 && strstr(strbuf_text(&text), id) != NULL;
}

// The number may be that of another container's process by now; what the pidfd holds is not.
static void kill_member(uint32_t serial, pid_t pid)
{
    CLEANUP_FD int process = (int)syscall(SYS_pidfd_open, pid, 0);

    if (process >= 0 && is_in_cgroup(serial, pid))
        syscall(SYS_pidfd_send_signal, process, SIGKILL, NULL, 0);
}

// Kills what is in the cgroup; false if that is nothing.
static bool kill_members(const struct world *world, uint32_t serial)
{
    CLEANUP_STRBUF struct strbuf text = {0};
    CLEANUP_FD int procs = open_procs(world, serial, O_RDONLY);
    uint64_t pid = 0;

    if (procs < 0 || fd_read_all(procs, &text) < 0 || text.len == 0)
        return false;
    for (const char *at = strbuf_text(&text); parse_u64_at(&at, INT32_MAX, &pid) == 0; at++)
        if (pid > 0) // 0 is outside of this PID namespace, so none of ours
            kill_member(serial, (pid_t)pid);
    return true;
}

static void end(struct shim *shim, size_t index)
{
    struct slot *slot = &shim->slots[index];
    struct record *record = &shim->world->records[slot->serial];

    atomic_store(&record->killed, now());
    for (int i = 0; i < CHILDREN_MAX; i++)
        if (slot->children[i] != 0)
            kill(slot->children[i], SIGKILL);
    // The kernel does not let go of a PID namespace's init before all others are waited for.
    while (has_children(slot) && reap(shim, 0))
        continue;
    while (kill_members(shim->world, slot->serial)) // more than once: a busy one forks meanwhile
        sched_yield();
    atomic_store(&record->dead, now());
    remove_cgroup(shim->world, slot->serial);
    *slot = (struct slot){0};
}

static void act(struct shim *shim)
{
    size_t index = random_below(&shim->random, SLOTS_PER_SHIM);
    struct slot *slot = &shim->slots[index];

    uint32_t chance = random_below(&shim->random, 6);

    if (slot->serial == 0)
        start(shim, index);
    else if (chance == 0)
        execute(shim, slot);
    else if (chance < 3)
        end(shim, index);
}

// NOLINTNEXTLINE(readability-non-const-parameter): containers write into title
void shim_run(struct world *world, uint32_t number, char *title, size_t title_len)
{
    struct shim shim = {
        .world = world,
        .shown = &world->slots[(size_t)number * SLOTS_PER_SHIM],
        .own_pid_ns = open("/proc/self/ns/pid", O_RDONLY | O_CLOEXEC),
        .random = 0x9e3779b97f4a7c15U * (number + 1),
        .title = title,
        .title_len = title_len,
    };

    while (!atomic_load(&world->over)) {
        act(&shim);
        while (reap(&shim, WNOHANG))
            continue;
        short_sleep((long)random_below(&shim.random, 1500));
    }
    for (size_t i = 0; i < SLOTS_PER_SHIM; i++)
        if (shim.slots[i].serial != 0)
            end(&shim, i);
    _exit(EXIT_SUCCESS);
}
