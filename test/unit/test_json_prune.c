// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "common/model/json_prune.h"
#include "test/unit/unit.h"

static const struct json_wish no_members[] = {{NULL, NULL}};
static const struct json_wish inner[] = {{"x", NULL}, {NULL, NULL}};
static const struct json_wish wishes[] = {
    {"a", NULL}, {"in", inner}, {"there", no_members}, {NULL, NULL}};

static char *pruned(const char *text, const struct json_wish *members, struct error *err)
{
    CLEANUP_JSON json_t *json = NULL;

    if (json_parse_pruned(text, strlen(text), members, &json, err) < 0)
        return NULL;
    return json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY);
}

static void keeps_what_is_wanted_alone(void **state ATTR_UNUSED)
{
    static const struct {
        const char *text;
        const char *kept;
    } rows[] = {
        {"{\"a\":1,\"b\":2}", "{\"a\":1}"},
        {"{\"b\":2}", "{}"},
        {"{}", "{}"},
        {" { \"b\" : [ 1 , {\"a\":2} ] , \"a\" : { \"b\" : [ 3 ] } } \n", "{\"a\":{\"b\":[3]}}"},
        {"{\"b\":\"}\\\"\",\"a\":\"]\\\\\"}", "{\"a\":\"]\\\\\"}"},
        {"{\"in\":{\"y\":1,\"x\":2,\"a\":3}}", "{\"in\":{\"x\":2}}"},
        {"{\"in\":[{\"y\":1},{\"x\":2},[{\"y\":3}],4,null]}",
         "{\"in\":[{},{\"x\":2},[{\"y\":3}],4,null]}"},
        {"{\"in\":[]}", "{\"in\":[]}"},
        {"{\"in\":7}", "{\"in\":7}"},
        {"{\"in\":null,\"there\":{\"since\":1}}", "{\"in\":null,\"there\":{}}"},
        {"{\"a\":1,\"b\":0,\"a\":2}", "{\"a\":2}"},
        {"[{\"a\":1,\"b\":2},{\"b\":3}]", "[{\"a\":1},{}]"},
        {"{\"b\":tru,\"a\":1}", "{\"a\":1}"}, // nobody looks at it
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_FREE char *text = pruned(rows[i].text, wishes, &err);

        assert_non_null(text);
        assert_string_equal(text, rows[i].kept);
    }
}

static void without_wishes_all_is_kept(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_FREE char *text = pruned("{\"b\":[1]}", NULL, &err);

    assert_string_equal(text, "{\"b\":[1]}");
}

// As json_parse() tells it.
static void what_is_wrong_is_told_with_its_place_in_the_whole(void **state ATTR_UNUSED)
{
    static const char *const rows[] = {
        "",
        "{",
        "{\"b\":1",
        "{\"b\":[1,\n\"a\":1}",
        "{\"b\":\n7,\"a\":tru}",
        "{\"b\":7}x",
        "{\"in\":[{\"y\":1}\n{\"x\":2}]}",
        "{\"a\":}",
        "{\"a\"",
        "{\"in\":[",
        "{\"in\":{\"x\":1]",
        "{\"a\":\"\\",
        "{\"\\",
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error whole = {0};
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_JSON json_t *json = NULL;
        CLEANUP_FREE char *text = pruned(rows[i], wishes, &err);

        assert_null(text);
        assert_int_equal(json_parse(rows[i], strlen(rows[i]), &json, &whole), -1);
        assert_error(&err, ERROR_BAD_REPLY, whole.message);
    }
}

static void a_deep_list_is_refused(void **state ATTR_UNUSED)
{
    enum { DEPTH = 1000 * 1000 };
    static char text[2 * DEPTH + 8] = "{\"in\":";
    CLEANUP_ERROR struct error err = {0};

    for (size_t i = 0; i < DEPTH; i++) {
        text[6 + i] = '[';
        text[6 + DEPTH + i] = ']';
    }
    text[6 + 2 * DEPTH] = '}';
    assert_null(pruned(text, wishes, &err));
    assert_int_equal(err.code, ERROR_BAD_REPLY);
    assert_non_null(strstr(err.message, "maximum parsing depth"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_what_is_wanted_alone),
        cmocka_unit_test(without_wishes_all_is_kept),
        cmocka_unit_test(what_is_wrong_is_told_with_its_place_in_the_whole),
        cmocka_unit_test(a_deep_list_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
