// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_PROC_PROC_STATUS_H
#define NSINFO_PROC_PROC_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"

// PID namespaces nest to 32 levels below the first (MAX_PID_NS_LEVEL,
// include/linux/pid_namespace.h).
enum { PROC_STATUS_PIDS_MAX = 33 };

// The lines of /proc/PID/status (proc(5)) that are needed.
struct proc_status {
    uint64_t tgid; // the process's PID, which a thread's number is not; 0 if there is no such line
    bool uid_known;
    uint32_t uid; // effective
    uint64_t ns_pids[PROC_STATUS_PIDS_MAX];
    size_t ns_pid_count; // 0 on kernels before 4.1
    bool capabilities_known;
    uint64_t capabilities; // effective, a bit each (capabilities(7))
};

// Lines that are not there leave their fields empty; a malformed one is -EBADMSG. text[len] is NUL.
int proc_status_parse(const char *text, size_t len, struct proc_status *ret) ATTR_NODISCARD
    ATTR_NONNULL(1, 3);

// 0, -EBADMSG, or a negative errno.
int proc_status_read(int process_fd, struct proc_status *ret) ATTR_NODISCARD ATTR_NONNULL(2);

#endif
