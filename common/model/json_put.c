// SPDX-License-Identifier: Apache-2.0
#include "common/model/json_put.h"

#include <string.h>

#include "common/base/text.h"

// With U+FFFD for each byte that is not UTF-8.
static json_t *json_text_new(const char *text)
{
    CLEANUP_STRBUF struct strbuf valid = {0};

    text_add_utf8(&valid, text, strlen(text));
    return json_stringn(strbuf_text(&valid), valid.len);
}

void json_put_text(json_t *object, const char *key, const char *text)
{
    if (text != NULL)
        json_object_set_new(object, key, json_text_new(text));
}

void json_put_u64(json_t *object, const char *key, uint64_t number)
{
    json_object_set_new(object, key, json_integer((json_int_t)number));
}

void json_put_time(json_t *object, const char *key, int64_t unix_seconds)
{
    char text[32];

    time_format(unix_seconds, text);
    if (unix_seconds != 0)
        json_put_text(object, key, text);
}

// Of all that is not for a terminal jansson leaves DEL as it is (RFC 8259, 7, lets it stand), which
// is never outside a string.
static int add_piece(const char *piece, size_t len, void *buf)
{
    for (const char *del = NULL; (del = memchr(piece, 0x7f, len)) != NULL;) {
        size_t before = (size_t)(del - piece);

        strbuf_add(buf, piece, before);
        strbuf_add_text(buf, "\\u007F");
        piece += before + 1;
        len -= before + 1;
    }
    strbuf_add(buf, piece, len);
    return ((const struct strbuf *)buf)->exceeded ? -1 : 0;
}

void json_add_dump(struct strbuf *buf, const json_t *json, size_t flags)
{
    // No text is other than UTF-8: what ends it early is the buffer's limit, and is told there.
    (void)!json_dump_callback(json, add_piece, buf, flags | JSON_ENSURE_ASCII);
}
