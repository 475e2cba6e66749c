// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_PROC_PROC_ROOT_H
#define NSINFO_PROC_PROC_ROOT_H

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// The node's /proc, as a directory that was opened once: the real one, its bind mount in a pod, or
// a saved tree. Nothing is read of /proc/self, which would be the agent's own view.
struct proc_root {
    int fd;
};

int proc_root_open(const char *path, struct proc_root *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);
void proc_root_release(struct proc_root *root) ATTR_NONNULL(1);
#define CLEANUP_PROC_ROOT CLEANUP(proc_root_release)

// 0 if this is the /proc of a PID namespace whose PID 1 is to be seen; else an ERROR_UNAVAILABLE
// that says what is wrong.
int proc_root_check(const struct proc_root *root, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

// All PIDs, in the kernel's order (ascending).
struct proc_walk {
    DIR *dir;
};

int proc_walk_open(const struct proc_root *root, struct proc_walk *ret,
                   struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);
// 1 with the next PID, 0 at the end, or a negative errno.
int proc_walk_next(struct proc_walk *walk, uint64_t *ret_pid) ATTR_NODISCARD ATTR_NONNULL(1, 2);
void proc_walk_release(struct proc_walk *walk) ATTR_NONNULL(1);
#define CLEANUP_PROC_WALK CLEANUP(proc_walk_release)

#endif
