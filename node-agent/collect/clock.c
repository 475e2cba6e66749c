// SPDX-License-Identifier: Apache-2.0
#include "node-agent/collect/clock.h"

#include <unistd.h>

#include "node-agent/proc/kernel.h"

static uint64_t system_value(int name, uint64_t fallback)
{
    long value = sysconf(name);

    return value > 0 ? (uint64_t)value : fallback;
}

void clock_read(const struct proc_root *root, struct clock *ret)
{
    struct clock clock = {
        .ticks_per_second = system_value(_SC_CLK_TCK, 100),
        .page_size = system_value(_SC_PAGESIZE, 4096),
    };

    if (kernel_boot_time_read(root, &clock.boot_time) < 0)
        clock.boot_time = 0;
    *ret = clock;
}

int64_t clock_unix_time(const struct clock *clock, uint64_t ticks)
{
    if (clock->boot_time == 0)
        return 0;
    return clock->boot_time + (int64_t)(ticks / clock->ticks_per_second);
}
