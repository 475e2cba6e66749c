// SPDX-License-Identifier: Apache-2.0
#include "common/model/json_slice.h"

#include <jansson.h>
#include <stdbool.h>

#include "common/base/xalloc.h"
#include "common/model/json_get.h"

struct cursor {
    const char *at;
    const char *end;
};

static struct cursor cursor_of(const struct json_slice *slice)
{
    return (struct cursor){slice->text, slice->text + slice->len};
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void skip_space(struct cursor *cursor)
{
    while (cursor->at < cursor->end && is_space(*cursor->at))
        cursor->at++;
}

// Whether the next character is this one, which is passed then.
static bool pass(struct cursor *cursor, char c)
{
    skip_space(cursor);
    if (cursor->at == cursor->end || *cursor->at != c)
        return false;
    cursor->at++;
    return true;
}

static bool skip_string(struct cursor *cursor)
{
    if (!pass(cursor, '"'))
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

static bool skip_nested(struct cursor *cursor)
{
    size_t depth = 0;

    while (cursor->at < cursor->end) {
        char c = *cursor->at;

        if (c == '"') {
            if (!skip_string(cursor))
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

static bool skip_word(struct cursor *cursor)
{
    const char *begin = cursor->at;

    while (cursor->at < cursor->end && !is_space(*cursor->at) && *cursor->at != ',' &&
           *cursor->at != ']' && *cursor->at != '}')
        cursor->at++;
    return cursor->at > begin;
}

static bool skip_value(struct cursor *cursor, struct json_slice *ret)
{
    bool skipped = false;

    skip_space(cursor);
    *ret = (struct json_slice){.text = cursor->at};
    if (cursor->at == cursor->end)
        return false;
    if (*cursor->at == '{' || *cursor->at == '[')
        skipped = skip_nested(cursor);
    else
        skipped = *cursor->at == '"' ? skip_string(cursor) : skip_word(cursor);
    ret->len = (size_t)(cursor->at - ret->text);
    return skipped;
}

static bool is_text(const struct json_slice *slice, const char *text)
{
    return slice->len == strlen(text) && memcmp(slice->text, text, slice->len) == 0;
}

static bool is_name(const struct json_slice *string, const char *name)
{
    const struct json_slice inner = {string->text + 1, string->len - 2};

    return is_text(&inner, name);
}

static bool at_end(struct cursor *cursor)
{
    skip_space(cursor);
    return cursor->at == cursor->end;
}

static bool find_member(struct cursor *cursor, const char *name, struct json_slice *ret)
{
    if (!pass(cursor, '{'))
        return false;
    if (pass(cursor, '}'))
        return at_end(cursor);
    do {
        struct json_slice member = {0};
        struct json_slice value = {0};

        skip_space(cursor);
        member.text = cursor->at;
        if (!skip_string(cursor))
            return false;
        member.len = (size_t)(cursor->at - member.text);
        if (!pass(cursor, ':') || !skip_value(cursor, &value))
            return false;
        if (is_name(&member, name))
            *ret = value;
    } while (pass(cursor, ','));
    return pass(cursor, '}') && at_end(cursor);
}

int json_slice_member(const struct json_slice *object, const char *name, struct json_slice *ret,
                      struct error *err)
{
    struct cursor cursor = cursor_of(object);
    struct json_slice found = {0};

    if (!find_member(&cursor, name, &found))
        return error_set(err, ERROR_BAD_REPLY, "not an object that may have \"%s\"", name);
    if (found.text != NULL && is_text(&found, "null"))
        found = (struct json_slice){0};
    *ret = found;
    return 0;
}

// Up to the next element: past '[' or ','. False behind the last one.
static bool begin_element(struct cursor *cursor, bool first, bool *ret_wrong)
{
    if (first) {
        *ret_wrong = !pass(cursor, '[');
        return !*ret_wrong && !pass(cursor, ']');
    }
    if (pass(cursor, ','))
        return true;
    *ret_wrong = !pass(cursor, ']');
    return false;
}

int json_slice_next(const struct json_slice *list, struct json_slice *at, struct json_slice *ret,
                    struct error *err)
{
    struct json_slice element = {0};
    bool wrong = false;

    if (list->text == NULL)
        return 0;
    struct cursor cursor = cursor_of(list);
    if (at->text != NULL)
        cursor.at = at->text + at->len;
    bool more = begin_element(&cursor, at->text == NULL, &wrong);
    if (wrong || (more && !skip_value(&cursor, &element)) || (!more && !at_end(&cursor)))
        return error_set(err, ERROR_BAD_REPLY, "not a list");
    if (!more)
        return 0;
    *at = element;
    *ret = element;
    return 1;
}

int json_slice_text(const struct json_slice *string, char **ret, struct error *err)
{
    if (string->text == NULL) {
        *ret = NULL;
        return 0;
    }
    CLEANUP_JSON json_t *json = json_loadb(string->text, string->len, JSON_DECODE_ANY, NULL);
    if (!json_is_string(json))
        return error_set(err, ERROR_BAD_REPLY, "not a string");
    *ret = xstrdup(json_string_value(json));
    return 0;
}
