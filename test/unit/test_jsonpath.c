// SPDX-License-Identifier: Apache-2.0
//
// What test/cli/jsonpath.bats compares with kubectl is not repeated here: what kubectl does not
// have, and what a template may not do.
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "common/model/limits.h"
#include "kubectl-nsinfo/render/jsonpath.h"
#include "test/unit/unit.h"

static json_t *parse_json(const char *text)
{
    CLEANUP_ERROR struct error err = {0};
    json_t *json = NULL;

    assert_int_equal(json_parse(text, strlen(text), &json, &err), 0);
    return json;
}

static int print(const char *template, const char *document, unsigned int form, struct strbuf *out,
                 struct error *err)
{
    CLEANUP_JSONPATH struct jsonpath *path = NULL;
    CLEANUP_JSON json_t *tree = parse_json(document);

    return jsonpath_parse(template, &path, err) < 0 ? -1
                                                    : jsonpath_print(path, tree, form, out, err);
}

static void values_are_escaped_for_a_terminal_alone(void **state)
{
    static const struct {
        const char *template;
        unsigned int form;
        const char *expected;
    } rows[] = {
        {"{.a}", 0, "x\x1b[2J\n\xc3\xbc"},
        {"{.a}", JSONPATH_TERMINAL, "x\\x1b[2J\\n\xc3\xbc"},
        {"{.a}{\"\\n\\x1b\"}\t", JSONPATH_TERMINAL, "x\\x1b[2J\\n\xc3\xbc\n\x1b\t"},
        {"{.o}", JSONPATH_TERMINAL, "{\"k\":\"\\u007F\\u00FC\"}"},
        {"{.o}", 0, "{\"k\":\"\x7f\xc3\xbc\"}"},
        {"{.o.k}", JSONPATH_AS_JSON | JSONPATH_TERMINAL, "[\n    \"\\u007F\\u00FC\"\n]\n"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf out = {0};
        CLEANUP_ERROR struct error err = {0};

        assert_int_equal(
            print(rows[i].template,
                  "{\"a\": \"x\\u001b[2J\\n\\u00fc\", \"o\": {\"k\": \"\\u007f\\u00fc\"}}",
                  rows[i].form, &out, &err),
            0);
        assert_string_equal(strbuf_text(&out), rows[i].expected);
    }
}

static void numbers_of_both_kinds_are_compared(void **state)
{
    static const struct {
        const char *template;
        const char *expected;
    } rows[] = {
        {"{[?(@.cpu>1)].n}", "2 3"},     {"{[?(@.cpu>=2)].n}", "2 3"}, {"{[?(@.cpu==2)].n}", "2"},
        {"{[?(@.cpu<0.5)].n}", "1"},     {"{[?(@.cpu!=2)].n}", "1 3"}, {"{[*].cpu}", "0.25 2 12.5"},
        {"{[?(@.n<=2)].cpu}", "0.25 2"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf out = {0};
        CLEANUP_ERROR struct error err = {0};

        assert_int_equal(print(rows[i].template,
                               "[{\"n\": 1, \"cpu\": 0.25}, {\"n\": 2, \"cpu\": 2.0},"
                               " {\"n\": 3, \"cpu\": 12.5}]",
                               0, &out, &err),
                         0);
        assert_string_equal(strbuf_text(&out), rows[i].expected);
    }
}

static void add_repeated(struct strbuf *buf, const char *text, int count)
{
    for (int i = 0; i < count; i++)
        strbuf_add_text(buf, text);
}

static void a_template_that_multiplies_without_end_is_refused(void **state)
{
    CLEANUP_STRBUF struct strbuf nested = {0};
    static const struct {
        const char *begin, *repeated, *end;
        int count;
        const char *message;
    } rows[] = {
        {"", "{range $}", "", LIMIT_JSONPATH_RANGES_COUNT + 1,
         "more than 32 ranges stand in one another"},
        {"{", "[0,0][*]", "}", 40, "the template looks at more than 16777216 values"},
        {"{[0", ",0", "][0,0,0,0,0,0,0,0,0,0][0,0,0,0,0,0,0,0,0,0]}", 100000,
         "the template comes to more than 8388608 values"},
    };

    (void)state;
    strbuf_add_repeated(&nested, '[', 90);
    strbuf_add_repeated(&nested, ']', 90);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf template = {0};
        CLEANUP_STRBUF struct strbuf out = {0};
        CLEANUP_ERROR struct error err = {0};

        strbuf_add_text(&template, rows[i].begin);
        add_repeated(&template, rows[i].repeated, rows[i].count);
        strbuf_add_text(&template, rows[i].end);
        assert_int_equal(print(strbuf_text(&template), strbuf_text(&nested), 0, &out, &err), -1);
        assert_int_equal(err.code, ERROR_TOO_LARGE);
        assert_non_null(strstr(err.message, rows[i].message));
        assert_int_equal(out.len, 0);
    }
}

static void a_path_is_taken_with_or_without_dot_and_braces(void **state)
{
    static const struct {
        const char *text;
        const char *expected; // NULL: refused
    } rows[] = {
        {"name", "{.name}"},
        {".name", "{.name}"},
        {"{name}", "{.name}"},
        {"{.name}", "{.name}"},
        {"", ""},
        {".", "{..}"},
        {"..name", "{..name}"},
        {"{", NULL},
        {"{}", NULL},
        {"{.a}{.b}", NULL},
        {"{.a", NULL},
        {".a}", NULL},
        {"a[0].b", "{.a[0].b}"},
        {"{{.a}}", NULL},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_FREE char *path = NULL;
        int rc = jsonpath_relaxed(rows[i].text, &path, &err);

        assert_int_equal(rc, rows[i].expected == NULL ? -1 : 0);
        if (rc == 0)
            assert_string_equal(path, rows[i].expected);
        else
            assert_error(&err, ERROR_BAD_REQUEST,
                         "unexpected path string, expected a 'name1.name2' or '.name1.name2' or "
                         "'{name1.name2}' or '{.name1.name2}'");
    }
}

static void values_are_found_in_order(void **state)
{
    CLEANUP_JSONPATH struct jsonpath *path = NULL;
    CLEANUP_JSON_VALUES struct json_values values = {0};
    CLEANUP_JSON json_t *tree = parse_json("{\"b\": {\"k\": [1, null]}, \"a\": {\"k\": \"x\"}}");
    CLEANUP_STRBUF struct strbuf out = {0};
    CLEANUP_ERROR struct error err = {0};

    (void)state;
    assert_int_equal(jsonpath_parse("{.*.k}", &path, &err), 0);
    assert_int_equal(jsonpath_find(path, tree, &values, &err), 0);
    assert_int_equal(values.count, 2);
    json_add_go(&out, values.items[0]);
    json_add_go(&out, values.items[1]);
    json_add_go(&out, tree);
    assert_string_equal(strbuf_text(&out), "[1 <nil>]xmap[a:map[k:x] b:map[k:[1 <nil>]]]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_escaped_for_a_terminal_alone),
        cmocka_unit_test(numbers_of_both_kinds_are_compared),
        cmocka_unit_test(a_template_that_multiplies_without_end_is_refused),
        cmocka_unit_test(a_path_is_taken_with_or_without_dot_and_braces),
        cmocka_unit_test(values_are_found_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
