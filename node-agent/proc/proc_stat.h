// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_PROC_PROC_STAT_H
#define NSINFO_PROC_PROC_STAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"

// /proc/PID/stat (proc(5)).
struct proc_stat {
    char name[64 + 1]; // comm; may hold any byte but NUL
    char state;
    uint64_t ppid; // 0: the parent is outside the PID namespace of this /proc
    bool exiting;  // on its way to being a zombie, or one
    uint64_t user_ticks;
    uint64_t system_ticks;
    uint64_t threads;
    uint64_t start_ticks; // since boot
    uint64_t resident_pages;
};

// text[len] is NUL. 0, or -EBADMSG.
int proc_stat_parse(const char *text, size_t len, struct proc_stat *ret) ATTR_NODISCARD
    ATTR_NONNULL(1, 3);

// Of the process whose directory is open as process_fd. 0, -EBADMSG, or a negative errno.
int proc_stat_read(int process_fd, struct proc_stat *ret) ATTR_NODISCARD ATTR_NONNULL(2);

// How many bytes of arguments it has, which are in its own memory; 0 also where the file does not
// say: a kernel thread, a process that has ended, a reader who may not look into it. text[len] is
// NUL.
uint64_t proc_stat_parse_argument_bytes(const char *text, size_t len) ATTR_NODISCARD
    ATTR_NONNULL(1);

// The same of the process whose directory is open; 0 or a negative errno.
int proc_stat_read_argument_bytes(int process_fd, uint64_t *ret) ATTR_NODISCARD ATTR_NONNULL(2);

// True if all of the process is ending: a main thread may end before others, which then live on.
bool proc_stat_ended(const struct proc_stat *stat) ATTR_NODISCARD ATTR_NONNULL(1);

#endif
