// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/jsonpath_steps.h"

// The value of count digits of a base at *at, which is moved behind them; -1 if there are fewer.
static int64_t digits_value(const char **at, const char *end, size_t count, unsigned int base)
{
    static const char digits[] = "0123456789abcdef";
    int64_t value = 0;

    for (size_t i = 0; i < count; i++, (*at)++) {
        char c = '\0';
        if (*at < end)
            c = *(*at);
        const char *digit =
            c == '\0' ? NULL : strchr(digits, c >= 'A' && c <= 'F' ? (char)(c | 0x20) : c);
        if (digit == NULL || (unsigned int)(digit - digits) >= base)
            return -1;
        value = value * base + (digit - digits);
    }
    return value;
}

static void add_utf8(struct strbuf *out, uint32_t code)
{
    enum { SIX_BITS = 0x3f };

    if (code < 0x80) {
        strbuf_add_char(out, (char)code);
        return;
    }
    if (code < 0x800) {
        strbuf_add_char(out, (char)(0xc0 | code >> 6));
    } else if (code < 0x10000) {
        strbuf_add_char(out, (char)(0xe0 | code >> 12));
        strbuf_add_char(out, (char)(0x80 | (code >> 6 & SIX_BITS)));
    } else {
        strbuf_add_char(out, (char)(0xf0 | code >> 18));
        strbuf_add_char(out, (char)(0x80 | (code >> 12 & SIX_BITS)));
        strbuf_add_char(out, (char)(0x80 | (code >> 6 & SIX_BITS)));
    }
    strbuf_add_char(out, (char)(0x80 | (code & SIX_BITS)));
}

// What a backslash begins (Go's strconv.UnquoteChar); *at is behind it. -1 if it begins nothing.
static int unescape(const char **at, const char *end, char quote, struct strbuf *out)
{
    static const char letters[] = "abfnrtv\\";
    static const char meanings[] = "\a\b\f\n\r\t\v\\";
    enum { LARGEST_BYTE = 0xff, LARGEST_CODE_POINT = 0x10ffff };
    char c = '\0';

    if (*at < end)
        c = *(*at)++;
    const char *letter = c == '\0' ? NULL : strchr(letters, c);
    int64_t value = 0;

    if (letter != NULL || (c == quote && c != '\0')) {
        if (letter != NULL)
            c = meanings[letter - letters];
        strbuf_add_char(out, c);
        return 0;
    }
    if (c == 'x' || (c >= '0' && c <= '7')) {
        if (c != 'x')
            (*at)--;
        value = c == 'x' ? digits_value(at, end, 2, 16) : digits_value(at, end, 3, 8);
        if (value < 0 || value > LARGEST_BYTE)
            return -1;
        strbuf_add_char(out, (char)value);
        return 0;
    }
    if (c != 'u' && c != 'U')
        return -1;
    value = digits_value(at, end, c == 'u' ? 4 : 8, 16);
    if (value < 0 || value > LARGEST_CODE_POINT || (value >= 0xd800 && value <= 0xdfff))
        return -1;
    add_utf8(out, (uint32_t)value);
    return 0;
}

int jsonpath_unquote(const char *text, size_t len, char quote, struct strbuf *out)
{
    const char *end = text + len;

    while (text < end) {
        if (*text == '\\') {
            text++;
            if (unescape(&text, end, quote, out) < 0)
                return -1;
        } else {
            strbuf_add_char(out, *text++);
        }
    }
    return 0;
}
