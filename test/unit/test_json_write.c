// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "common/model/json_write.h"
#include "test/unit/unit.h"

static void texts_are_ascii_and_read_back_the_same(void **state ATTR_UNUSED)
{
    static const struct {
        const char *text;
        const char *written;
        const char *read; // NULL: the same
    } rows[] = {
        {"", "[\"\"]", NULL},
        {"plain ~ /x", "[\"plain ~ /x\"]", NULL},
        {"a\"b\\c", "[\"a\\u0022b\\u005Cc\"]", NULL},
        {"\x1b[31m\n\x7f", "[\"\\u001B[31m\\u000A\\u007F\"]", NULL},
        {"ü\u202e\xc2\x9b\u202c", "[\"\\u00FC\\u202E\\u009B\\u202C\"]", NULL},
        {"😀", "[\"\\uD83D\\uDE00\"]", NULL},
        {"\xff\xc3", "[\"\\uFFFD\\uFFFD\"]", "\ufffd\ufffd"},
        {"\xed\xa0\x80", "[\"\\uFFFD\\uFFFD\\uFFFD\"]", "\ufffd\ufffd\ufffd"},
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf text = {0};
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_JSON json_t *json = NULL;

        strbuf_add_char(&text, '[');
        json_write_text(&text, rows[i].text);
        strbuf_add_char(&text, ']');
        assert_string_equal(strbuf_text(&text), rows[i].written);
        assert_int_equal(json_parse(text.data, text.len, &json, &err), 0);
        assert_string_equal(json_string_value(json_array_get(json, 0)),
                            rows[i].read == NULL ? rows[i].text : rows[i].read);
    }
}

static void numbers_keep_their_value_and_their_kind(void **state ATTR_UNUSED)
{
    static const double doubles[] = {0, 1, 0.02, 123456.78, 1e10, 1e300};
    static const uint64_t integers[] = {0, 7, 10, 4294967295, INT64_MAX};

    for (size_t i = 0; i < ARRAY_SIZE(doubles); i++) {
        CLEANUP_STRBUF struct strbuf text = {0};
        json_write_double(&text, doubles[i]);
        CLEANUP_JSON json_t *json = json_loads(strbuf_text(&text), JSON_DECODE_ANY, NULL);
        assert_true(json_is_real(json));
        assert_true(json_real_value(json) == doubles[i]);
    }
    for (size_t i = 0; i < ARRAY_SIZE(integers); i++) {
        CLEANUP_STRBUF struct strbuf text = {0};
        json_write_u64(&text, integers[i]);
        CLEANUP_JSON json_t *json = json_loads(strbuf_text(&text), JSON_DECODE_ANY, NULL);
        assert_true(json_is_integer(json));
        assert_true((uint64_t)json_integer_value(json) == integers[i]);
    }
}

static void the_largest_number_has_all_its_digits(void **state ATTR_UNUSED)
{
    CLEANUP_STRBUF struct strbuf text = {0};

    json_write_u64(&text, UINT64_MAX);
    assert_string_equal(strbuf_text(&text), "18446744073709551615");
}

static void members_are_parted_by_commas(void **state ATTR_UNUSED)
{
    CLEANUP_STRBUF struct strbuf text = {0};

    strbuf_add_char(&text, '{');
    json_write_key(&text, "a");
    json_write_u64(&text, 1);
    json_write_key(&text, "b");
    json_write_text(&text, "{");
    strbuf_add_char(&text, '}');
    assert_string_equal(strbuf_text(&text), "{\"a\":1,\"b\":\"{\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_ascii_and_read_back_the_same),
        cmocka_unit_test(numbers_keep_their_value_and_their_kind),
        cmocka_unit_test(the_largest_number_has_all_its_digits),
        cmocka_unit_test(members_are_parted_by_commas),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
