// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BASE_DEADLINE_H
#define NSINFO_BASE_DEADLINE_H

#include <stdint.h>

#include "common/base/attributes.h"

// A point of the monotonic clock, in milliseconds, by which something has to be done.

uint64_t deadline_in(uint64_t milliseconds) ATTR_NODISCARD;

// The milliseconds until then; 0 if it has passed.
uint64_t deadline_left(uint64_t deadline) ATTR_NODISCARD;

// The earlier one.
uint64_t deadline_first(uint64_t a, uint64_t b) ATTR_NODISCARD;

// Returns after that long, whatever signals come in between.
void sleep_ms(uint64_t milliseconds);

#endif
