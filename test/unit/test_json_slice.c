// SPDX-License-Identifier: Apache-2.0
#include "common/base/strbuf.h"
#include "node-agent/access/json_items.h"
#include "test/unit/unit.h"

static const struct {
    const char *text;
    const char *items; // joined by "|"; NULL: no list
} rows[] = {
    {"{\"items\":[]}", ""},
    {"{\"items\":[{}]}", "{}|"},
    {" { \"items\" : [ {\"a\":1} , {\"b\":[2,{}]} ] } \n", "{\"a\":1}|{\"b\":[2,{}]}|"},
    {"{\"kind\":\"PodList\",\"metadata\":{\"items\":[9]},\"items\":[{\"x\":\"]}\\\"\"}],\"z\":1}",
     "{\"x\":\"]}\\\"\"}|"},
    {"{\"it\\u0065ms\":[1],\"items\":[7,\"s\",null]}", "7|\"s\"|null|"},
    {"{\"items\":[{},]}", "{}|"},
    {"{\"items\":null}", NULL},
    {"{\"items\":{}}", NULL},
    {"{\"Items\":[]}", NULL},
    {"{}", NULL},
    {"[]", NULL},
    {"", NULL},
    {"{", NULL},
    {"{\"items\":[", NULL},
    {"{\"items\":[{}", NULL},
    {"{\"items\":[{}]", NULL},
    {"{\"items\":[{}]}x", NULL},
    {"{\"items\":[]}{\"items\":[]}", NULL},
    {"{\"items\":[\"\\", NULL},
    {"{\"items\" []}", NULL},
};

// Joined as above; -1 if there is no list or no next element.
static int join(const char *text, struct strbuf *ret)
{
    CLEANUP_ERROR struct error err = {0};
    struct json_items items = {0};
    const char *item = NULL;
    size_t len = 0;
    int rc = json_items_begin(&items, text, strlen(text), &err);

    while (rc == 0 && (rc = json_items_next(&items, &item, &len, &err)) > 0) {
        strbuf_add(ret, item, len);
        strbuf_add_char(ret, '|');
        rc = 0;
    }
    if (rc < 0)
        assert_error(&err, ERROR_BAD_REPLY, "not a list of objects");
    return rc;
}

static void finds_the_elements_of_the_object_s_own_items(void **state ATTR_UNUSED)
{
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf joined = {0};

        assert_int_equal(join(rows[i].text, &joined), rows[i].items == NULL ? -1 : 0);
        if (rows[i].items != NULL)
            assert_string_equal(strbuf_text(&joined), rows[i].items);
    }
}

static void elements_that_no_comma_parts_are_no_list(void **state ATTR_UNUSED)
{
    CLEANUP_STRBUF struct strbuf joined = {0};

    assert_int_equal(join("{\"items\":[{} {}]}", &joined), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_elements_of_the_object_s_own_items),
        cmocka_unit_test(elements_that_no_comma_parts_are_no_list),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
