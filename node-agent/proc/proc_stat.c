// SPDX-License-Identifier: Apache-2.0
#include "node-agent/proc/proc_stat.h"

#include <errno.h>

#include "common/base/text.h"
#include "common/model/limits.h"
#include "node-agent/proc/proc_file.h"

// The fields' numbers in proc(5).
enum {
    FIELD_STATE = 3,
    FIELD_PPID = 4,
    FIELD_FLAGS = 9,
    FIELD_UTIME = 14,
    FIELD_STIME = 15,
    FIELD_NUM_THREADS = 20,
    FIELD_STARTTIME = 22,
    FIELD_RSS = 24,
    FIELD_ARG_START = 48,
};

enum { FLAG_EXITING = 0x4 }; // PF_EXITING, include/linux/sched.h

static bool is_space(char c)
{
    return c == ' ' || c == '\n';
}

// Moves *cursor to the field after the one it stands on.
static void next_field(const char **cursor)
{
    while (**cursor != '\0' && !is_space(**cursor))
        (*cursor)++;
    while (is_space(**cursor))
        (*cursor)++;
}

// The numbers from FIELD_PPID to FIELD_RSS; a negative one, which none of ours is, is left 0.
static int parse_numbers(const char *cursor, uint64_t fields[static FIELD_RSS + 1])
{
    for (int field = FIELD_PPID; field <= FIELD_RSS; field++, next_field(&cursor)) {
        bool negative = *cursor == '-';
        const char *digits = negative ? cursor + 1 : cursor;
        uint64_t value = 0;

        if (parse_u64_at(&digits, UINT64_MAX, &value) < 0)
            return -EBADMSG;
        if (*digits != '\0' && !is_space(*digits))
            return -EBADMSG;
        fields[field] = negative ? 0 : value;
    }
    return 0;
}

// The name stands in brackets and may itself hold brackets and spaces: it ends at the last ")".
static int parse_name(const char *text, size_t len, struct proc_stat *ret, const char **ret_rest)
{
    const char *open = memchr(text, '(', len);
    const char *close = memrchr(text, ')', len);

    if (open == NULL || close == NULL || close < open || close[1] != ' ' || close[2] == '\0')
        return -EBADMSG;
    size_t name_len = (size_t)(close - open) - 1;
    if (name_len >= sizeof(ret->name))
        name_len = sizeof(ret->name) - 1;
    memcpy(ret->name, open + 1, name_len);
    *ret_rest = close + 2;
    return 0;
}

int proc_stat_parse(const char *text, size_t len, struct proc_stat *ret)
{
    uint64_t fields[FIELD_RSS + 1] = {0};
    struct proc_stat stat = {0};
    const char *rest = NULL;

    if (parse_name(text, len, &stat, &rest) < 0)
        return -EBADMSG;
    stat.state = *rest;
    next_field(&rest);
    if (parse_numbers(rest, fields) < 0)
        return -EBADMSG;
    stat.ppid = fields[FIELD_PPID];
    stat.exiting = (fields[FIELD_FLAGS] & FLAG_EXITING) != 0;
    stat.user_ticks = fields[FIELD_UTIME];
    stat.system_ticks = fields[FIELD_STIME];
    stat.threads = fields[FIELD_NUM_THREADS];
    stat.start_ticks = fields[FIELD_STARTTIME];
    stat.resident_pages = fields[FIELD_RSS];
    *ret = stat;
    return 0;
}

int proc_stat_read(int process_fd, struct proc_stat *ret)
{
    CLEANUP_STRBUF struct strbuf text = STRBUF_LIMITED(LIMIT_PROC_FILE);
    int rc = proc_file_read_at(process_fd, "stat", &text);

    return rc < 0 ? rc : proc_stat_parse(strbuf_text(&text), text.len, ret);
}

uint64_t proc_stat_parse_argument_bytes(const char *text, size_t len)
{
    const char *cursor = memrchr(text, ')', len);
    uint64_t start = 0;
    uint64_t end = 0;

    if (cursor == NULL)
        return 0;
    for (int field = FIELD_STATE - 1; field < FIELD_ARG_START; field++)
        next_field(&cursor);
    if (parse_u64_at(&cursor, UINT64_MAX, &start) < 0)
        return 0;
    next_field(&cursor);
    if (parse_u64_at(&cursor, UINT64_MAX, &end) < 0)
        return 0;
    return end > start ? end - start : 0;
}

int proc_stat_read_argument_bytes(int process_fd, uint64_t *ret)
{
    CLEANUP_STRBUF struct strbuf text = STRBUF_LIMITED(LIMIT_PROC_FILE);
    int rc = proc_file_read_at(process_fd, "stat", &text);

    if (rc < 0)
        return rc;
    *ret = proc_stat_parse_argument_bytes(strbuf_text(&text), text.len);
    return 0;
}

bool proc_stat_ended(const struct proc_stat *stat)
{
    return stat->exiting && stat->threads <= 1;
}
