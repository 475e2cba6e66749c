// SPDX-License-Identifier: Apache-2.0
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "test/unit/unit.h"

static json_t *parsed(const char *text)
{
    CLEANUP_ERROR struct error err = {0};
    json_t *json = NULL;

    assert_int_equal(json_parse(text, strlen(text), &json, &err), 0);
    return json;
}

static void what_is_not_json_is_placed_by_line_and_column(void **state)
{
    static const char *const texts[] = {"", "{", "{\"a\":1}x", "<html>", "{\"a\":\xff}", "nul"};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        CLEANUP_ERROR struct error err = {0};
        json_t *json = NULL;
        assert_int_equal(json_parse(texts[i], strlen(texts[i]), &json, &err), -1);
        assert_int_equal(err.code, ERROR_BAD_REPLY);
        assert_memory_equal(err.message, "not JSON: line 1, column ", 25);
        assert_null(json);
    }
}

static void fields_have_their_values(void **state)
{
    (void)state;
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_JSON json_t *json = parsed("{\"t\":\"x\",\"n\":7,\"d\":0.5,\"b\":true,\"when\":\"1970-"
                                       "01-01T00:01:00Z\",\"a\":[1],\"o\":{}}");
    const char *text = NULL;
    const json_t *array = NULL;
    const json_t *object = NULL;
    uint64_t number = 0;
    double real = 0;
    bool flag = false;
    int64_t when = 0;

    assert_int_equal(json_get_text(json, "t", &text, &err), 0);
    assert_string_equal(text, "x");
    assert_int_equal(json_get_u64(json, "n", &number, &err), 0);
    assert_int_equal(number, 7);
    assert_int_equal(json_get_double(json, "d", &real, &err), 0);
    assert_true(real == 0.5);
    assert_int_equal(json_get_bool(json, "b", &flag, &err), 0);
    assert_true(flag);
    assert_int_equal(json_get_time(json, "when", &when, &err), 0);
    assert_int_equal(when, 60);
    assert_int_equal(json_get_array(json, "a", &array, &err), 0);
    assert_int_equal(json_array_size(array), 1);
    assert_int_equal(json_get_object(json, "o", &object, &err), 0);
    assert_non_null(object);
}

static void absent_and_null_are_no_errors_unless_required(void **state)
{
    (void)state;
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_JSON json_t *json = parsed("{\"null\":null}");
    const char *text = "old";
    uint64_t number = 5;
    char *required = NULL;

    assert_int_equal(json_get_text(json, "null", &text, &err), 0);
    assert_null(text);
    assert_int_equal(json_get_u64(json, "absent", &number, &err), 0);
    assert_int_equal(number, 5);
    assert_int_equal(json_require_text(json, "null", &required, &err), -1);
    assert_error(&err, ERROR_BAD_REPLY, "field \"null\" is missing");
    assert_null(required);
}

static void a_wrong_type_is_named(void **state)
{
    (void)state;
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_JSON json_t *json = parsed("{\"x\":-1,\"y\":\"soon\"}");
    const char *text = NULL;
    const json_t *value = NULL;
    uint64_t number = 0;
    bool flag = false;
    int64_t when = 0;

    assert_int_equal(json_get_text(json, "x", &text, &err), -1);
    assert_error(&err, ERROR_BAD_REPLY, "field \"x\" is not a string");
    assert_int_equal(json_get_u64(json, "x", &number, &err), -1);
    assert_error(&err, ERROR_BAD_REPLY, "field \"x\" is not a whole number from 0");
    assert_int_equal(json_get_bool(json, "x", &flag, &err), -1);
    assert_error(&err, ERROR_BAD_REPLY, "field \"x\" is not true or false");
    assert_int_equal(json_get_array(json, "x", &value, &err), -1);
    assert_error(&err, ERROR_BAD_REPLY, "field \"x\" is not an array");
    assert_int_equal(json_get_object(json, "x", &value, &err), -1);
    assert_error(&err, ERROR_BAD_REPLY, "field \"x\" is not an object");
    assert_int_equal(json_get_time(json, "y", &when, &err), -1);
    assert_error(&err, ERROR_BAD_REPLY, "field \"y\" is not a time");
}

static void where_nothing_depends_on_it_what_is_no_text_is_empty(void **state)
{
    CLEANUP_JSON json_t *json = parsed("{\"text\": \"a\", \"number\": 1}");

    (void)state;
    assert_string_equal(json_text_or_empty(json, "text"), "a");
    assert_string_equal(json_text_or_empty(json, "number"), "");
    assert_string_equal(json_text_or_empty(json, "absent"), "");
    assert_string_equal(json_text_or_empty(NULL, "text"), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_json_is_placed_by_line_and_column),
        cmocka_unit_test(fields_have_their_values),
        cmocka_unit_test(absent_and_null_are_no_errors_unless_required),
        cmocka_unit_test(a_wrong_type_is_named),
        cmocka_unit_test(where_nothing_depends_on_it_what_is_no_text_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
