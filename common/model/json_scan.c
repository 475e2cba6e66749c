// SPDX-License-Identifier: Apache-2.0
#include "common/model/json_scan.h"

#include <string.h>

struct json_cursor json_cursor_of(const struct json_slice *slice)
{
    return (struct json_cursor){slice->text, slice->text + slice->len};
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void json_skip_space(struct json_cursor *cursor)
{
    while (cursor->at < cursor->end && is_space(*cursor->at))
        cursor->at++;
}

bool json_pass(struct json_cursor *cursor, char c)
{
    json_skip_space(cursor);
    if (cursor->at == cursor->end || *cursor->at != c)
        return false;
    cursor->at++;
    return true;
}

bool json_skip_string(struct json_cursor *cursor)
{
    if (!json_pass(cursor, '"'))
        return false;
    for (; cursor->at < cursor->end; cursor->at++) {
        if (*cursor->at == '"') {
            cursor->at++;
            return true;
        }
        if (*cursor->at == '\\' && cursor->at + 1 < cursor->end)
            cursor->at++;
    }
    return false;
}

static bool skip_nested(struct json_cursor *cursor)
{
    size_t depth = 0;

    while (cursor->at < cursor->end) {
        char c = *cursor->at;

        if (c == '"') {
            if (!json_skip_string(cursor))
                return false;
            continue;
        }
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        cursor->at++;
        if (depth == 0)
            return true;
    }
    return false;
}

static bool skip_word(struct json_cursor *cursor)
{
    const char *begin = cursor->at;

    while (cursor->at < cursor->end && !is_space(*cursor->at) && *cursor->at != ',' &&
           *cursor->at != ']' && *cursor->at != '}')
        cursor->at++;
    return cursor->at > begin;
}

bool json_skip_value(struct json_cursor *cursor, struct json_slice *ret)
{
    bool skipped = false;

    json_skip_space(cursor);
    *ret = (struct json_slice){.text = cursor->at};
    if (cursor->at == cursor->end)
        return false;
    if (*cursor->at == '{' || *cursor->at == '[')
        skipped = skip_nested(cursor);
    else
        skipped = *cursor->at == '"' ? json_skip_string(cursor) : skip_word(cursor);
    ret->len = (size_t)(cursor->at - ret->text);
    return skipped;
}

bool json_pass_name(struct json_cursor *cursor, struct json_slice *ret)
{
    json_skip_space(cursor);
    ret->text = cursor->at + 1;
    if (!json_skip_string(cursor))
        return false;
    ret->len = (size_t)(cursor->at - ret->text) - 1;
    return json_pass(cursor, ':');
}

bool json_slice_is(const struct json_slice *slice, const char *text)
{
    return slice->len == strlen(text) && memcmp(slice->text, text, slice->len) == 0;
}
