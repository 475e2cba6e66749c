// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/other_kinds.h"
#include "test/unit/plan_fixture.h"

#define POD_SPEC "{hostPID: true, containers: [{name: c}]}"
#define TEMPLATE "{template: {spec: " POD_SPEC "}}"

static void each_kind_has_its_spec_where_kubernetes_has_it(void **state)
{
    static const struct {
        const char *kind;
        const char *yaml;
    } rows[] = {
        {"Pod", "apiVersion: v1\nkind: Pod\nspec: " POD_SPEC},
        {"PodTemplate", "apiVersion: v1\nkind: PodTemplate\ntemplate: {spec: " POD_SPEC "}"},
        {"ReplicationController", "apiVersion: v1\nkind: ReplicationController\nspec: " TEMPLATE},
        {"Deployment", "apiVersion: apps/v1\nkind: Deployment\nspec: " TEMPLATE},
        {"ReplicaSet", "apiVersion: apps/v1\nkind: ReplicaSet\nspec: " TEMPLATE},
        {"DaemonSet", "apiVersion: apps/v1\nkind: DaemonSet\nspec: " TEMPLATE},
        {"StatefulSet", "apiVersion: apps/v1\nkind: StatefulSet\nspec: " TEMPLATE},
        {"Job", "apiVersion: batch/v1\nkind: Job\nspec: " TEMPLATE},
        {"CronJob",
         "apiVersion: batch/v1\nkind: CronJob\nspec: {jobTemplate: {spec: " TEMPLATE "}}"},
        {"CronJob",
         "apiVersion: batch/v1beta1\nkind: CronJob\nspec: {jobTemplate: {spec: " TEMPLATE "}}"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_POD_TEMPLATES struct pod_template_list list = {0};
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_STRBUF struct strbuf yaml = {0};

        strbuf_add_format(&yaml, "%s\nmetadata: {name: web, namespace: shop}\n", rows[i].yaml);
        assert_int_equal(fixture_templates(strbuf_text(&yaml), &list, &err), 0);
        assert_int_equal(list.count, 1);
        assert_string_equal(list.items[0].kind, rows[i].kind);
        assert_string_equal(list.items[0].pod.name, "web");
        assert_string_equal(list.items[0].pod.kube_namespace, "shop");
        assert_int_equal(list.items[0].pod.host_pid, SWITCH_YES);
        assert_int_equal(list.items[0].pod.container_count, 1);
    }
}

static void lists_and_documents_are_read_in_order_and_other_kinds_told(void **state)
{
    static const char YAML[] =
        "apiVersion: v1\nkind: List\nitems:\n"
        "- {apiVersion: v1, kind: Pod, metadata: {generateName: a-}, spec: " POD_SPEC "}\n"
        "- {apiVersion: v1, kind: Service, metadata: {name: s}}\n"
        "- {apiVersion: v1, kind: Service, metadata: {name: t}}\n"
        "- {apiVersion: example.com/v1, kind: Deployment, metadata: {name: u}}\n"
        "---\n{apiVersion: batch/v1, kind: Job, metadata: {name: b}, spec: " TEMPLATE "}\n";
    CLEANUP_POD_TEMPLATES struct pod_template_list list = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_STRBUF struct strbuf kinds = {0};

    (void)state;
    assert_int_equal(fixture_templates(YAML, &list, &err), 0);
    assert_int_equal(list.count, 2);
    assert_string_equal(list.items[0].pod.name, "a-");
    assert_string_equal(list.items[1].pod.name, "b");
    other_kinds_add_text(&list.other_kinds, &kinds);
    assert_string_equal(strbuf_text(&kinds), "Service, Deployment");
}

static void the_specs_fields_are_read_with_their_absence(void **state)
{
    static const char YAML[] =
        "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {hostNetwork: no, hostUsers: "
        "false, "
        "shareProcessNamespace: null, runtimeClassName: kata, os: {name: linux}, "
        "initContainers: [{name: i, securityContext: {privileged: true}}], containers: [{name: "
        "c}], "
        "ephemeralContainers: [{name: e, targetContainerName: c}]}, status: nonsense}";
    CLEANUP_POD_TEMPLATES struct pod_template_list list = {0};
    CLEANUP_ERROR struct error err = {0};

    (void)state;
    assert_int_equal(fixture_templates(YAML, &list, &err), 0);
    const struct pod *pod = &list.items[0].pod;
    assert_int_equal(pod->host_network, SWITCH_NO);
    assert_int_equal(pod->host_users, SWITCH_NO);
    assert_int_equal(pod->host_ipc, SWITCH_UNSET);
    assert_int_equal(pod->share_process_namespace, SWITCH_UNSET);
    assert_string_equal(pod->runtime_class, "kata");
    assert_string_equal(pod->os, "linux");
    assert_int_equal(pod->container_count, 3);
    assert_true(pod->containers[0].privileged);
    assert_false(pod->containers[1].privileged);
    assert_null(pod->containers[1].target);
    assert_string_equal(pod->containers[2].target, "c");
}

static void what_cannot_be_explained_is_refused_with_its_line(void **state)
{
    static const char POD[] = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n";
    static const struct {
        const char *before;
        const char *yaml;
        const char *message;
    } rows[] = {
        {"", "[]", "line 1: not a Kubernetes object: not a mapping"},
        {"", "\nkind: Pod", "line 2: not a Kubernetes object: it has no apiVersion"},
        {"", "apiVersion: v1", "line 1: not a Kubernetes object: it has no kind"},
        {"", "apiVersion: v1\nkind: List\nitems:\n- a\n",
         "line 4: not a Kubernetes object: not a mapping"},
        {"", "apiVersion: v1\nkind: Pod\nspec: {}", "line 1: the Pod has no metadata.name"},
        {"", "apiVersion: v1\nkind: Pod\nmetadata: {name: ''}",
         "line 3: the Pod has no metadata.name"},
        {POD, "", "line 1: the Pod \"p\" has no spec"},
        {POD, "spec: []", "line 1: the Pod \"p\" has no spec"},
        {"", "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: j}\nspec: {jobTemplate: {}}",
         "line 1: the CronJob \"j\" has no spec.jobTemplate.spec"},
        {POD, "spec: {}", "line 4: the Pod \"p\" is invalid: spec.containers: Required value"},
        {POD, "spec:\n  containers: [{image: i}]",
         "line 5: the Pod \"p\" is invalid: spec: field \"name\" is missing"},
        {POD, "spec:\n  hostPID: 'true'\n  containers: [{name: c}]",
         "line 5: the Pod \"p\" is invalid: spec: field \"hostPID\" is not true or false"},
        {POD, "spec:\n  hostPID: true\n  shareProcessNamespace: true\n  containers: [{name: c}]",
         "line 6: the Pod \"p\" is invalid: spec.shareProcessNamespace: Invalid value: true: "
         "ShareProcessNamespace and HostPID cannot both be enabled"},
        {POD, "spec:\n  hostUsers: false\n  hostPID: true\n  containers: [{name: c}]",
         "line 6: the Pod \"p\" is invalid: spec.hostPID: Forbidden: when `hostUsers` is false"},
        {POD, "spec:\n  hostUsers: false\n  hostIPC: true\n  containers: [{name: c}]",
         "line 6: the Pod \"p\" is invalid: spec.hostIPC: Forbidden: when `hostUsers` is false"},
        {"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n",
         "spec: {template: {spec: {hostPID: true, shareProcessNamespace: true, containers: [{name: "
         "c}]}}}",
         "line 4: the Deployment \"d\" is invalid: spec.template.spec.shareProcessNamespace: "
         "Invalid value: true: ShareProcessNamespace and HostPID cannot both be enabled"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_POD_TEMPLATES struct pod_template_list list = {0};
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_STRBUF struct strbuf yaml = {0};
        CLEANUP_STRBUF struct strbuf message = {0};

        strbuf_add_format(&yaml, "%s%s\n", rows[i].before, rows[i].yaml);
        strbuf_add_format(&message, "f.yaml: %s", rows[i].message);
        assert_int_equal(fixture_templates(strbuf_text(&yaml), &list, &err), -1);
        assert_error(&err, ERROR_BAD_REQUEST, strbuf_text(&message));
    }
}

static void switches_that_go_together_are_not_refused(void **state)
{
    static const char *const specs[] = {"hostPID: true, shareProcessNamespace: false",
                                        "hostPID: false, shareProcessNamespace: true",
                                        "hostUsers: true, hostPID: true, hostIPC: true",
                                        "hostUsers: false, hostNetwork: true"};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(specs); i++) {
        CLEANUP_POD_TEMPLATES struct pod_template_list list = {0};
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_STRBUF struct strbuf yaml = {0};

        strbuf_add_format(&yaml,
                          "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {%s, containers: "
                          "[{name: c}]}}",
                          specs[i]);
        assert_int_equal(fixture_templates(strbuf_text(&yaml), &list, &err), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_has_its_spec_where_kubernetes_has_it),
        cmocka_unit_test(lists_and_documents_are_read_in_order_and_other_kinds_told),
        cmocka_unit_test(the_specs_fields_are_read_with_their_absence),
        cmocka_unit_test(what_cannot_be_explained_is_refused_with_its_line),
        cmocka_unit_test(switches_that_go_together_are_not_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
