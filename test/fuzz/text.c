// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"

#include <string.h>

#include "common/base/base64.h"
#include "test/fuzz/fuzz.h"

// Valid UTF-8 throughout; if it is for a terminal, without a control character of C0 or C1.
static void check_utf8(const struct strbuf *text, bool for_terminal)
{
    for (size_t i = 0; i < text->len;) {
        size_t len = utf8_char_len(text->data + i, text->len - i);
        unsigned char first = (unsigned char)text->data[i];

        fuzz_check(len > 0);
        if (for_terminal) {
            fuzz_check(first >= ' ' && first != 0x7f);
            fuzz_check(first != 0xc2 || (unsigned char)text->data[i + 1] >= 0xa0);
        }
        i += len;
    }
}

static void check_escapes(const char *text, size_t size)
{
    CLEANUP_STRBUF struct strbuf utf8 = {0};
    CLEANUP_STRBUF struct strbuf utf8_again = {0};
    CLEANUP_STRBUF struct strbuf escaped = {0};

    text_add_utf8(&utf8, text, size);
    check_utf8(&utf8, false);
    text_add_utf8(&utf8_again, strbuf_text(&utf8), utf8.len);
    fuzz_check(strcmp(strbuf_text(&utf8), strbuf_text(&utf8_again)) == 0);
    text_add_escaped(&escaped, text);
    check_utf8(&escaped, true);
    fuzz_check(text_columns(strbuf_text(&escaped)) <= 2 * escaped.len);
}

static void check_time(const char *text)
{
    char formatted[32];
    int64_t seconds = 0;
    int64_t again = 0;

    if (time_parse(text, &seconds) < 0)
        return;
    time_format(seconds, formatted);
    fuzz_check(time_parse(formatted, &again) == 0 && again == seconds);
}

static void check_base64(const char *text)
{
    CLEANUP_STRBUF struct strbuf decoded = {0};

    if (base64_decode(text, &decoded) < 0)
        fuzz_check(decoded.len == 0);
    fuzz_check(decoded.len <= strlen(text) / 4 * 3);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_FREE char *text = fuzz_text(data, size);
    uint64_t ignored = 0;

    check_escapes(text, size);
    check_time(text);
    check_base64(text);
    fuzz_check(parse_duration(text, &ignored) <= 0);
    return 0;
}
