// SPDX-License-Identifier: Apache-2.0
#include "common/base/strbuf.h"

#include "common/base/xalloc.h"

void strbuf_release(struct strbuf *buf)
{
    free(buf->data);
    buf->data = NULL;
    buf->len = 0;
    buf->capacity = 0;
    buf->exceeded = false;
}

void strbuf_reset(struct strbuf *buf)
{
    buf->len = 0;
    buf->exceeded = false;
    if (buf->data != NULL)
        buf->data[0] = '\0';
}

static void reserve(struct strbuf *buf, size_t more)
{
    buf->data = xgrow(buf->data, &buf->capacity, buf->len + more + 1, 1);
}

static size_t room_left(const struct strbuf *buf)
{
    return buf->limit == 0 ? (size_t)-1 - buf->len - 1 : buf->limit - buf->len;
}

void strbuf_add(struct strbuf *buf, const void *bytes, size_t len)
{
    if (buf->exceeded || len > room_left(buf)) {
        buf->exceeded = true;
        return;
    }
    reserve(buf, len);
    if (len > 0)
        memcpy(buf->data + buf->len, bytes, len);
    buf->len += len;
    buf->data[buf->len] = '\0';
}

void strbuf_add_text(struct strbuf *buf, const char *text)
{
    strbuf_add(buf, text, strlen(text));
}

void strbuf_add_char(struct strbuf *buf, char c)
{
    strbuf_add(buf, &c, 1);
}

void strbuf_add_repeated(struct strbuf *buf, char c, size_t count)
{
    for (size_t i = 0; i < count; i++)
        strbuf_add_char(buf, c);
}

void strbuf_add_format(struct strbuf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    CLEANUP_FREE char *text = xvasprintf(format, args);
    va_end(args);
    strbuf_add_text(buf, text);
}

const char *strbuf_text(const struct strbuf *buf)
{
    return buf->data == NULL ? "" : buf->data;
}

char *strbuf_steal(struct strbuf *buf)
{
    if (buf->data == NULL)
        return xstrdup("");
    char *text = steal(&buf->data);
    strbuf_release(buf);
    return text;
}

char *strbuf_room(struct strbuf *buf, size_t more, size_t *ret_room)
{
    size_t room = room_left(buf);

    if (room == 0)
        return NULL;
    if (room > more)
        room = more;
    reserve(buf, room);
    *ret_room = room;
    return buf->data + buf->len;
}

void strbuf_filled(struct strbuf *buf, size_t len)
{
    buf->len += len;
    buf->data[buf->len] = '\0';
}
