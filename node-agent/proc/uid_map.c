// SPDX-License-Identifier: Apache-2.0
#include "node-agent/proc/uid_map.h"

#include <errno.h>

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "common/model/limits.h"

static int parse_number(const char **cursor, uint32_t *ret)
{
    uint64_t value = 0;

    while (**cursor == ' ' || **cursor == '\t')
        (*cursor)++;
    if (parse_u64_at(cursor, UINT32_MAX, &value) < 0)
        return -EBADMSG;
    *ret = (uint32_t)value;
    return 0;
}

int uid_map_parse(const char *text, size_t len, struct uid_map *ret)
{
    size_t count = 0;

    for (const char *at = text; at < text + len; at++) {
        struct uid_range range = {0};

        if (count == UID_MAP_RANGES_MAX || parse_number(&at, &range.inside) < 0 ||
            parse_number(&at, &range.outside) < 0 || parse_number(&at, &range.count) < 0 ||
            *at != '\n')
            return -EBADMSG;
        ret->ranges[count++] = range;
    }
    ret->count = count;
    return 0;
}

int uid_map_read(int process_fd, struct uid_map *ret)
{
    CLEANUP_STRBUF struct strbuf text = STRBUF_LIMITED(LIMIT_PROC_FILE);
    int rc = file_read_at(process_fd, "uid_map", &text);

    return rc < 0 ? rc : uid_map_parse(strbuf_text(&text), text.len, ret);
}

int uid_map_to_inside(const struct uid_map *map, uint32_t outside, uint32_t *ret)
{
    for (size_t i = 0; i < map->count; i++) {
        const struct uid_range *range = &map->ranges[i];

        if (outside >= range->outside && outside - range->outside < range->count) {
            *ret = range->inside + (outside - range->outside);
            return 0;
        }
    }
    return -ENOENT;
}
