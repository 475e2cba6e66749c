// SPDX-License-Identifier: Apache-2.0
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "common/model/limits.h"
#include "common/model/node_setup.h"
#include "test/unit/unit.h"

static const char WHOLE[] =
    "{\"proc\":{\"ofOwnPidNamespace\":false,\"ofInitialPidNamespace\":true,\"hidepid\":\"2\"},"
    "\"securityLabel\":\"unconfined\",\"mayPtrace\":true,\"cgroupVersion\":\"hybrid\","
    "\"namespaces\":{\"nodeError\":\"no\",\"containers\":3,\"unreadable\":1,\"error\":\"why\"},"
    "\"layouts\":[{\"runtime\":\"docker\",\"cgroupDriver\":\"systemd\",\"containers\":2},"
    "{\"cgroupDriver\":\"cgroupfs\",\"containers\":1}]}";

static int read(const char *text, struct node_setup *ret, struct error *err)
{
    CLEANUP_JSON json_t *json = json_loads(text, 0, NULL);

    assert_non_null(json);
    return node_setup_from_json(json, ret, err);
}

static void what_is_written_is_read_as_it_was(void **state ATTR_UNUSED)
{
    CLEANUP_NODE_SETUP struct node_setup setup = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(read(WHOLE, &setup, &err), 0);
    assert_int_equal(setup.own_proc, SETUP_NO);
    assert_int_equal(setup.initial_proc, SETUP_YES);
    assert_int_equal(setup.may_ptrace, SETUP_YES);
    assert_string_equal(setup.hidepid, "2");
    assert_int_equal(setup.containers, 3);
    assert_int_equal(setup.unreadable, 1);
    assert_int_equal(setup.layout_count, 2);
    assert_null(setup.layouts[1].runtime);
    CLEANUP_JSON json_t *json = node_setup_to_json(&setup);
    CLEANUP_FREE char *text = json_dumps(json, JSON_COMPACT);
    assert_string_equal(text, WHOLE);
}

static void what_is_left_out_is_unknown(void **state ATTR_UNUSED)
{
    CLEANUP_NODE_SETUP struct node_setup setup = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(read("{\"proc\":{},\"namespaces\":{},\"new\":1}", &setup, &err), 0);
    assert_int_equal(setup.own_proc, SETUP_UNKNOWN);
    assert_int_equal(setup.may_ptrace, SETUP_UNKNOWN);
    assert_null(setup.cgroup_version);
    assert_int_equal(setup.layout_count, 0);
}

static void a_field_that_is_wrong_is_named(void **state ATTR_UNUSED)
{
    static const struct {
        const char *text;
        const char *message;
    } rows[] = {
        {"{}", "field \"proc\" is missing"},
        {"{\"proc\":{}}", "field \"namespaces\" is missing"},
        {"{\"proc\":{\"ofOwnPidNamespace\":1}}",
         "proc: field \"ofOwnPidNamespace\" is not true or false"},
        {"{\"proc\":{},\"namespaces\":{\"error\":1}}",
         "namespaces: field \"error\" is not a string"},
        {"{\"proc\":{},\"namespaces\":{},\"layouts\":[{}]}",
         "layouts: field \"cgroupDriver\" is missing"},
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_NODE_SETUP struct node_setup setup = {0};
        CLEANUP_ERROR struct error err = {0};
        assert_int_equal(read(rows[i].text, &setup, &err), -1);
        assert_error(&err, ERROR_BAD_REPLY, rows[i].message);
    }
}

static void more_layouts_than_nodes_have_are_refused(void **state ATTR_UNUSED)
{
    CLEANUP_NODE_SETUP struct node_setup setup = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_JSON json_t *json = json_pack("{s:{}, s:{}, s:[]}", "proc", "namespaces", "layouts");

    for (int i = 0; i <= LIMIT_SETUP_LAYOUTS_COUNT; i++)
        json_array_append_new(json_object_get(json, "layouts"),
                              json_pack("{s:s}", "cgroupDriver", "systemd"));
    assert_int_equal(node_setup_from_json(json, &setup, &err), -1);
    assert_int_equal(err.code, ERROR_TOO_LARGE);
}

static void containers_of_a_layout_are_counted_together(void **state ATTR_UNUSED)
{
    CLEANUP_NODE_SETUP struct node_setup setup = {0};

    node_setup_count(&setup, "docker", "systemd");
    node_setup_count(&setup, NULL, "systemd");
    node_setup_count(&setup, "docker", "systemd");
    assert_int_equal(setup.layout_count, 2);
    assert_int_equal(setup.layouts[0].containers, 2);
    assert_int_equal(setup.layouts[1].containers, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_as_it_was),
        cmocka_unit_test(what_is_left_out_is_unknown),
        cmocka_unit_test(a_field_that_is_wrong_is_named),
        cmocka_unit_test(more_layouts_than_nodes_have_are_refused),
        cmocka_unit_test(containers_of_a_layout_are_counted_together),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
