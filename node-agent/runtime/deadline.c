// SPDX-License-Identifier: Apache-2.0
#include "node-agent/runtime/deadline.h"

#include <time.h>

static uint64_t now(void)
{
    struct timespec time = {0};

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

uint64_t deadline_in(uint64_t milliseconds)
{
    return now() + milliseconds;
}

uint64_t deadline_left(uint64_t deadline)
{
    uint64_t current = now();

    return deadline > current ? deadline - current : 0;
}

uint64_t deadline_first(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}
