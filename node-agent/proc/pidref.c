// SPDX-License-Identifier: Apache-2.0
#include "node-agent/proc/pidref.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <time.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "node-agent/proc/proc_status.h"

int pidref_open(const struct proc_root *root, uint64_t pid, struct pidref *ret)
{
    char name[32];

    snprintf(name, sizeof(name), "%" PRIu64, pid);
    int fd = openat(root->fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    *ret = (struct pidref){.pid = pid, .fd = fd};
    return 0;
}

void pidref_release(struct pidref *ref)
{
    close_fd(&ref->fd);
}

int pidref_check_process(const struct pidref *ref)
{
    struct proc_status status = {0};
    int rc = proc_status_read(ref->fd, &status);

    if (rc < 0)
        return rc;
    return status.tgid == 0 || status.tgid == ref->pid ? 0 : -ESRCH;
}

uint64_t pidref_ticks_now(void)
{
    const uint64_t nanoseconds = 1000000000;
    long per_second = sysconf(_SC_CLK_TCK);
    struct timespec now = {0};

    if (per_second <= 0 || clock_gettime(CLOCK_BOOTTIME, &now) < 0)
        return 0;
    return (uint64_t)now.tv_sec * (uint64_t)per_second +
           (uint64_t)now.tv_nsec / (nanoseconds / (uint64_t)per_second);
}

bool pidref_gone(int rc)
{
    return rc == -ENOENT || rc == -ESRCH;
}

bool pidref_starved(int rc)
{
    return rc == -EMFILE || rc == -ENFILE || rc == -ENOMEM;
}
