// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_PROC_PROC_CGROUP_H
#define NSINFO_PROC_PROC_CGROUP_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"
#include "node-agent/proc/proc_root.h"

// /proc/PID/cgroup (cgroups(7)): a line "hierarchy:controllers:path" for each hierarchy.

// The path of the process among the lines of text, which it cuts at the path's end: cgroup v2 has
// one line, "0::path"; of v1's the systemd hierarchy's, which container managers always use, or if
// that is the root the longest of all; the hybrid layout has both. NULL if there is no line.
const char *proc_cgroup_choose(char *text) ATTR_NODISCARD ATTR_NONNULL(1);

// Reads the file into buf, which is emptied first. 0, and *ret_path then belongs to buf; -EBADMSG;
// or a negative errno.
int proc_cgroup_read(int process_fd, struct strbuf *buf, const char **ret_path) ATTR_NODISCARD
    ATTR_NONNULL(2, 3);

// The same by the PID alone, for less: whose path it is when the PID is in use again is the
// caller's to find out.
int proc_cgroup_read_of(const struct proc_root *root, uint64_t pid, struct strbuf *buf,
                        const char **ret_path) ATTR_NODISCARD ATTR_NONNULL(1, 3, 4);

#endif
