// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"

#include <errno.h>
#include <stdio.h>
#include <time.h>
#include <wchar.h>

#include "common/base/xalloc.h"

bool str_eq(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    return strcmp(a, b) == 0;
}

bool str_starts_with(const char *text, const char *prefix)
{
    while (*prefix != '\0' && *text == *prefix) {
        text++;
        prefix++;
    }
    return *prefix == '\0';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

int parse_u64_at(const char **cursor, uint64_t max, uint64_t *ret)
{
    const char *at = *cursor;
    uint64_t value = 0;

    if (!is_digit(*at))
        return -EINVAL;
    for (; is_digit(*at); at++) {
        uint64_t digit = (uint64_t)(*at - '0');
        if (value > (UINT64_MAX - digit) / 10)
            return -ERANGE;
        value = value * 10 + digit;
    }
    if (value > max)
        return -ERANGE;
    *cursor = at;
    *ret = value;
    return 0;
}

int parse_u64(const char *text, uint64_t max, uint64_t *ret)
{
    uint64_t value = 0;
    int rc = parse_u64_at(&text, max, &value);

    if (rc < 0)
        return rc;
    if (*text != '\0')
        return -EINVAL;
    *ret = value;
    return 0;
}

static const struct {
    const char *unit;
    double ms;
} duration_units[] = {
    {"ms", 1},         {"us", 1e-3}, {"\u00b5s", 1e-3}, {"ns", 1e-6},
    {"h", 3600 * 1e3}, {"m", 60e3},  {"s", 1e3},
};

static int parse_duration_part(const char **cursor, double *ret_ms)
{
    enum { MAX_NUMBER = 1000000000 };
    uint64_t whole = 0;
    double value = 0;

    if (parse_u64_at(cursor, MAX_NUMBER, &whole) < 0)
        return -EINVAL;
    value = (double)whole;
    if (**cursor == '.') {
        double scale = 1;
        for ((*cursor)++; is_digit(**cursor); (*cursor)++) {
            scale /= 10;
            value += (**cursor - '0') * scale;
        }
    }
    for (size_t i = 0; i < ARRAY_SIZE(duration_units); i++) {
        if (!str_starts_with(*cursor, duration_units[i].unit))
            continue;
        *cursor += strlen(duration_units[i].unit);
        *ret_ms = value * duration_units[i].ms;
        return 0;
    }
    return -EINVAL;
}

int parse_duration(const char *text, uint64_t *ret_ms)
{
    uint64_t seconds = 0;
    double total_ms = 0;

    if (parse_u64(text, UINT32_MAX, &seconds) == 0) {
        *ret_ms = seconds * 1000;
        return 0;
    }
    if (*text == '\0')
        return -EINVAL;
    while (*text != '\0') {
        double ms = 0;
        if (parse_duration_part(&text, &ms) < 0)
            return -EINVAL;
        total_ms += ms;
    }
    // Some time is never none, which means no limit.
    *ret_ms = total_ms > 0 && total_ms < 1 ? 1 : (uint64_t)(total_ms + 0.5);
    return 0;
}

// RFC 3629, section 4: what the lead byte says of the length and of the second byte.
size_t utf8_char_len(const char *text, size_t len)
{
    static const struct {
        unsigned char lead_min, lead_max, len, second_min, second_max;
    } forms[] = {
        {0x00, 0x7f, 1, 0, 0},       {0xc2, 0xdf, 2, 0x80, 0xbf}, {0xe0, 0xe0, 3, 0xa0, 0xbf},
        {0xe1, 0xec, 3, 0x80, 0xbf}, {0xed, 0xed, 3, 0x80, 0x9f}, {0xee, 0xef, 3, 0x80, 0xbf},
        {0xf0, 0xf0, 4, 0x90, 0xbf}, {0xf1, 0xf3, 4, 0x80, 0xbf}, {0xf4, 0xf4, 4, 0x80, 0x8f},
    };
    const unsigned char *bytes = (const unsigned char *)text;

    for (size_t i = 0; len > 0 && i < ARRAY_SIZE(forms); i++) {
        if (bytes[0] < forms[i].lead_min || bytes[0] > forms[i].lead_max)
            continue;
        if (forms[i].len > len)
            return 0;
        for (size_t k = 1; k < forms[i].len; k++) {
            unsigned char min = k == 1 ? forms[i].second_min : 0x80;
            unsigned char max = k == 1 ? forms[i].second_max : 0xbf;
            if (bytes[k] < min || bytes[k] > max)
                return 0;
        }
        return forms[i].len;
    }
    return 0;
}

uint32_t utf8_code_point(const char *text, size_t len)
{
    static const unsigned char lead_mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    uint32_t code = (unsigned char)text[0] & lead_mask[len];

    for (size_t i = 1; i < len; i++)
        code = code << 6 | ((unsigned char)text[i] & 0x3f);
    return code;
}

void text_add_utf8(struct strbuf *buf, const char *text, size_t len)
{
    for (size_t i = 0; i < len;) {
        size_t char_len = text[i] == '\0' ? 0 : utf8_char_len(text + i, len - i);
        if (char_len == 0)
            strbuf_add_text(buf, "\ufffd");
        else
            strbuf_add(buf, text + i, char_len);
        i += char_len == 0 ? 1 : char_len;
    }
}

// Characters that move the cursor, or turn the text's direction, in the terminal that shows them.
static bool moves_terminal(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x200b && code <= 0x200f) ||
           (code >= 0x2028 && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069) ||
           code == 0x061c || code == 0xfeff;
}

