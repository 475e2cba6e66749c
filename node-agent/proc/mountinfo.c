// SPDX-License-Identifier: Apache-2.0
#include "node-agent/proc/mountinfo.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/sysmacros.h>

#include "common/base/text.h"
#include "common/base/xalloc.h"

// Field 3 of a line: "36 35 98:0 …".
static bool is_of_device(const char *line, dev_t device)
{
    uint64_t number = 0;
    uint64_t major_number = 0;
    uint64_t minor_number = 0;

    for (int field = 1; field < 3; field++)
        if (parse_u64_at(&line, UINT32_MAX, &number) < 0 || *line++ != ' ')
            return false;
    if (parse_u64_at(&line, UINT32_MAX, &major_number) < 0 || *line++ != ':' ||
        parse_u64_at(&line, UINT32_MAX, &minor_number) < 0)
        return false;
    return major_number == major(device) && minor_number == minor(device);
}

// Behind the separator: the type, the source, and the options of the file system as a whole.
static char *hidepid_of(const char *line)
{
    static const char PROC[] = " - proc ";
    static const char KEY[] = "hidepid=";
    const char *type = strstr(line, PROC);
    const char *options = type == NULL ? NULL : strchr(type + strlen(PROC), ' ');

    for (const char *at = options; at != NULL; at = strchr(at, ',')) {
        at++;
        if (str_starts_with(at, KEY))
            return xstrndup(at + strlen(KEY), strcspn(at + strlen(KEY), ","));
    }
    return NULL;
}

char *mountinfo_hidepid(const char *text, size_t len, dev_t device)
{
    for (const char *at = text; at < text + len;) {
        const char *end = memchr(at, '\n', (size_t)(text + len - at));
        size_t line_len = end == NULL ? (size_t)(text + len - at) : (size_t)(end - at);
        CLEANUP_FREE char *line = xstrndup(at, line_len);
        char *value = is_of_device(line, device) ? hidepid_of(line) : NULL;

        if (value != NULL)
            return value;
        at += line_len + 1;
    }
    return NULL;
}
