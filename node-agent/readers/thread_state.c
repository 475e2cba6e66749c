// SPDX-License-Identifier: Apache-2.0
#include "node-agent/readers/thread_state.h"

#include <fcntl.h>
#include <stdio.h>

#include "common/base/fdio.h"
#include "node-agent/proc/proc_stat.h"

// By the agent's own /proc, not the node's: it is about the agent itself.
bool thread_is_runnable(pid_t tid)
{
    char path[64];
    struct proc_stat stat = {0};

    snprintf(path, sizeof(path), "/proc/self/task/%d", (int)tid);
    CLEANUP_FD int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0 && proc_stat_read(fd, &stat) == 0 && stat.state == 'R';
}
