// SPDX-License-Identifier: Apache-2.0
#include "node-agent/access/json_items.h"

#include <stdbool.h>
#include <string.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void skip_space(struct json_items *items)
{
    while (items->at < items->end && is_space(*items->at))
        items->at++;
}

// Whether the next character is this one, which is passed then.
static bool pass(struct json_items *items, char c)
{
    skip_space(items);
    if (items->at == items->end || *items->at != c)
        return false;
    items->at++;
    return true;
}

static bool skip_string(struct json_items *items)
{
    if (!pass(items, '"'))
        return false;
    for (; items->at < items->end; items->at++) {
        if (*items->at == '"') {
            items->at++;
            return true;
        }
        if (*items->at == '\\')
            items->at++;
    }
    items->at = items->end;
    return false;
}

static bool skip_nested(struct json_items *items)
{
    size_t depth = 0;

    while (items->at < items->end) {
        char c = *items->at;

        if (c == '"') {
            if (!skip_string(items))
                return false;
            continue;
        }
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
        items->at++;
        if (depth == 0)
            return true;
    }
    return false;
}

static bool skip_word(struct json_items *items)
{
    const char *begin = items->at;

    while (items->at < items->end && !is_space(*items->at) && *items->at != ',' &&
           *items->at != ']' && *items->at != '}')
        items->at++;
    return items->at > begin;
}

// Where the value ends; what it is, a parser says.
static bool skip_value(struct json_items *items)
{
    skip_space(items);
    if (items->at == items->end)
        return false;
    switch (*items->at) {
    case '{':
    case '[':
        return skip_nested(items);
    case '"':
        return skip_string(items);
    default:
        return skip_word(items);
    }
}

static int no_list(struct error *err)
{
    return error_set(err, ERROR_BAD_REPLY, "not a list of objects");
}

// At the value of "items" if found.
static bool find_items(struct json_items *items, bool *ret_found)
{
    static const char NAME[] = "\"items\"";
    struct json_items list = {0};

    if (!pass(items, '{'))
        return false;
    do {
        skip_space(items);
        const char *name = items->at;
        if (!skip_string(items))
            return false;
        bool is_items =
            (size_t)(items->at - name) == strlen(NAME) && memcmp(name, NAME, strlen(NAME)) == 0;
        if (!pass(items, ':'))
            return false;
        if (is_items)
            list = *items;
        if (!skip_value(items))
            return false;
    } while (pass(items, ','));
    if (!pass(items, '}'))
        return false;
    skip_space(items);
    bool ended = items->at == items->end;
    *ret_found = list.at != NULL;
    *items = list;
    return ended;
}

int json_items_begin(struct json_items *items, const char *text, size_t len, struct error *err)
{
    struct json_items found = {text, text + len};
    bool has_items = false;

    if (!find_items(&found, &has_items) || !has_items)
        return no_list(err);
    if (!pass(&found, '['))
        return no_list(err);
    *items = found;
    return 0;
}

int json_items_next(struct json_items *items, const char **ret_text, size_t *ret_len,
                    struct error *err)
{
    if (pass(items, ']'))
        return 0;
    skip_space(items);
    const char *begin = items->at;
    if (!skip_value(items))
        return no_list(err);
    *ret_text = begin;
    *ret_len = (size_t)(items->at - begin);
    skip_space(items);
    if (!pass(items, ',') && (items->at == items->end || *items->at != ']'))
        return no_list(err);
    return 1;
}
