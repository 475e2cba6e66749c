// SPDX-License-Identifier: Apache-2.0
#include "common/base/strbuf.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_slice.h"
#include "test/unit/unit.h"

static struct json_slice slice_of(const char *text)
{
    return (struct json_slice){text, strlen(text)};
}

static void finds_the_object_s_own_member(void **state ATTR_UNUSED)
{
    static const struct {
        const char *object;
        const char *value; // "": there is none; NULL: it is no object
    } rows[] = {
        {"{\"x\":7}", "7"},
        {" { \"a\" : {\"x\":1} , \"x\" : [ 1 , {} ] } \n", "[ 1 , {} ]"},
        {"{\"a\":\"}\\\"x\",\"x\":\"]\\\\\"}", "\"]\\\\\""},
        {"{\"x\":1,\"x\":2}", "2"},
        {"{\"a\":[{\"x\":1}]}", ""},
        {"{\"X\":1,\"xx\":2}", ""},
        {"{\"x\":null}", ""},
        {"{}", ""},
        {"[]", NULL},
        {"", NULL},
        {"{", NULL},
        {"{\"x\":1", NULL},
        {"{\"x\":1}}", NULL},
        {"{\"x\":1}{}", NULL},
        {"{\"x\" 1}", NULL},
        {"{\"x\":}", NULL},
        {"{\"x\":\"\\", NULL},
        {"{\"x\":[1}", NULL},
        {"{x:1}", NULL},
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        const struct json_slice object = slice_of(rows[i].object);
        struct json_slice value = {0};

        assert_int_equal(json_slice_member(&object, "x", &value, &err),
                         rows[i].value == NULL ? -1 : 0);
        if (rows[i].value == NULL) {
            assert_error(&err, ERROR_BAD_REPLY, "not an object that may have \"x\"");
            continue;
        }
        assert_int_equal(value.len, strlen(rows[i].value));
        assert_memory_equal(value.len == 0 ? "" : value.text, rows[i].value, value.len);
    }
}

static void peeks_at_the_first_member_of_that_name(void **state ATTR_UNUSED)
{
    static const struct {
        const char *object;
        const char *value; // NULL: not found
    } rows[] = {
        {"{\"x\":7}", "7"},
        {"{\"a\":{\"x\":1},\"x\":[2],\"x\":3}", "[2]"},
        {"{\"x\":1,\"b\":[", "1"},
        {"{\"x\":null}", "null"},
        {"{\"x\":\"y", NULL},
        {"{\"a\":1}", NULL},
        {"{\"a\":1", NULL},
        {"{}", NULL},
        {"{", NULL},
        {"", NULL},
        {"[\"x\",1]", NULL},
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        const struct json_slice object = slice_of(rows[i].object);
        struct json_slice value = {0};

        assert_int_equal(json_slice_peek(&object, "x", &value), rows[i].value != NULL);
        if (rows[i].value == NULL)
            continue;
        assert_int_equal(value.len, strlen(rows[i].value));
        assert_memory_equal(value.text, rows[i].value, value.len);
    }
}

static int join(const struct json_slice *list, struct strbuf *ret)
{
    CLEANUP_ERROR struct error err = {0};
    struct json_slice at = {0};
    struct json_slice element = {0};
    int rc = 0;

    while ((rc = json_slice_next(list, &at, &element, &err)) > 0) {
        strbuf_add(ret, element.text, element.len);
        strbuf_add_char(ret, '|');
    }
    if (rc < 0)
        assert_error(&err, ERROR_BAD_REPLY, "not a list");
    return rc;
}

static void gives_a_list_s_elements_in_order(void **state ATTR_UNUSED)
{
    static const struct {
        const char *list;
        const char *elements; // each with "|" behind it; NULL: it is no list
    } rows[] = {
        {"[]", ""},      {" [ {\"a\":1} , [2,3],\"]\" ,null ] ", "{\"a\":1}|[2,3]|\"]\"|null|"},
        {"{}", NULL},    {"7", NULL},
        {"[", NULL},     {"[1", NULL},
        {"[1,", NULL},   {"[1,]", NULL},
        {"[1 2]", NULL}, {"[1]2", NULL},
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        const struct json_slice list = slice_of(rows[i].list);
        CLEANUP_STRBUF struct strbuf joined = {0};

        assert_int_equal(join(&list, &joined), rows[i].elements == NULL ? -1 : 0);
        if (rows[i].elements != NULL)
            assert_string_equal(strbuf_text(&joined), rows[i].elements);
    }
}

static void a_list_that_is_not_there_is_empty(void **state ATTR_UNUSED)
{
    const struct json_slice none = {0};
    CLEANUP_STRBUF struct strbuf joined = {0};

    assert_int_equal(join(&none, &joined), 0);
    assert_int_equal(joined.len, 0);
}

static void a_text_is_a_string_without_a_nul(void **state ATTR_UNUSED)
{
    static const struct {
        const char *value;
        const char *text; // NULL: refused
    } rows[] = {
        {"\"\"", ""}, {"\"a\\u00fc\\n\"", "aü\n"}, {"\"a\\u0000b\"", NULL},
        {"7", NULL},  {"[\"a\"]", NULL},           {"\"\xff\"", NULL},
    };
    const struct json_slice none = {0};
    CLEANUP_ERROR struct error err = {0};
    char *absent = NULL;

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error refused = {0};
        CLEANUP_FREE char *text = NULL;
        const struct json_slice value = slice_of(rows[i].value);

        assert_int_equal(json_slice_text(&value, &text, &refused), rows[i].text == NULL ? -1 : 0);
        assert_true(str_eq(text, rows[i].text));
    }
    assert_int_equal(json_slice_text(&none, &absent, &err), 0);
    assert_null(absent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_object_s_own_member),
        cmocka_unit_test(peeks_at_the_first_member_of_that_name),
        cmocka_unit_test(gives_a_list_s_elements_in_order),
        cmocka_unit_test(a_list_that_is_not_there_is_empty),
        cmocka_unit_test(a_text_is_a_string_without_a_nul),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
