// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_PROC_KERNEL_H
#define NSINFO_PROC_KERNEL_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "node-agent/proc/proc_root.h"

// What /proc says of the kernel as a whole (proc(5)).

// The btime line of /proc/stat: when the machine was started, in seconds since 1970. text[len] is
// NUL. 0, or -EBADMSG.
int kernel_boot_time_parse(const char *text, size_t len, int64_t *ret) ATTR_NODISCARD
    ATTR_NONNULL(1, 3);
int kernel_boot_time_read(const struct proc_root *root, int64_t *ret) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

// /proc/sys/kernel/random/boot_id and /proc/sys/kernel/osrelease; "" if they cannot be read. The
// caller frees them.
char *kernel_boot_id_read(const struct proc_root *root) ATTR_NODISCARD ATTR_NONNULL(1);
char *kernel_release_read(const struct proc_root *root) ATTR_NODISCARD ATTR_NONNULL(1);

#endif
