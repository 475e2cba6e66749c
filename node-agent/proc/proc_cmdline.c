// SPDX-License-Identifier: Apache-2.0
#include "node-agent/proc/proc_cmdline.h"

#include <errno.h>
#include <fcntl.h>

#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "node-agent/proc/proc_file.h"

// Without the NULs that fill up a title; of several arguments only the last one's end goes, since
// empty arguments count.
static size_t content_len(const char *text, size_t len)
{
    size_t trimmed = len;

    while (trimmed > 0 && text[trimmed - 1] == '\0')
        trimmed--;
    if (memchr(text, '\0', trimmed) == NULL)
        return trimmed;
    return text[len - 1] == '\0' ? len - 1 : len;
}

static size_t count_items(const char *text, const char *end)
{
    size_t count = 1;

    for (const char *at = text; (at = memchr(at, '\0', (size_t)(end - at))) != NULL; at++)
        count++;
    return count;
}

void proc_cmdline_parse(const char *text, size_t len, struct proc_cmdline *ret)
{
    struct proc_cmdline cmdline = {0};
    const char *end = text + (len == 0 ? 0 : content_len(text, len));

    if (end > text)
        cmdline.items = xcalloc(count_items(text, end), sizeof(*cmdline.items));
    for (const char *at = text; cmdline.items != NULL && at <= end;) {
        const char *stop = memchr(at, '\0', (size_t)(end - at));

        if (stop == NULL)
            stop = end;
        cmdline.items[cmdline.count++] = xstrndup(at, (size_t)(stop - at));
        at = stop + 1;
    }
    *ret = cmdline;
}

int proc_cmdline_open(int process_fd)
{
    int fd = openat(process_fd, "cmdline", O_RDONLY | O_CLOEXEC);

    return fd < 0 ? -errno : fd;
}

int proc_cmdline_read(int fd, struct proc_cmdline *ret)
{
    CLEANUP_STRBUF struct strbuf text = STRBUF_LIMITED(LIMIT_COMMAND);
    int rc = proc_file_read(fd, &text);

    if (rc < 0 && rc != -EFBIG)
        return rc;
    proc_cmdline_parse(strbuf_text(&text), text.len, ret);
    ret->truncated = rc == -EFBIG;
    return 0;
}

void proc_cmdline_release(struct proc_cmdline *cmdline)
{
    for (size_t i = 0; i < cmdline->count; i++)
        free(cmdline->items[i]);
    free(cmdline->items);
    *cmdline = (struct proc_cmdline){0};
}
