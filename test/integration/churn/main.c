// SPDX-License-Identifier: Apache-2.0
//
// Usage: churn CGROUPS PORT-FILE ANSWERS SECONDS
//
// PID 1 of a PID namespace with its own /proc, in which containers come and go while an agent is
// asked for them, until it has given so many answers; fails if one is wrong, or if they are too few
// by then. The containers' cgroups are made below CGROUPS. The agent's port is waited for in
// PORT-FILE: its proc root is this namespace's /proc, which is there once this program runs.
#include <fcntl.h>
#include <inttypes.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "test/integration/churn/world.h"

enum { ASKERS = 2, ARGUMENTS = 5, PORT_SECONDS = 30 };

// The kernel gives out 300 and more when it starts over (RESERVED_PIDS, kernel/pid.c).
static const char PID_MAX[] = "700";
enum { PIDS_IN_TURN = 400 };

static struct world *world_new(char *const *arguments)
{
    struct world *world = mmap(NULL, sizeof(*world), PROT_READ | PROT_WRITE,
                               MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (world == MAP_FAILED || parse_u64(arguments[3], UINT64_MAX, &world->wanted) < 0)
        return NULL;
    snprintf(world->cgroups, sizeof(world->cgroups), "%s", arguments[1]);
    return world;
}

static void make_parents(const struct world *world)
{
    char path[1024];

    serial_to_cgroup(world, 0, path, sizeof(path));
    for (char *slash = path + strlen(world->cgroups); (slash = strchr(slash + 1, '/')) != NULL;) {
        *slash = '\0';
        mkdir(path, 0755);
        *slash = '/';
    }
}

// Since Linux 6.14 each PID namespace has its own; before, it is the machine's, and is left alone.
static bool set_pid_max(void)
{
    struct utsname kernel = {0};
    uint64_t major = 0;
    uint64_t minor = 0;

    uname(&kernel);
    const char *at = kernel.release;
    if (parse_u64_at(&at, UINT32_MAX, &major) < 0 || *at++ != '.' ||
        parse_u64_at(&at, UINT32_MAX, &minor) < 0 || major < 6 || (major == 6 && minor < 14))
        return false;
    CLEANUP_FD int fd = open("/proc/sys/kernel/pid_max", O_WRONLY | O_CLOEXEC);
    return fd >= 0 && fd_write_all(fd, PID_MAX, strlen(PID_MAX)) == 0;
}

static bool read_port(const char *path, uint16_t *ret)
{
    CLEANUP_STRBUF struct strbuf text = {0};
    CLEANUP_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
    uint64_t port = 0;

    if (fd < 0 || fd_read_all(fd, &text) < 0 ||
        parse_u64(strbuf_text(&text), UINT16_MAX, &port) < 0)
        return false;
    *ret = (uint16_t)port;
    return true;
}

static bool wait_for_port(const char *path, uint16_t *ret)
{
    const struct timespec moment = {.tv_nsec = 10000000};
    uint64_t deadline = now() + PORT_SECONDS * UINT64_C(1000000000);

    while (!read_port(path, ret)) {
        if (now() > deadline)
            return false;
        nanosleep(&moment, NULL);
    }
    return true;
}

// Processes outside of any container, so that numbers are used up.
static ATTR_NORETURN void use_up_pids(struct world *world)
{
    while (!atomic_load(&world->over)) {
        pid_t child = vfork(); // NOLINT: it ends at once, and shall cost little

        if (child == 0)
            _exit(0);
        atomic_fetch_add(&world->counts.forks, 1);
        if (child > 0)
            waitpid(child, NULL, 0);
        else
            sched_yield();
    }
    _exit(EXIT_SUCCESS);
}

static ATTR_NORETURN void end_in_time(struct world *world, uint64_t seconds)
{
    const struct timespec moment = {.tv_nsec = 100000000};
    uint64_t deadline = now() + seconds * 1000000000U;

    while (!atomic_load(&world->over) && now() < deadline)
        nanosleep(&moment, NULL);
    atomic_store(&world->over, true);
    _exit(EXIT_SUCCESS);
}

static void start_all(struct world *world, uint64_t seconds, char *title, size_t title_len)
{
    for (uint32_t i = 0; i < SHIMS; i++)
        if (fork() == 0)
            shim_run(world, i, title, title_len);
    for (uint32_t i = 0; i < ASKERS; i++)
        if (fork() == 0)
            asker_run(world, i);
    if (fork() == 0)
        use_up_pids(world);
    if (fork() == 0)
        end_in_time(world, seconds);
}

static int conclude(struct world *world, bool small, double seconds)
{
    const struct counts *counts = &world->counts;

    printf("%" PRIu64 " answers in %" PRIu64 " replies, %" PRIu64 " wrong: %" PRIu64
           " containers found, %" PRIu64 " gone, %" PRIu64 " not found; %" PRIu64
           " lived throughout, %" PRIu64 " orphans; %" PRIu64 " inodes and %" PRIu64
           " processes compared; %u containers and %" PRIu64 " processes started in %.1f s, ",
           counts->answers, counts->replies, counts->wrong, counts->found, counts->gone,
           counts->not_found, counts->lived, counts->orphans, counts->inodes, counts->processes,
           world->serials, counts->forks, seconds);
    if (small)
        printf("each PID used again about %" PRIu64 " times\n", counts->forks / PIDS_IN_TURN);
    else
        printf("the machine's pid_max\n");
    if (counts->wrong > 0 || counts->answers < world->wanted || counts->lived == 0 ||
        counts->found == 0 || counts->not_found == 0)
        return EXIT_FAILURE;
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    uint64_t seconds = 0;

    if (argc != ARGUMENTS || getpid() != 1 || parse_u64(argv[4], UINT16_MAX, &seconds) < 0) {
        fprintf(stderr, "usage, as PID 1: churn CGROUPS PORT-FILE ANSWERS SECONDS\n");
        return 2;
    }
    // The kernel lays the arguments one behind the other.
    size_t title_len = (size_t)(argv[argc - 1] - argv[0]) + strlen(argv[argc - 1]) + 1;
    struct world *world = world_new(argv);
    if (world == NULL || title_len <= TAG_LEN)
        return EXIT_FAILURE;
    make_parents(world);
    bool small = set_pid_max();
    if (!wait_for_port(argv[2], &world->port))
        return EXIT_FAILURE;
    uint64_t begun = now();
    start_all(world, seconds, argv[0], title_len);
    while (wait(NULL) > 0) // orphans too, as PID 1 has to
        continue;
    return conclude(world, small, (double)(now() - begun) / 1e9);
}
