// SPDX-License-Identifier: Apache-2.0
#include "common/base/deadline.h"

#include <time.h>

#include "common/base/monotonic.h"

static uint64_t now_ms(void)
{
    return monotonic_us() / 1000;
}

uint64_t deadline_in(uint64_t milliseconds)
{
    return now_ms() + milliseconds;
}

uint64_t deadline_left(uint64_t deadline)
{
    uint64_t now = now_ms();

    return deadline > now ? deadline - now : 0;
}

uint64_t deadline_first(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

void sleep_ms(uint64_t milliseconds)
{
    struct timespec left = {.tv_sec = (time_t)(milliseconds / 1000),
                            .tv_nsec = (long)(milliseconds % 1000) * 1000000};

    while (nanosleep(&left, &left) < 0)
        continue;
}
