// SPDX-License-Identifier: Apache-2.0
// The floor for the benchmark: the system calls that an answer of the agent needs, and nothing
// else. No HTTP, no JSON, no memory for what was read, and hardly a check.
//
// Usage: floor PROC
//
// Reads lines "SCOPE PROCESSES ID...": SCOPE is "ids" or "all", PROCESSES is 0 or 1. For each it
// does the reads once, and prints the nanoseconds, those of CPU, the system calls, the containers
// and the processes of those containers that were seen.
#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { ID_LEN = 64, CONTAINERS_MAX = 1024, BUFFER = 64 * 1024 };

struct container {
    char id[ID_LEN];
    char pid[16];  // of its first process, which started first: its init process
    char ppid[16]; // whose state tells whether init has just been re-parented
};

static struct container containers[CONTAINERS_MAX];
static unsigned container_count;
static unsigned process_count;
static unsigned long calls;
static int proc = -1;
static char buffer[BUFFER];

static const char *const kinds[] = {"pid", "net", "mnt", "ipc", "uts", "user", "cgroup", "time"};

static void die(const char *what)
{
    perror(what);
    exit(1);
}

// Three calls: all of these files come with one read.
static ssize_t read_file(const char *pid, const char *name)
{
    char path[64];

    char *end = stpcpy(path, pid);
    if (*pid != '\0')
        *end++ = '/';
    stpcpy(end, name);
    int fd = openat(proc, path, O_RDONLY | O_CLOEXEC);
    calls++;
    if (fd < 0)
        return -1;
    ssize_t len = read(fd, buffer, sizeof(buffer) - 1);
    close(fd);
    calls += 2;
    buffer[len > 0 ? len : 0] = '\0';
    return len;
}

static void read_namespaces(const char *pid)
{
    struct stat target;
    char path[64];

    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        snprintf(path, sizeof(path), "%s/ns/%s", pid, kinds[i]);
        if (fstatat(proc, path, &target, 0) < 0)
            perror(path);
        calls++;
    }
}

// The benchmark's paths end with the ID. -1: no container's.
static struct container *find(bool all)
{
    char *line = strstr(buffer, ":name=systemd:");
    char *end = line == NULL ? NULL : strchrnul(line, '\n');

    if (end == NULL || end - line < ID_LEN + 20 || end[-ID_LEN - 1] != '/')
        return NULL;
    for (unsigned i = container_count; i-- > 0;) // the last one found is the likeliest
        if (memcmp(containers[i].id, end - ID_LEN, ID_LEN) == 0)
            return &containers[i];
    if (!all || container_count == CONTAINERS_MAX)
        return NULL;
    memcpy(containers[container_count].id, end - ID_LEN, ID_LEN);
    containers[container_count].pid[0] = '\0';
    return &containers[container_count++];
}

static void look_at(const char *pid, bool all, bool processes)
{
    struct container *container = read_file(pid, "cgroup") <= 0 ? NULL : find(all);

    if (container == NULL)
        return;
    process_count++;
    read_file(pid, "stat"); // the parent and the start time, which tell the init process
    if (container->pid[0] == '\0') {
        const char *state = strrchr(buffer, ')');

        stpcpy(container->pid, pid);
        snprintf(container->ppid, sizeof(container->ppid), "%d", atoi(state + 4));
    }
    if (!processes)
        return;
    read_file(pid, "status");
    read_file(pid, "cmdline");
}

static void walk(bool all, bool processes)
{
    static char entries[32 * 1024] __attribute__((aligned(8)));
    int dir = openat(proc, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    long len = 0;

    calls += 2;
    while (calls++, (len = syscall(SYS_getdents64, dir, entries, sizeof(entries))) > 0)
        for (char *at = entries; at < entries + len;) {
            const struct dirent64 *entry = (const struct dirent64 *)at;

            if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9')
                look_at(entry->d_name, all, processes);
            at += entry->d_reclen;
        }
    close(dir);
}

static void finish(const struct container *container, bool processes)
{
    read_namespaces(container->pid);
    if (processes)
        read_file(container->pid, "root/etc/passwd");
    if (strcmp(container->ppid, "0") != 0)
        read_file(container->ppid, "stat");
    read_file(container->pid, "cgroup"); // still the same process, in the same container
    read_file(container->pid, "stat");
}

static void answer(bool all, bool processes)
{
    read_file("", "stat"); // the boot time, which start times count from
    read_file("", "sys/kernel/random/boot_id");
    read_file("", "sys/kernel/osrelease");
    read_namespaces("1");
    walk(all, processes);
    for (unsigned i = 0; i < container_count; i++)
        if (containers[i].pid[0] != '\0')
            finish(&containers[i], processes);
}

static uint64_t now(clockid_t clock)
{
    struct timespec time;

    clock_gettime(clock, &time);
    return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

int main(int argc, char **argv)
{
    char *line = NULL;
    size_t size = 0;

    proc = argc == 2 ? open(argv[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    if (proc < 0)
        die("usage: floor PROC");
    while (getline(&line, &size, stdin) > 0) {
        bool all = strncmp(line, "all", 3) == 0;
        bool processes = line[4] == '1';

        container_count = process_count = 0;
        calls = 0;
        for (char *id = line + 6; strlen(id) > ID_LEN; id += ID_LEN + 1) {
            memcpy(containers[container_count].id, id, ID_LEN);
            containers[container_count++].pid[0] = '\0';
        }
        uint64_t begun = now(CLOCK_MONOTONIC);
        uint64_t begun_cpu = now(CLOCK_PROCESS_CPUTIME_ID);
        answer(all, processes);
        uint64_t cpu = now(CLOCK_PROCESS_CPUTIME_ID) - begun_cpu;
        printf("%llu %llu %lu %u %u\n", (unsigned long long)(now(CLOCK_MONOTONIC) - begun),
               (unsigned long long)cpu, calls, container_count, process_count);
        fflush(stdout);
    }
    return 0;
}
