// SPDX-License-Identifier: Apache-2.0
#include "test/unit/plan_fixture.h"

// A pod with these switches, and a container "c" with what is behind its name.
static void plan(const char *switches, const char *container, struct ns_plan_list *ret)
{
    CLEANUP_STRBUF struct strbuf yaml = {0};

    strbuf_add_format(&yaml,
                      "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: "
                      "c%s}]%s}}",
                      container, switches);
    fixture_plans(strbuf_text(&yaml), ret);
}

static void each_field_decides_its_kinds_and_no_other(void **state)
{
    // pid, net, mnt, ipc, uts, user, cgroup, time
    static const struct {
        const char *switches;
        const char *container;
        enum ns_sharing sharing[NS_KIND_COUNT];
    } rows[] = {
#define OWN  SHARING_OWN
#define POD  SHARING_POD
#define NODE SHARING_NODE
#define NONE SHARING_UNKNOWN
        {"", "", {OWN, POD, OWN, POD, POD, NODE, NONE, NODE}},
        {", hostNetwork: true", "", {OWN, NODE, OWN, POD, NODE, NODE, NONE, NODE}},
        {", hostNetwork: false", "", {OWN, POD, OWN, POD, POD, NODE, NONE, NODE}},
        {", hostPID: true", "", {NODE, POD, OWN, POD, POD, NODE, NONE, NODE}},
        {", hostPID: true, shareProcessNamespace: false",
         "",
         {NODE, POD, OWN, POD, POD, NODE, NONE, NODE}},
        {", shareProcessNamespace: true", "", {POD, POD, OWN, POD, POD, NODE, NONE, NODE}},
        {", shareProcessNamespace: false", "", {OWN, POD, OWN, POD, POD, NODE, NONE, NODE}},
        {", hostIPC: true", "", {OWN, POD, OWN, NODE, POD, NODE, NONE, NODE}},
        {", hostUsers: true", "", {OWN, POD, OWN, POD, POD, NODE, NONE, NODE}},
        {", hostUsers: false", "", {OWN, POD, OWN, POD, POD, POD, NONE, NODE}},
        {"", ", securityContext: {privileged: true}", {OWN, POD, OWN, POD, POD, NODE, NODE, NODE}},
        {", hostNetwork: true, hostPID: true, hostIPC: true",
         ", securityContext: {privileged: true}",
         {NODE, NODE, OWN, NODE, NODE, NODE, NODE, NODE}},
#undef OWN
#undef POD
#undef NODE
#undef NONE
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_NS_PLANS struct ns_plan_list list = {0};

        plan(rows[i].switches, rows[i].container, &list);
        for (int kind = 0; kind < NS_KIND_COUNT; kind++) {
            enum ns_sharing got = list.items[0].containers[0].of[kind].rule->sharing;
            if (got != rows[i].sharing[kind])
                fail_msg("\"%s%s\": %s is %s, not %s", rows[i].switches, rows[i].container,
                         ns_kinds[kind].name, ns_sharing_name(got),
                         ns_sharing_name(rows[i].sharing[kind]));
        }
    }
}

