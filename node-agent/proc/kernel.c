// SPDX-License-Identifier: Apache-2.0
#include "node-agent/proc/kernel.h"

#include <errno.h>

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/limits.h"

int kernel_boot_time_parse(const char *text, size_t len, int64_t *ret)
{
    static const char KEY[] = "btime ";

    for (const char *line = text; line < text + len;) {
        const char *end = memchr(line, '\n', (size_t)(text + len - line));
        const char *at = line + strlen(KEY);
        uint64_t seconds = 0;

        if (str_starts_with(line, KEY)) {
            if (parse_u64_at(&at, UINT32_MAX, &seconds) < 0 || (*at != '\n' && *at != '\0'))
                return -EBADMSG;
            *ret = (int64_t)seconds;
            return 0;
        }
        line = end == NULL ? text + len : end + 1;
    }
    return -EBADMSG;
}

int kernel_boot_time_read(const struct proc_root *root, int64_t *ret)
{
    CLEANUP_STRBUF struct strbuf text = STRBUF_LIMITED(LIMIT_PROC_STAT);
    int rc = file_read_at(root->fd, "stat", &text);

    return rc < 0 ? rc : kernel_boot_time_parse(strbuf_text(&text), text.len, ret);
}

static char *read_line(const struct proc_root *root, const char *path)
{
    CLEANUP_STRBUF struct strbuf text = STRBUF_LIMITED(LIMIT_PROC_FILE);

    if (file_read_at(root->fd, path, &text) < 0)
        return xstrdup("");
    return xstrndup(strbuf_text(&text), strcspn(strbuf_text(&text), "\n"));
}

char *kernel_boot_id_read(const struct proc_root *root)
{
    return read_line(root, "sys/kernel/random/boot_id");
}

char *kernel_release_read(const struct proc_root *root)
{
    return read_line(root, "sys/kernel/osrelease");
}
