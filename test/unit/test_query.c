// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/query.h"
#include "test/unit/unit.h"

static void decodes_names_and_values(void **state ATTR_UNUSED)
{
    static const struct {
        const char *text;
        size_t count;
        const char *name; // of the last pair
        const char *value;
    } rows[] = {
        {NULL, 0, NULL, NULL},
        {"", 0, NULL, NULL},
        {"&&", 0, NULL, NULL},
        {"id=docker%3A%2F%2Fab", 1, "id", "docker://ab"},
        {"id=a&id=b", 2, "id", "b"},
        {"a", 1, "a", ""},
        {"a=", 1, "a", ""},
        {"=b", 1, "", "b"},
        {"a=b=c", 1, "a", "b=c"},
        {"a+b=c+d%2B", 1, "a b", "c d+"},
        {"a=%c3%A4", 1, "a", "\xc3\xa4"},
        {"a=1&&b=2&", 2, "b", "2"},
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_QUERY struct query query = {0};

        assert_int_equal(query_parse(rows[i].text, &query, &err), 0);
        assert_int_equal(query.count, rows[i].count);
        if (query.count == 0)
            continue;
        assert_string_equal(query.pairs[query.count - 1].name, rows[i].name);
        assert_string_equal(query.pairs[query.count - 1].value, rows[i].value);
    }
}

static void refuses_what_is_no_percent_encoding(void **state ATTR_UNUSED)
{
    static const char *const texts[] = {"a=%", "a=%4",  "a=%4x",  "a=%x4",
                                        "%=a", "a=%00", "a=b%&c", "a=%%41"};

    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        CLEANUP_ERROR struct error err = {0};
        struct query query = {0};

        assert_int_equal(query_parse(texts[i], &query, &err), -1);
        assert_error(&err, ERROR_BAD_REQUEST, "the query is not percent-encoded text");
    }
}

static void names_every_unknown_parameter(void **state ATTR_UNUSED)
{
    static const char *const known[] = {"id", "processes", NULL};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_QUERY struct query one = {0};
    CLEANUP_QUERY struct query two = {0};
    CLEANUP_QUERY struct query none = {0};

    assert_int_equal(query_parse("id=1&foo=2", &one, &err), 0);
    assert_int_equal(query_check_names(&one, known, &err), -1);
    assert_error(&err, ERROR_BAD_REQUEST, "unknown query parameter \"foo\"");
    assert_int_equal(query_parse("x%0a=1&id=2&ID=3", &two, &err), 0);
    assert_int_equal(query_check_names(&two, known, &err), -1);
    assert_error(&err, ERROR_BAD_REQUEST, "unknown query parameters \"x\\n\", \"ID\"");
    assert_int_equal(query_parse("processes=x&id=2", &none, &err), 0);
    assert_int_equal(query_check_names(&none, known, &err), 0);
}

static void a_switch_is_true_or_false_and_nothing_else(void **state ATTR_UNUSED)
{
    static const char *const wrong[] = {"p=1", "p=TRUE", "p", "p=", "p=true&p=x"};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_QUERY struct query query = {0};
    bool on = false;

    assert_int_equal(query_parse("p=true&q=false", &query, &err), 0);
    assert_int_equal(query_get_bool(&query, "p", &on, &err), 0);
    assert_true(on);
    assert_int_equal(query_get_bool(&query, "absent", &on, &err), 0);
    assert_true(on);
    assert_int_equal(query_get_bool(&query, "q", &on, &err), 0);
    assert_false(on);
    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        CLEANUP_QUERY struct query bad = {0};
        assert_int_equal(query_parse(wrong[i], &bad, &err), 0);
        assert_int_equal(query_get_bool(&bad, "p", &on, &err), -1);
        assert_error(&err, ERROR_BAD_REQUEST,
                     "query parameter \"p\" is neither \"true\" nor \"false\"");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_names_and_values),
        cmocka_unit_test(refuses_what_is_no_percent_encoding),
        cmocka_unit_test(names_every_unknown_parameter),
        cmocka_unit_test(a_switch_is_true_or_false_and_nothing_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
