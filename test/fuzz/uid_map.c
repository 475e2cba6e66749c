// SPDX-License-Identifier: Apache-2.0
#include "node-agent/proc/uid_map.h"

#include <errno.h>

#include "test/fuzz/fuzz.h"

// Where a range begins, and where it ends, it covers.
static void check_range(const struct uid_map *map, const struct uid_range *range)
{
    uint32_t inside = 0;

    if (range->count == 0)
        return;
    fuzz_check(uid_map_to_inside(map, range->outside, &inside) == 0);
    if (range->count - 1 <= UINT32_MAX - range->outside)
        fuzz_check(uid_map_to_inside(map, range->outside + (range->count - 1), &inside) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_FREE char *text = fuzz_text(data, size);
    CLEANUP_FREE struct uid_map *map = xcalloc(1, sizeof(*map));
    int rc = uid_map_parse(text, size, map);

    fuzz_check(rc == 0 || rc == -EBADMSG);
    fuzz_check(map->count <= UID_MAP_RANGES_MAX);
    fuzz_check(rc == 0 || map->count == 0);
    for (size_t i = 0; i < map->count; i++)
        check_range(map, &map->ranges[i]);
    return 0;
}
