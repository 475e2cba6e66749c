// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_PROC_PROC_CMDLINE_H
#define NSINFO_PROC_PROC_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"

// /proc/PID/cmdline (proc(5)).
struct proc_cmdline {
    char **items; // each owned, as is the array; none for a kernel thread or a zombie
    size_t count;
    bool truncated; // cut at LIMIT_COMMAND
};

// The arguments in the len bytes at text. A process may have written a title over them
// (setproctitle(3)): one text and then NULs, or no NUL at all; that is one argument.
void proc_cmdline_parse(const char *text, size_t len, struct proc_cmdline *ret) ATTR_NONNULL(1, 3);

// The open file, or a negative errno. Opening it waits for nobody.
int proc_cmdline_open(int process_fd) ATTR_NODISCARD;

// 0 or a negative errno. The file is read from the process's own memory: who holds that up holds up
// the reader, for ever if it likes.
int proc_cmdline_read(int fd, struct proc_cmdline *ret) ATTR_NODISCARD ATTR_NONNULL(2);

void proc_cmdline_release(struct proc_cmdline *cmdline) ATTR_NONNULL(1);

#endif
