// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <fcntl.h>
#include <linux/prctl.h>
#include <linux/userfaultfd.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "test/integration/holdup/holdup.h"

enum { REGION_BYTES = 4096, ARGUMENT_BYTES = 100, STAT_FIELDS = 52 };

static void *unserved_region(void)
{
    struct uffdio_api api = {.api = UFFD_API};
    long fd = syscall(SYS_userfaultfd, O_CLOEXEC);
    void *region =
        mmap(NULL, REGION_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    struct uffdio_register range = {
        .range = {.start = (uintptr_t)region, .len = REGION_BYTES},
        .mode = UFFDIO_REGISTER_MODE_MISSING,
    };

    if (fd < 0)
        die("userfaultfd: %s", strerror(errno));
    if (region == MAP_FAILED || ioctl((int)fd, UFFDIO_API, &api) < 0 ||
        ioctl((int)fd, UFFDIO_REGISTER, &range) < 0)
        die("have userfaultfd serve memory: %s", strerror(errno));
    return region;
}

// The fields' numbers are those of proc(5).
static void read_stat(unsigned long long fields[static STAT_FIELDS + 1])
{
    char line[4096] = "";
    FILE *file = fopen("/proc/self/stat", "re");

    if (file == NULL || fgets(line, sizeof(line), file) == NULL)
        die("/proc/self/stat: %s", strerror(errno));
    fclose(file);
    char *at = strrchr(line, ')') + 2;
    for (int field = 3; field <= STAT_FIELDS && at != NULL; field++) {
        fields[field] = strtoull(at, NULL, 10);
        at = strchr(at, ' ');
        at = at == NULL ? NULL : at + 1;
    }
}

void unserved_arguments(void)
{
    unsigned long long stat[STAT_FIELDS + 1] = {0};
    uintptr_t region = (uintptr_t)unserved_region();

    read_stat(stat);
    struct prctl_mm_map map = {
        .start_code = stat[26],
        .end_code = stat[27],
        .start_data = stat[45],
        .end_data = stat[46],
        .start_brk = stat[47],
        .brk = (uintptr_t)sbrk(0),
        .start_stack = stat[28],
        .arg_start = region,
        .arg_end = region + ARGUMENT_BYTES,
        .env_start = stat[50],
        .env_end = stat[51],
        .exe_fd = (__u32)-1,
    };
    if (prctl(PR_SET_MM, PR_SET_MM_MAP, &map, sizeof(map), 0) < 0)
        die("move the arguments: %s", strerror(errno));
}