void text_add_escaped(struct strbuf *buf, const char *text)
{
    size_t left = strlen(text);

    while (left > 0) {
        size_t len = utf8_char_len(text, left);
        uint32_t code = len == 0 ? 0 : utf8_code_point(text, len);

        if (len == 0)
            strbuf_add_format(buf, "\\x%02x", (unsigned char)*text);
        else if (code == '\n' || code == '\t')
            strbuf_add_text(buf, code == '\n' ? "\\n" : "\\t");
        else if (moves_terminal(code))
            strbuf_add_format(buf, code < 0x80 ? "\\x%02x" : "\\u{%04x}", code);
        else
            strbuf_add(buf, text, len);
        text += len == 0 ? 1 : len;
        left -= len == 0 ? 1 : len;
    }
}

void text_add_excerpt(struct strbuf *buf, const char *text)
{
    CLEANUP_STRBUF struct strbuf shown = STRBUF_LIMITED(TEXT_EXCERPT_MAX);

    text_add_escaped(&shown, text);
    strbuf_add(buf, strbuf_text(&shown), shown.len);
    if (shown.exceeded)
        strbuf_add_text(buf, "…");
}

void text_add_line(struct strbuf *buf, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    CLEANUP_FREE char *text = xvasprintf(format, args);
    va_end(args);
    text_add_escaped(buf, text);
    strbuf_add_char(buf, '\n');
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

void text_add_uncapitalized(struct strbuf *buf, const char *text)
{
    if (is_upper(text[0]) && !is_upper(text[1])) {
        strbuf_add_char(buf, (char)(text[0] - 'A' + 'a'));
        text++;
    }
    strbuf_add_text(buf, text);
}

void text_add_percent_encoded(struct strbuf *buf, const char *text, const char *kept)
{
    for (; *text != '\0'; text++) {
        if (strchr(kept, *text) != NULL)
            strbuf_add_char(buf, *text);
        else
            strbuf_add_format(buf, "%%%02X", (unsigned char)*text);
    }
}

void text_add_url_encoded(struct strbuf *buf, const char *text)
{
    static const char unreserved[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    text_add_percent_encoded(buf, text, unreserved);
}

// The length of the first character of text, and how many columns it takes.
static size_t char_columns(const char *text, size_t left, size_t *ret_columns)
{
    size_t len = utf8_char_len(text, left);
    int width = len == 0 ? 1 : wcwidth((wchar_t)utf8_code_point(text, len));

    *ret_columns = width < 0 ? 1 : (size_t)width;
    return len == 0 ? 1 : len;
}

size_t text_fitting(const char *text, size_t columns, size_t *ret_columns)
{
    size_t total = strlen(text);
    size_t len = 0;
    size_t used = 0;

    while (len < total) {
        size_t width = 0;
        size_t next = char_columns(text + len, total - len, &width);

        if (used + width > columns)
            break;
        used += width;
        len += next;
    }
    *ret_columns = used;
    return len;
}

size_t text_columns(const char *text)
{
    size_t columns = 0;

    (void)text_fitting(text, SIZE_MAX, &columns);
    return columns;
}

void text_add_cut(struct strbuf *buf, const char *text, size_t columns)
{
    size_t used = 0;

    if (columns == 0 || text_columns(text) <= columns) {
        strbuf_add_text(buf, text);
        return;
    }
    strbuf_add(buf, text, text_fitting(text, columns - 1, &used));
    strbuf_add_text(buf, "…");
}

void time_format(int64_t unix_seconds, char ret[static 32])
{
    time_t seconds = (time_t)unix_seconds;
    struct tm utc = {0};

    if (gmtime_r(&seconds, &utc) == NULL || strftime(ret, 32, "%Y-%m-%dT%H:%M:%SZ", &utc) == 0)
        ret[0] = '\0';
}

int time_parse(const char *text, int64_t *ret_unix_seconds)
{
    struct tm utc = {0};
    const char *end = strptime(text, "%Y-%m-%dT%H:%M:%S", &utc);

    if (end == NULL)
        return -EINVAL;
    if (*end == '.')
        for (end++; is_digit(*end);)
            end++;
    if (!str_eq(end, "Z"))
        return -EINVAL;
    *ret_unix_seconds = (int64_t)timegm(&utc);
    return 0;
}

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;

    return ab < c ? ab : c;
}

// How many slips (a character too many, missing, wrong, or swapped with the next one) lie between
// two words of up to 31 characters; longer ones are far from everything. (Optimal string alignment)
static size_t edit_distance(const char *a, const char *b)
{
    enum { MAX = 32 };
    size_t table[MAX][MAX];
    size_t a_len = strlen(a);
    size_t b_len = strlen(b);

    if (a_len >= MAX || b_len >= MAX)
        return MAX;
    for (size_t k = 0; k <= b_len; k++)
        table[0][k] = k;
    for (size_t i = 1; i <= a_len; i++) {
        table[i][0] = i;
        for (size_t k = 1; k <= b_len; k++) {
            bool swapped = i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1];
            size_t best = min3(table[i - 1][k] + 1, table[i][k - 1] + 1,
                               table[i - 1][k - 1] + (a[i - 1] != b[k - 1]));
            table[i][k] = swapped ? min3(best, best, table[i - 2][k - 2] + 1) : best;
        }
    }
    return table[a_len][b_len];
}

const char *text_nearest(const char *word, const char *const *names, size_t count)
{
    size_t best = strlen(word) < 4 ? 2 : 3;
    const char *nearest = NULL;

    for (size_t i = 0; i < count; i++) {
        size_t distance = edit_distance(word, names[i]);
        if (distance < best) {
            best = distance;
            nearest = names[i];
        }
    }
    return nearest;
}
