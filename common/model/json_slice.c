// SPDX-License-Identifier: Apache-2.0
#include "common/model/json_slice.h"

#include <jansson.h>
#include <stdbool.h>

#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "common/model/json_scan.h"

static bool at_end(struct json_cursor *cursor)
{
    json_skip_space(cursor);
    return cursor->at == cursor->end;
}

static bool find_member(struct json_cursor *cursor, const char *name, struct json_slice *ret)
{
    if (!json_pass(cursor, '{'))
        return false;
    if (json_pass(cursor, '}'))
        return at_end(cursor);
    do {
        struct json_slice member = {0};
        struct json_slice value = {0};

        if (!json_pass_name(cursor, &member) || !json_skip_value(cursor, &value))
            return false;
        if (json_slice_is(&member, name))
            *ret = value;
    } while (json_pass(cursor, ','));
    return json_pass(cursor, '}') && at_end(cursor);
}

int json_slice_member(const struct json_slice *object, const char *name, struct json_slice *ret,
                      struct error *err)
{
    struct json_cursor cursor = json_cursor_of(object);
    struct json_slice found = {0};

    if (!find_member(&cursor, name, &found))
        return error_set(err, ERROR_BAD_REPLY, "not an object that may have \"%s\"", name);
    if (found.text != NULL && json_slice_is(&found, "null"))
        found = (struct json_slice){0};
    *ret = found;
    return 0;
}

bool json_slice_peek(const struct json_slice *object, const char *name, struct json_slice *ret)
{
    struct json_cursor cursor = json_cursor_of(object);
    struct json_slice member = {0};
    struct json_slice value = {0};

    if (!json_pass(&cursor, '{'))
        return false;
    do {
        if (!json_pass_name(&cursor, &member) || !json_skip_value(&cursor, &value))
            return false;
    } while (!json_slice_is(&member, name) && json_pass(&cursor, ','));
    if (!json_slice_is(&member, name))
        return false;
    *ret = value;
    return true;
}

// Up to the next element: past '[' or ','. False behind the last one.
static bool begin_element(struct json_cursor *cursor, bool first, bool *ret_wrong)
{
    if (first) {
        *ret_wrong = !json_pass(cursor, '[');
        return !*ret_wrong && !json_pass(cursor, ']');
    }
    if (json_pass(cursor, ','))
        return true;
    *ret_wrong = !json_pass(cursor, ']');
    return false;
}

int json_slice_next(const struct json_slice *list, struct json_slice *at, struct json_slice *ret,
                    struct error *err)
{
    struct json_slice element = {0};
    bool wrong = false;

    if (list->text == NULL)
        return 0;
    struct json_cursor cursor = json_cursor_of(list);
    if (at->text != NULL)
        cursor.at = at->text + at->len;
    bool more = begin_element(&cursor, at->text == NULL, &wrong);
    if (wrong || (more && !json_skip_value(&cursor, &element)) || (!more && !at_end(&cursor)))
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
