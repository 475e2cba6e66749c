// SPDX-License-Identifier: Apache-2.0
#include "node-agent/proc/proc_status.h"

#include <errno.h>

#include "common/base/text.h"
#include "common/model/limits.h"
#include "node-agent/proc/proc_file.h"

// The numbers of a line, with tabs between them, into at most `room` elements.
static int parse_numbers(const char *at, uint64_t *numbers, size_t room, size_t *ret_count)
{
    size_t count = 0;

    while (*at == '\t' || *at == ' ')
        at++;
    while (*at != '\n' && *at != '\0') {
        if (count == room || parse_u64_at(&at, UINT32_MAX, &numbers[count]) < 0)
            return -EBADMSG;
        count++;
        while (*at == '\t' || *at == ' ')
            at++;
    }
    *ret_count = count;
    return 0;
}

static int parse_tgid(const char *at, struct proc_status *status)
{
    size_t count = 0;

    if (parse_numbers(at, &status->tgid, 1, &count) < 0 || count != 1)
        return -EBADMSG;
    return 0;
}

static int parse_uid(const char *at, struct proc_status *status)
{
    uint64_t uids[4] = {0}; // real, effective, saved, of the file system
    size_t count = 0;

    if (parse_numbers(at, uids, ARRAY_SIZE(uids), &count) < 0 || count != ARRAY_SIZE(uids))
        return -EBADMSG;
    status->uid = (uint32_t)uids[1];
    status->uid_known = true;
    return 0;
}

static int parse_ns_pids(const char *at, struct proc_status *status)
{
    return parse_numbers(at, status->ns_pids, PROC_STATUS_PIDS_MAX, &status->ns_pid_count);
}

// Sixteen hex digits (fs/proc/array.c, render_cap_t).
static int parse_capabilities(const char *at, struct proc_status *status)
{
    enum { DIGITS = 16 };
    static const char HEX[] = "0123456789abcdef";
    uint64_t set = 0;

    at += strspn(at, "\t ");
    for (size_t i = 0; i < DIGITS; i++) {
        const char *digit = at[i] == '\0' ? NULL : strchr(HEX, at[i]);
        if (digit == NULL)
            return -EBADMSG;
        set = set << 4 | (uint64_t)(digit - HEX);
    }
    status->capabilities = set;
    status->capabilities_known = true;
    return 0;
}

static const struct {
    const char *key;
    int (*parse)(const char *at, struct proc_status *status);
} lines[] = {
    {"Tgid:", parse_tgid},
    {"Uid:", parse_uid},
    {"NSpid:", parse_ns_pids},
    {"CapEff:", parse_capabilities},
};

static int parse_line(const char *line, struct proc_status *status)
{
    for (size_t i = 0; i < ARRAY_SIZE(lines); i++)
        if (str_starts_with(line, lines[i].key))
            return lines[i].parse(line + strlen(lines[i].key), status);
    return 0;
}

int proc_status_parse(const char *text, size_t len, struct proc_status *ret)
{
    struct proc_status status = {0};

    for (const char *line = text; line < text + len;) {
        const char *end = memchr(line, '\n', (size_t)(text + len - line));

        if (parse_line(line, &status) < 0)
            return -EBADMSG;
        line = end == NULL ? text + len : end + 1;
    }
    *ret = status;
    return 0;
}

int proc_status_read(int process_fd, struct proc_status *ret)
{
    CLEANUP_STRBUF struct strbuf text = STRBUF_LIMITED(LIMIT_PROC_FILE);
    int rc = proc_file_read_at(process_fd, "status", &text);

    return rc < 0 ? rc : proc_status_parse(strbuf_text(&text), text.len, ret);
}
