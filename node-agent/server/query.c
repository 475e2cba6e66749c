// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/query.h"

#include <errno.h>

#include "common/base/strbuf.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"

static int hex_value(char c)
{
    static const char DIGITS[] = "0123456789abcdef0123456789ABCDEF";
    const char *at = c == '\0' ? NULL : strchr(DIGITS, c);

    return at == NULL ? -1 : (int)((at - DIGITS) % 16);
}

// The len bytes at text, decoded, into *ret for the caller to free; -EINVAL if they are malformed.
static int decode(const char *text, size_t len, char **ret)
{
    CLEANUP_STRBUF struct strbuf decoded = {0};

    for (size_t i = 0; i < len; i++) {
        if (text[i] != '%') {
            strbuf_add(&decoded, text[i] == '+' ? " " : text + i, 1);
            continue;
        }
        int high = len - i > 2 ? hex_value(text[i + 1]) : -1;
        int low = len - i > 2 ? hex_value(text[i + 2]) : -1;
        if (high < 0 || low < 0 || (high == 0 && low == 0))
            return -EINVAL;
        strbuf_add_char(&decoded, (char)(high * 16 + low));
        i += 2;
    }
    *ret = strbuf_steal(&decoded);
    return 0;
}

static int parse_pair(const char *text, size_t len, struct query *query)
{
    const char *equals = memchr(text, '=', len);
    size_t name_len = equals == NULL ? len : (size_t)(equals - text);
    CLEANUP_FREE char *name = NULL;
    CLEANUP_FREE char *value = NULL;

    if (decode(text, name_len, &name) < 0)
        return -EINVAL;
    if (equals == NULL)
        value = xstrdup("");
    else if (decode(equals + 1, len - name_len - 1, &value) < 0)
        return -EINVAL;
    query->pairs = xgrow(query->pairs, &query->capacity, query->count + 1, sizeof(*query->pairs));
    query->pairs[query->count++] = (struct query_pair){steal(&name), steal(&value)};
    return 0;
}

int query_parse(const char *text, struct query *ret, struct error *err)
{
    CLEANUP_QUERY struct query query = {0};

    for (const char *at = text == NULL ? "" : text; *at != '\0';) {
        size_t len = strcspn(at, "&");

        if (len > 0 && parse_pair(at, len, &query) < 0)
            return error_set(err, ERROR_BAD_REQUEST, "the query is not percent-encoded text");
        at += len;
        at += *at == '&';
    }
    *ret = query;
    query = (struct query){0};
    return 0;
}

void query_release(struct query *query)
{
    for (size_t i = 0; i < query->count; i++) {
        free(query->pairs[i].name);
        free(query->pairs[i].value);
    }
    free(query->pairs);
    *query = (struct query){0};
}

static bool is_known(const char *name, const char *const *known)
{
    for (; *known != NULL; known++)
        if (str_eq(name, *known))
            return true;
    return false;
}

int query_check_names(const struct query *query, const char *const *known, struct error *err)
{
    CLEANUP_STRBUF struct strbuf unknown = {0};
    size_t count = 0;

    for (size_t i = 0; i < query->count; i++) {
        if (is_known(query->pairs[i].name, known))
            continue;
        strbuf_add_text(&unknown, count++ == 0 ? "\"" : ", \"");
        text_add_escaped(&unknown, query->pairs[i].name);
        strbuf_add_char(&unknown, '"');
    }
    if (count == 0)
        return 0;
    return error_set(err, ERROR_BAD_REQUEST, "unknown query parameter%s %s", count == 1 ? "" : "s",
                     strbuf_text(&unknown));
}

int query_get_bool(const struct query *query, const char *name, bool *ret, struct error *err)
{
    for (size_t i = 0; i < query->count; i++) {
        const char *value = query->pairs[i].value;

        if (!str_eq(query->pairs[i].name, name))
            continue;
        if (!str_eq(value, "true") && !str_eq(value, "false"))
            return error_set(err, ERROR_BAD_REQUEST,
                             "query parameter \"%s\" is neither \"true\" nor \"false\"", name);
        *ret = str_eq(value, "true");
    }
    return 0;
}