static void a_decision_says_what_it_is_made_by(void **state)
{
    static const struct {
        const char *switches;
        enum ns_kind kind;
        const char *field;
        bool by_default;
        const char *text;
    } rows[] = {
        {"", NS_PID, "shareProcessNamespace", true,
         "default: no hostPID, no shareProcessNamespace"},
        {", shareProcessNamespace: false", NS_PID, "shareProcessNamespace", false,
         "shareProcessNamespace: false"},
        {", shareProcessNamespace: true", NS_PID, "shareProcessNamespace", false,
         "shareProcessNamespace: true"},
        {", hostPID: true", NS_PID, "hostPID", false, "hostPID: true"},
        {"", NS_NET, "hostNetwork", true, "default: no hostNetwork"},
        {", hostNetwork: false", NS_NET, "hostNetwork", false, "hostNetwork: false"},
        {", hostNetwork: true", NS_NET, "hostNetwork", false, "hostNetwork: true"},
        {"", NS_MNT, NULL, false, "always so"},
        {"", NS_IPC, "hostIPC", true, "default: no hostIPC"},
        {", hostIPC: true", NS_IPC, "hostIPC", false, "hostIPC: true"},
        {"", NS_UTS, "hostNetwork", true, "default: no hostNetwork (Docker: own)"},
        {", hostNetwork: true", NS_UTS, "hostNetwork", false, "hostNetwork: true (CRI-O: pod)"},
        {"", NS_USER, "hostUsers", true, "default: no hostUsers"},
        {", hostUsers: true", NS_USER, "hostUsers", false, "hostUsers: true"},
        {", hostUsers: false", NS_USER, "hostUsers", false, "hostUsers: false"},
        {"", NS_CGROUP, NULL, false, "the node: own with cgroup v2, node with v1"},
        {"", NS_TIME, NULL, false, "always so"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_NS_PLANS struct ns_plan_list list = {0};
        CLEANUP_STRBUF struct strbuf text = {0};

        plan(rows[i].switches, "", &list);
        const struct ns_decision *decision = &list.items[0].containers[0].of[rows[i].kind];
        ns_decision_add_text(decision, &text);
        assert_string_equal(strbuf_text(&text), rows[i].text);
        assert_true(str_eq(decision->rule->field, rows[i].field));
        assert_int_equal(decision->rule->by_default, rows[i].by_default);
    }
}

// Of the kinds pid and cgroup, which containers of a pod can differ in.
static void check_containers(const char *switches, const char *const expected[4])
{
    CLEANUP_NS_PLANS struct ns_plan_list list = {0};
    CLEANUP_STRBUF struct strbuf yaml = {0};

    strbuf_add_format(&yaml,
                      "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: "
                      "a}, {name: b}], ephemeralContainers: [{name: d, targetContainerName: a}, "
                      "{name: e}]%s}}",
                      switches);
    fixture_plans(strbuf_text(&yaml), &list);
    for (size_t i = 0; i < 4; i++) {
        CLEANUP_STRBUF struct strbuf text = {0};
        const struct ns_decision *decision = &list.items[0].containers[i].of[NS_PID];

        strbuf_add_format(&text, "%s:%s", ns_sharing_name(decision->rule->sharing),
                          decision->container == NULL ? "" : decision->container);
        assert_string_equal(strbuf_text(&text), expected[i]);
    }
}

static void an_ephemeral_container_joins_its_target_where_the_pod_does_not_share(void **state)
{
    static const char *const joined[] = {"container:a", "own:", "container:a", "own:"};
    static const char *const shared[] = {"pod:", "pod:", "pod:", "pod:"};
    static const char *const of_node[] = {"node:", "node:", "node:", "node:"};

    (void)state;
    check_containers("", joined);
    check_containers(", shareProcessNamespace: false", joined);
    check_containers(", shareProcessNamespace: true", shared);
    check_containers(", hostPID: true", of_node);
}

static void a_privileged_container_does_not_change_the_others(void **state)
{
    static const char YAML[] =
        "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a, "
        "securityContext: {privileged: true}}, {name: b, securityContext: {privileged: false}}]}}";
    CLEANUP_NS_PLANS struct ns_plan_list list = {0};
    CLEANUP_STRBUF struct strbuf text = {0};

    (void)state;
    fixture_plans(YAML, &list);
    const struct ns_plan_container *containers = list.items[0].containers;
    assert_false(ns_decision_same(&containers[0].of[NS_CGROUP], &containers[1].of[NS_CGROUP]));
    assert_true(ns_decision_same(&containers[0].of[NS_PID], &containers[1].of[NS_PID]));
    ns_decision_add_text(&containers[0].of[NS_CGROUP], &text);
    assert_string_equal(strbuf_text(&text), "privileged: true (Docker, cgroup v2: own)");
    assert_int_equal(containers[1].of[NS_CGROUP].rule->sharing, SHARING_UNKNOWN);
}

static void a_pod_for_another_system_has_no_linux_namespaces(void **state)
{
    static const char YAML[] = "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {os: {name: "
                               "windows}, containers: [{name: c}]}}";
    CLEANUP_POD_TEMPLATES struct pod_template_list templates = {0};
    CLEANUP_NS_PLANS struct ns_plan_list list = {0};
    CLEANUP_ERROR struct error err = {0};

    (void)state;
    assert_int_equal(fixture_templates(YAML, &templates, &err), 0);
    assert_int_equal(templates.count, 1);
    for (size_t i = 0; i < templates.count; i++)
        assert_int_equal(ns_plan_list_add(&list, &templates.items[i], &err), -1);
    assert_error(&err, ERROR_BAD_REQUEST, "Pod \"p\" has no Linux namespaces: os.name is windows");
    assert_int_equal(list.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_field_decides_its_kinds_and_no_other),
        cmocka_unit_test(a_decision_says_what_it_is_made_by),
        cmocka_unit_test(an_ephemeral_container_joins_its_target_where_the_pod_does_not_share),
        cmocka_unit_test(a_privileged_container_does_not_change_the_others),
        cmocka_unit_test(a_pod_for_another_system_has_no_linux_namespaces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
