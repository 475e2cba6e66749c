// SPDX-License-Identifier: Apache-2.0
#include "common/base/base64.h"

#include <errno.h>
#include <stdint.h>

static int digit_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+')
        return 62;
    return c == '/' ? 63 : -1;
}

// Takes the next four characters that are not line breaks; the number taken, 0 at the end.
static int next_quad(const char **cursor, char quad[4])
{
    int taken = 0;

    while (taken < 4 && **cursor != '\0') {
        char c = *(*cursor)++;
        if (c != '\n' && c != '\r')
            quad[taken++] = c;
    }
    return taken;
}

static int add_quad(struct strbuf *bytes, const char quad[4], int padding)
{
    uint32_t bits = 0;

    for (int i = 0; i < 4; i++) {
        int value = i >= 4 - padding ? 0 : digit_value(quad[i]);
        if (value < 0)
            return -EINVAL;
        bits = bits << 6 | (uint32_t)value;
    }
    for (int i = 0; i < 3 - padding; i++)
        strbuf_add_char(bytes, (char)(bits >> (16 - 8 * i) & 0xff));
    return 0;
}

int base64_decode(const char *text, struct strbuf *buf)
{
    CLEANUP_STRBUF struct strbuf bytes = {0};
    const char *cursor = text;
    char quad[4] = "";
    int padding = 0;

    for (int taken = next_quad(&cursor, quad); taken != 0; taken = next_quad(&cursor, quad)) {
        if (taken != 4 || padding > 0)
            return -EINVAL;
        padding = (quad[3] == '=') + (quad[3] == '=' && quad[2] == '=');
        if (add_quad(&bytes, quad, padding) < 0)
            return -EINVAL;
    }
    strbuf_add(buf, strbuf_text(&bytes), bytes.len);
    return 0;
}

int base64url_decode(const char *text, size_t len, struct strbuf *buf)
{
    CLEANUP_STRBUF struct strbuf standard = {0};

    for (size_t i = 0; i < len; i++) {
        if (text[i] == '-')
            strbuf_add_char(&standard, '+');
        else if (text[i] == '_')
            strbuf_add_char(&standard, '/');
        else if (digit_value(text[i]) >= 0 && text[i] != '+' && text[i] != '/')
            strbuf_add_char(&standard, text[i]);
        else
            return -EINVAL;
    }
    strbuf_add_repeated(&standard, '=', (4 - len % 4) % 4);
    return base64_decode(strbuf_text(&standard), buf);
}

void base64_encode(const void *bytes, size_t len, struct strbuf *buf)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *at = bytes;

    for (size_t i = 0; i < len; i += 3) {
        size_t here = len - i < 3 ? len - i : 3;
        uint32_t bits = (uint32_t)at[i] << 16;
        if (here > 1)
            bits |= (uint32_t)at[i + 1] << 8;
        if (here > 2)
            bits |= at[i + 2];
        for (size_t k = 0; k <= here; k++)
            strbuf_add_char(buf, digits[bits >> (18 - 6 * k) & 63]);
        strbuf_add_repeated(buf, '=', 3 - here);
    }
}
