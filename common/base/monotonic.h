// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BASE_MONOTONIC_H
#define NSINFO_BASE_MONOTONIC_H

#include <stdint.h>

#include "common/base/attributes.h"

// Microseconds since some moment that is the same for the whole life of the process; no setting of
// the clock changes them.
uint64_t monotonic_us(void) ATTR_NODISCARD;

#endif
