// SPDX-License-Identifier: Apache-2.0
#include "common/model/json_write.h"

#include <stdbool.h>
#include <stdio.h>

#include "common/base/text.h"

void json_write_key(struct strbuf *buf, const char *key)
{
    if (buf->data[buf->len - 1] != '{')
        strbuf_add_char(buf, ',');
    strbuf_add_char(buf, '"');
    strbuf_add_text(buf, key);
    strbuf_add(buf, "\":", 2);
}

static bool is_plain(char c)
{
    return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
}

static void add_unit(struct strbuf *buf, uint32_t unit)
{
    char escape[sizeof("\\uFFFF")];

    (void)snprintf(escape, sizeof(escape), "\\u%04X", (unsigned)unit & 0xffff);
    strbuf_add_text(buf, escape);
}

// By two units where one does not do (RFC 8259, 7).
static void add_escaped(struct strbuf *buf, uint32_t code_point)
{
    enum { FIRST_OF_TWO = 0x10000, HIGH = 0xd800, LOW = 0xdc00, BITS = 10, MASK = 0x3ff };

    if (code_point < FIRST_OF_TWO) {
        add_unit(buf, code_point);
        return;
    }
    add_unit(buf, HIGH + ((code_point - FIRST_OF_TWO) >> BITS));
    add_unit(buf, LOW + ((code_point - FIRST_OF_TWO) & MASK));
}

void json_write_text(struct strbuf *buf, const char *text)
{
    enum { REPLACEMENT = 0xfffd };
    const char *end = text + strlen(text);

    strbuf_add_char(buf, '"');
    while (text < end) {
        const char *plain = text;
        while (text < end && is_plain(*text))
            text++;
        strbuf_add(buf, plain, (size_t)(text - plain));
        if (text == end)
            break;
        size_t len = utf8_char_len(text, (size_t)(end - text));
        add_escaped(buf, len == 0 ? REPLACEMENT : utf8_code_point(text, len));
        text += len == 0 ? 1 : len;
    }
    strbuf_add_char(buf, '"');
}

void json_write_u64(struct strbuf *buf, uint64_t number)
{
    enum { DIGITS_MAX = 20, BASE = 10 };
    char digits[DIGITS_MAX];
    size_t begin = sizeof(digits);

    do {
        digits[--begin] = (char)('0' + number % BASE);
        number /= BASE;
    } while (number > 0);
    strbuf_add(buf, digits + begin, sizeof(digits) - begin);
}

// A number with a point, or an exponent, is a double to every parser.
void json_write_double(struct strbuf *buf, double number)
{
    char text[32];

    (void)snprintf(text, sizeof(text), "%.9g", number);
    strbuf_add_text(buf, text);
    if (strpbrk(text, ".e") == NULL)
        strbuf_add(buf, ".0", 2);
}
