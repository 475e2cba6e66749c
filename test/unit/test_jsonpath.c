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

static int print_within(struct jsonpath_budget *budget, const char *template, const char *document,
                        unsigned int form, struct strbuf *out, struct error *err)
{
    CLEANUP_JSONPATH struct jsonpath *path = NULL;
    CLEANUP_JSON json_t *tree = parse_json(document);

    return jsonpath_parse(template, &path, err) < 0
               ? -1
               : jsonpath_print(path, tree, form, budget, out, err);
}

static int print(const char *template, const char *document, unsigned int form, struct strbuf *out,
                 struct error *err)
{
    struct jsonpath_budget budget = JSONPATH_BUDGET;

    return print_within(&budget, template, document, form, out, err);
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

// Of so little a test comes to the end of what a template may cost at once.
static const struct jsonpath_budget little = {
    .values_max = 1000, .visits_max = 20000, .text_max = 5000};
static const char no_more_visits[] = "the template looks at more than 20000 values";
static const char no_more_values[] = "the template comes to more than 1000 values";
static const char no_more_text[] = "it comes to more than 5000 bytes";

static void a_template_that_multiplies_without_end_is_refused(void **state)
{
    CLEANUP_STRBUF struct strbuf document = {0};
    static const struct {
        const char *begin, *repeated, *end;
        int count;
        const char *message;
    } rows[] = {
        {"", "{range $}", "", LIMIT_JSONPATH_RANGES_COUNT + 1,
         "more than 32 ranges stand in one another"},
        {"{", "[0,0][*]", "}", 40, no_more_values},
        {"{[0", ",0", "][0,0,0,0,0,0,0,0,0,0]}", 200, no_more_values},
        {"", "{..}", "", 12, no_more_text},
        // Each of these does one thing that costs, and finds next to nothing.
        {"{", ".a", "}", 20000, no_more_visits},
        {"", "{range .a}", "", 1000, no_more_visits},
        {"", "{range ..}", "{.a}", 2, no_more_visits},
        {"{range ..}{.", "name", "}", 4000, no_more_visits},
        {"", "{..x}", "", 30, no_more_visits},
    };

    (void)state;
    strbuf_add_repeated(&document, '[', 90);
    strbuf_add_repeated(&document, ']', 89);
    add_repeated(&document, ",0", 900);
    strbuf_add_char(&document, ']');
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf template = {0};
        CLEANUP_STRBUF struct strbuf out = {0};
        CLEANUP_ERROR struct error err = {0};
        struct jsonpath_budget budget = little;

        strbuf_add_text(&template, rows[i].begin);
        add_repeated(&template, rows[i].repeated, rows[i].count);
        strbuf_add_text(&template, rows[i].end);
        assert_int_equal(
            print_within(&budget, strbuf_text(&template), strbuf_text(&document), 0, &out, &err),
            -1);
        assert_int_equal(err.code, ERROR_TOO_LARGE);
        assert_non_null(strstr(err.message, rows[i].message));
        assert_int_equal(out.len, 0);
    }
}

static void what_is_printed_is_bounded_in_every_form(void **state)
{
    static const char *const templates[] = {"{[0,0,0,0,0,0]}", "{[*]}{[*]}{[*]}{[*]}{[*]}{[*]}",
                                            "{$[0,0]}{range [0,0,0,0,0]}{@}{end}"};
    CLEANUP_STRBUF struct strbuf document = {0};

    (void)state;
    strbuf_add_text(&document, "[[\"");
    strbuf_add_repeated(&document, '<', 990);
    strbuf_add_text(&document, "\"]]");
    for (size_t i = 0; i < ARRAY_SIZE(templates); i++)
        for (unsigned int form = 0; form <= (JSONPATH_AS_JSON | JSONPATH_TERMINAL); form++) {
            CLEANUP_STRBUF struct strbuf out = {0};
            CLEANUP_ERROR struct error err = {0};
            struct jsonpath_budget budget = little;

            assert_int_equal(
                print_within(&budget, templates[i], strbuf_text(&document), form, &out, &err), -1);
            assert_int_equal(err.code, ERROR_TOO_LARGE);
            assert_non_null(strstr(err.message, no_more_text));
            assert_int_equal(out.len, 0);
        }
}

static void a_budget_is_one_for_all_that_is_followed_with_it(void **state)
{
    CLEANUP_JSONPATH struct jsonpath *path = NULL;
    CLEANUP_JSON json_t *tree = parse_json("[1, 2, 3]");
    CLEANUP_ERROR struct error err = {0};
    struct jsonpath_budget budget = little;
    int rc = 0;

    (void)state;
    assert_int_equal(jsonpath_parse("{[*]}", &path, &err), 0);
    for (int i = 0; i < 20000 && rc == 0; i++) {
        CLEANUP_JSON_VALUES struct json_values values = {0};
        rc = jsonpath_find(path, tree, &budget, &values, &err);
        assert_int_equal(values.count, rc == 0 ? 3 : 0);
    }
    assert_int_equal(rc, -1);
    assert_error(&err, ERROR_TOO_LARGE, no_more_visits);
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
    struct jsonpath_budget budget = JSONPATH_BUDGET;

    (void)state;
    assert_int_equal(jsonpath_parse("{.*.k}", &path, &err), 0);
    assert_int_equal(jsonpath_find(path, tree, &budget, &values, &err), 0);
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
        cmocka_unit_test(what_is_printed_is_bounded_in_every_form),
        cmocka_unit_test(a_budget_is_one_for_all_that_is_followed_with_it),
        cmocka_unit_test(a_path_is_taken_with_or_without_dot_and_braces),
        cmocka_unit_test(values_are_found_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
