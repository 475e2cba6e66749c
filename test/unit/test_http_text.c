// SPDX-License-Identifier: Apache-2.0
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(warnings_give_their_texts_a_line_each),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
