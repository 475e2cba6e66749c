// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_COLLECT_CLOCK_H
#define NSINFO_COLLECT_CLOCK_H

#include <stdint.h>

#include "common/base/attributes.h"
#include "node-agent/proc/proc_root.h"

// What turns the kernel's units into seconds and bytes.
struct clock {
    int64_t boot_time; // seconds since 1970; 0 if it could not be read
    uint64_t ticks_per_second;
    uint64_t page_size;
};

void clock_read(const struct proc_root *root, struct clock *ret) ATTR_NONNULL(1, 2);

// Seconds since 1970, of a time in ticks since boot; 0 if the boot time is not known.
int64_t clock_unix_time(const struct clock *clock, uint64_t ticks) ATTR_NODISCARD ATTR_NONNULL(1);

#endif
