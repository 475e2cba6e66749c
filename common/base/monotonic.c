// SPDX-License-Identifier: Apache-2.0
#include "common/base/monotonic.h"

#include <time.h>

uint64_t monotonic_us(void)
{
    struct timespec now = {0};

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}
