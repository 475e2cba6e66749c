// SPDX-License-Identifier: Apache-2.0
#include "common/model/json_prune.h"

#include "common/base/strbuf.h"
#include "common/model/json_get.h"
#include "common/model/json_scan.h"

static bool prune_value(struct json_cursor *cursor, const struct json_wish *members,
                        struct strbuf *out);

static bool copy_value(struct json_cursor *cursor, struct strbuf *out)
{
    struct json_slice value = {0};

    if (!json_skip_value(cursor, &value))
        return false;
    strbuf_add(out, value.text, value.len);
    return true;
}

static const struct json_wish *find_wish(const struct json_wish *members,
                                         const struct json_slice *name)
{
    for (; members->name != NULL; members++)
        if (json_slice_is(name, members->name))
            return members;
    return NULL;
}

static bool prune_object(struct json_cursor *cursor, const struct json_wish *members,
                         struct strbuf *out)
{
    char separator = '{';

    if (json_pass(cursor, '}')) {
        strbuf_add_text(out, "{}");
        return true;
    }
    do {
        struct json_slice name = {0};
        struct json_slice unwanted = {0};

        if (!json_pass_name(cursor, &name))
            return false;
        const struct json_wish *wish = find_wish(members, &name);
        if (wish == NULL) {
            if (!json_skip_value(cursor, &unwanted))
                return false;
            continue;
        }
        strbuf_add_char(out, separator);
        separator = ',';
        strbuf_add(out, name.text - 1, name.len + 2);
        strbuf_add_char(out, ':');
        if (!prune_value(cursor, wish->members, out))
            return false;
    } while (json_pass(cursor, ','));
    strbuf_add_text(out, separator == '{' ? "{}" : "}");
    return json_pass(cursor, '}');
}

// A list in a list is copied whole: so the depth is no more than that of the wishes.
static bool prune_element(struct json_cursor *cursor, const struct json_wish *members,
                          struct strbuf *out)
{
    json_skip_space(cursor);
    return cursor->at < cursor->end && *cursor->at == '[' ? copy_value(cursor, out)
                                                          : prune_value(cursor, members, out);
}

static bool prune_list(struct json_cursor *cursor, const struct json_wish *members,
                       struct strbuf *out)
{
    strbuf_add_char(out, '[');
    if (json_pass(cursor, ']')) {
        strbuf_add_char(out, ']');
        return true;
    }
    for (;;) {
        if (!prune_element(cursor, members, out))
            return false;
        if (!json_pass(cursor, ','))
            break;
        strbuf_add_char(out, ',');
    }
    strbuf_add_char(out, ']');
    return json_pass(cursor, ']');
}

static bool prune_value(struct json_cursor *cursor, const struct json_wish *members,
                        struct strbuf *out)
{
    if (members == NULL)
        return copy_value(cursor, out);
    if (json_pass(cursor, '{'))
        return prune_object(cursor, members, out);
    return json_pass(cursor, '[') ? prune_list(cursor, members, out) : copy_value(cursor, out);
}

static bool prune(const struct json_slice *text, const struct json_wish *members,
                  struct strbuf *out)
{
    struct json_cursor cursor = json_cursor_of(text);

    if (!prune_value(&cursor, members, out))
        return false;
    json_skip_space(&cursor);
    return cursor.at == cursor.end;
}

int json_parse_pruned(const char *text, size_t len, const struct json_wish *members, json_t **ret,
                      struct error *err)
{
    CLEANUP_STRBUF struct strbuf pruned = {0};
    CLEANUP_ERROR struct error at_other_place = {0};
    const struct json_slice whole = {text, len};

    if (members != NULL && prune(&whole, members, &pruned) &&
        json_parse(strbuf_text(&pruned), pruned.len, ret, &at_other_place) == 0)
        return 0;
    // What is wrong is told with its place in the text as it came.
    return json_parse(text, len, ret, err);
}
