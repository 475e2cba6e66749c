// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "common/model/json_get.h"
#include "common/model/json_put.h"
#include "kubectl-nsinfo/kubeconfig/yaml_value.h"
#include "test/unit/unit.h"

static void check(const char *yaml, const char *json)
{
    CLEANUP_YAML struct yaml_stream stream = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_STRBUF struct strbuf text = {0};

    assert_int_equal(yaml_stream_parse("f.yaml", yaml, strlen(yaml), &stream, &err), 0);
    CLEANUP_JSON json_t *tree = yaml_to_json(stream.docs[0].root);
    json_add_dump(&text, tree, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
    assert_string_equal(strbuf_text(&text), json);
}

static void scalars_are_null_true_false_numbers_or_texts(void **state)
{
    static const struct {
        const char *yaml;
        const char *json;
    } rows[] = {
        {"[~, null, ]", "[null,null]"},
        {"[true, Yes, ON, y]", "[true,true,true,true]"},
        {"[false, No, OFF, n]", "[false,false,false,false]"},
        {"['true', \"no\", 'null', !!str yes]", "[\"true\",\"no\",\"null\",\"yes\"]"},
        {"[web, '12', truex]", "[\"web\",\"12\",\"truex\"]"},
        {"[12, -1.5, 1_000]", "[12,-1.5,\"1_000\"]"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        check(rows[i].yaml, rows[i].json);
}

static void collections_nest(void **state)
{
    (void)state;
    check("a: {b: [{c: d}], e: {}}\nf: []\n", "{\"a\":{\"b\":[{\"c\":\"d\"}],\"e\":{}},\"f\":[]}");
    check("{[a, b]: c, d: e}", "{\"d\":\"e\"}");
}

static void merged_mappings_give_what_is_not_there_the_first_before_the_others(void **state)
{
    (void)state;
    check("a: &a {x: one, y: one}\nb: &b {x: two, z: two}\nc: {<<: [*a, *b], y: own}\n",
          "{\"a\":{\"x\":\"one\",\"y\":\"one\"},\"b\":{\"x\":\"two\",\"z\":\"two\"},"
          "\"c\":{\"x\":\"one\",\"y\":\"own\",\"z\":\"two\"}}");
    check("a: {'<<': {x: one}}", "{\"a\":{\"<<\":{\"x\":\"one\"}}}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scalars_are_null_true_false_numbers_or_texts),
        cmocka_unit_test(collections_nest),
        cmocka_unit_test(merged_mappings_give_what_is_not_there_the_first_before_the_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
