// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "common/net/http_text.h"
#include "test/unit/unit.h"

static void warnings_give_their_texts_a_line_each(void **state)
{
    static const struct {
        const char *value;
        const char *lines;
    } rows[] = {
        {"299 - \"one\"", "one\n"},
        {" 299  agent:80 \"one\" \"Sat, 25 Aug 2012 23:34:45 GMT\"", "one\n"},
        {"299 - \"a \\\"b\\\" \\\\c, d\"", "a \"b\" \\c, d\n"},
        {"299 - \"one\", 299 - \"two\"", "one\ntwo\n"},
        {"199 - \"other\", 299 - \"two\"", "two\n"},
        {"299 - \"\"", ""},
        // The second text is the first one's date, and what is behind it no warning.
        {"299 - \"one\" \"date, 299 - \"two\"", "one\n"},
        {"299 - \"one", ""},
        {"299 - \"one\\", ""},
        {"299 one", ""},
        {"29 - \"one\"", ""},
        {"2999 - \"one\"", ""},
        {"", ""},
        {"299 - \"one\", junk", "one\n"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf lines = {0};
        http_add_warnings(&lines, rows[i].value);
        assert_string_equal(strbuf_text(&lines), rows[i].lines);
    }
}

static void a_time_to_retry_after_is_a_number_of_seconds(void **state)
{
    static const struct {
        const char *value;
        int seconds; // -1: it is none
    } rows[] = {{"1", 1},
                {" 30 ", 30},
                {"0", 0},
                {"", -1},
                {" ", -1},
                {"-1", -1},
                {"1.5", -1},
                {"1 2", -1},
                {"99999999999", -1},
                {"Wed, 21 Oct 2015 07:28:00 GMT", -1}};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        uint64_t seconds = 0;
        int rc = http_retry_after(rows[i].value, &seconds);
        assert_int_equal(rc, rows[i].seconds < 0 ? -EINVAL : 0);
        if (rc == 0)
            assert_int_equal(seconds, rows[i].seconds);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(warnings_give_their_texts_a_line_each),
        cmocka_unit_test(a_time_to_retry_after_is_a_number_of_seconds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
