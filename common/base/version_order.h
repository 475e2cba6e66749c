// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BASE_VERSION_ORDER_H
#define NSINFO_BASE_VERSION_ORDER_H

#include <stdbool.h>

#include "common/base/attributes.h"

// Which of two versions comes first (semver.org 2.0.0, 11), "v" in front or not: *ret is below, at
// or above 0. What stands behind "+" does not count. -EINVAL if one of them is no version. Pure.
int version_order(const char *a, const char *b, int *ret) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// Whether two versions have the same major number, and minor numbers that are at most `minors`
// apart. False too if one of them is no version. Pure.
bool version_is_within(const char *a, const char *b, unsigned minors) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

#endif
