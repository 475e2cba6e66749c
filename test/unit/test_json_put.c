// SPDX-License-Identifier: Apache-2.0
#include "common/model/json_get.h"
#include "common/model/json_put.h"
#include "test/unit/unit.h"

static void check(json_t *object, const char *expected)
{
    CLEANUP_JSON json_t *owned = object;
    CLEANUP_STRBUF struct strbuf text = {0};

    json_add_dump(&text, owned, JSON_COMPACT);
    assert_string_equal(strbuf_text(&text), expected);
}

static void what_is_not_known_is_left_out(void **state ATTR_UNUSED)
{
    json_t *object = json_object();

    json_put_text(object, "text", NULL);
    json_put_time(object, "time", 0);
    check(object, "{}");
}

static void fields_are_texts_numbers_and_times_in_utc(void **state ATTR_UNUSED)
{
    json_t *object = json_object();

    json_put_text(object, "text", "");
    json_put_u64(object, "number", 0);
    json_put_u64(object, "large", INT64_MAX);
    json_put_time(object, "time", 1767323045);
    check(object, "{\"text\":\"\",\"number\":0,\"large\":9223372036854775807,"
                  "\"time\":\"2026-01-02T03:04:05Z\"}");
}

static void bytes_that_are_not_utf8_are_replaced(void **state ATTR_UNUSED)
{
    json_t *object = json_object();

    json_put_text(object, "text", "a\xff\xc3\xa4");
    check(object, "{\"text\":\"a\\uFFFD\\u00E4\"}");
}

static void what_a_terminal_would_obey_is_escaped(void **state ATTR_UNUSED)
{
    json_t *object = json_object();

    json_put_text(object, "\x7f", "\033[2J\x7f\x7f\xc2\x9b\xe2\x80\xae.\xe2\x80\xac");
    check(object, "{\"\\u007F\":\"\\u001B[2J\\u007F\\u007F\\u009B\\u202E.\\u202C\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_known_is_left_out),
        cmocka_unit_test(fields_are_texts_numbers_and_times_in_utc),
        cmocka_unit_test(bytes_that_are_not_utf8_are_replaced),
        cmocka_unit_test(what_a_terminal_would_obey_is_escaped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
