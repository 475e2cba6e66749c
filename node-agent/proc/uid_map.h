// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_PROC_UID_MAP_H
#define NSINFO_PROC_UID_MAP_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"

// The kernel takes no more ranges than this (UID_GID_MAP_MAX_EXTENTS, user_namespaces(7)).
enum { UID_MAP_RANGES_MAX = 340 };

// /proc/PID/uid_map: how the user IDs inside a process's user namespace appear outside.
struct uid_map {
    struct uid_range {
        uint32_t inside;
        uint32_t outside;
        uint32_t count;
    } ranges[UID_MAP_RANGES_MAX];
    size_t count;
};

// text[len] is NUL. 0, or -EBADMSG.
int uid_map_parse(const char *text, size_t len, struct uid_map *ret) ATTR_NODISCARD
    ATTR_NONNULL(1, 3);

// 0, -EBADMSG, or a negative errno.
int uid_map_read(int process_fd, struct uid_map *ret) ATTR_NODISCARD ATTR_NONNULL(2);

// 0, or -ENOENT if no range covers it.
int uid_map_to_inside(const struct uid_map *map, uint32_t outside, uint32_t *ret) ATTR_NODISCARD
    ATTR_NONNULL(1, 3);

#endif
