// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/pod_name.h"
#include "kubectl-nsinfo/pod/pod_ref.h"
#include "test/unit/unit.h"

static void what_has_pods_is_named_as_for_kubectl(void **state)
{
    static const struct {
        const char *word;
        const char *kind; // NULL: a pod
        const char *name;
    } rows[] = {
        {"mypod", NULL, "mypod"},
        {"pod/mypod", NULL, "mypod"},
        {"pods/mypod", NULL, "mypod"},
        {"po/mypod", NULL, "mypod"},
        {"Pod/mypod", NULL, "mypod"},
        {"pod", NULL, "pod"},
        {"my.pod-1", NULL, "my.pod-1"},
        {"...", NULL, "..."},
        {"a,b", NULL, "a,b"},
        {"deploy/web", "Deployment", "web"},
        {"deployment/web", "Deployment", "web"},
        {"deployments/web", "Deployment", "web"},
        {"Deployment.apps/web", "Deployment", "web"},
        {"deployments.v1.apps/web", "Deployment", "web"},
        {"sts/db", "StatefulSet", "db"},
        {"ds/net", "DaemonSet", "net"},
        {"rs/web-1", "ReplicaSet", "web-1"},
        {"rc/old", "ReplicationController", "old"},
        {"job/once", "Job", "once"},
        {"jobs.batch/once", "Job", "once"},
        {"cj/tick", "CronJob", "tick"},
        {"cronjobs.v1beta1.batch/tick", "CronJob", "tick"},
        {"svc/front", "Service", "front"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_POD_REFS struct pod_refs refs = {0};
        assert_int_equal(pod_refs_add_word(&refs, rows[i].word, &err), 0);
        assert_int_equal(refs.count, 1);
        assert_string_equal(refs.items[0].name, rows[i].name);
        assert_null(refs.items[0].kube_namespace);
        assert_int_equal(refs.items[0].owner == NULL, rows[i].kind == NULL);
        if (rows[i].kind != NULL)
            assert_string_equal(refs.items[0].owner->kind, rows[i].kind);
    }
}

static void what_names_nothing_with_pods_is_refused(void **state)
{
    static const char FORM[] =
        "arguments in resource/name form must have a single resource and name";
    static const struct {
        const char *word;
        const char *message;
    } rows[] = {
        {"", "resource name may not be empty"},
        {"pod/", FORM},
        {"/mypod", FORM},
        {"pod,deploy/web", FORM},
        {"pod/a/b", "arguments in resource/name form may not have more than one slash"},
        {"cm/web", "\"cm/web\" is neither a pod nor one of what is known to have pods: pod, "
                   "deployment, statefulset, daemonset, replicaset, replicationcontroller, job, "
                   "cronjob, service"},
        {".", "invalid resource name \".\": [may not be '.']"},
        {"pod/..", "invalid resource name \"..\": [may not be '..']"},
        {"deploy/..", "invalid resource name \"..\": [may not be '..']"},
        {"a%2fb", "invalid resource name \"a%2fb\": [may not contain '%']"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_POD_REFS struct pod_refs refs = {0};
        assert_int_equal(pod_refs_add_word(&refs, rows[i].word, &err), -1);
        assert_error(&err, ERROR_BAD_REQUEST, rows[i].message);
        assert_int_equal(refs.count, 0);
    }
}

static void a_kind_of_another_group_or_version_is_not_meant(void **state)
{
    (void)state;
    assert_null(pod_owner_find("deployments.extensions"));
    assert_null(pod_owner_find("deployments.v2.apps"));
    assert_null(pod_owner_find("deployments."));
    assert_null(pod_owner_find("services.serving.knative.dev"));
    assert_null(pod_owner_find(""));
}

static int read_yaml(const char *yaml, struct pod_refs *refs, struct error *err)
{
    CLEANUP_YAML struct yaml_stream stream = {0};

    assert_int_equal(yaml_stream_parse("f.yaml", yaml, strlen(yaml), &stream, err), 0);
    for (size_t i = 0; i < stream.doc_count; i++)
        if (pod_refs_add_object(refs, "f.yaml", stream.docs[i].root, err) < 0)
            return -1;
    return 0;
}

static void the_objects_of_a_file_name_pods_and_what_makes_them(void **state)
{
    static const char YAML[] =
        "apiVersion: v1\nkind: List\nitems:\n"
        "- {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: shop}}\n"
        "- {apiVersion: v1, kind: Service, metadata: {name: s}}\n"
        "- {apiVersion: apps/v1, kind: Deployment, metadata: {name: b, namespace: ''}}\n"
        "---\n{apiVersion: v1, kind: ConfigMap}\n"
        "---\n{apiVersion: v1, kind: Service, metadata: {name: t}}\n"
        "---\n{apiVersion: batch/v1beta1, kind: CronJob, metadata: {name: c}}\n";
    CLEANUP_POD_REFS struct pod_refs refs = {0};
    CLEANUP_ERROR struct error err = {0};

    (void)state;
    assert_int_equal(read_yaml(YAML, &refs, &err), 0);
    assert_int_equal(refs.count, 3);
    assert_null(refs.items[0].owner);
    assert_string_equal(refs.items[0].name, "a");
    assert_string_equal(refs.items[0].kube_namespace, "shop");
    assert_string_equal(refs.items[1].owner->kind, "Deployment");
    assert_string_equal(refs.items[1].name, "b");
    assert_null(refs.items[1].kube_namespace);
    assert_string_equal(refs.items[2].owner->kind, "CronJob");
    assert_int_equal(refs.other_kinds.count, 2);
    assert_string_equal(refs.other_kinds.items[0], "Service");
    assert_string_equal(refs.other_kinds.items[1], "ConfigMap");
}

static void an_object_that_names_nothing_is_refused_with_its_line(void **state)
{
    static const struct {
        const char *yaml;
        const char *message;
    } rows[] = {
        {"- a\n", "f.yaml: line 1: not a Kubernetes object: not a mapping"},
        {"\nkind: Pod\n", "f.yaml: line 2: not a Kubernetes object: it has no apiVersion"},
        {"apiVersion: v1\n", "f.yaml: line 1: not a Kubernetes object: it has no kind"},
        {"apiVersion: v1\nkind: Pod\n", "f.yaml: line 1: the Pod has no metadata.name"},
        {"apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  labels: {}\n",
         "f.yaml: line 4: the Deployment has no metadata.name"},
        {"apiVersion: v1\nkind: Pod\nmetadata:\n  name: []\n",
         "f.yaml: line 4: metadata.name is not a text"},
        {"apiVersion: v1\nkind: Pod\nmetadata:\n  name: a/b\n",
         "f.yaml: line 4: invalid resource name \"a/b\": [may not contain '/']"},
        {"apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  namespace: ..\n",
         "f.yaml: line 5: invalid namespace \"..\": [may not be '..']"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_POD_REFS struct pod_refs refs = {0};
        CLEANUP_ERROR struct error err = {0};
        assert_int_equal(read_yaml(rows[i].yaml, &refs, &err), -1);
        assert_error(&err, ERROR_BAD_REQUEST, rows[i].message);
    }
}

static void names_that_no_path_can_have_are_refused(void **state)
{
    static const struct {
        const char *name;
        const char *message; // NULL: it is none of them
    } rows[] = {
        {"a/b", "invalid namespace \"a/b\": [may not contain '/']"},
        {"a%b", "invalid namespace \"a%b\": [may not contain '%']"},
        {"%/", "invalid namespace \"%/\": [may not contain '/' may not contain '%']"},
        {".", "invalid namespace \".\": [may not be '.']"},
        {"..", "invalid namespace \"..\": [may not be '..']"},
        {"a.b", NULL},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        int rc = kube_name_check("namespace", rows[i].name, &err);
        assert_int_equal(rc, rows[i].message == NULL ? 0 : -1);
        if (rows[i].message != NULL)
            assert_error(&err, ERROR_BAD_REQUEST, rows[i].message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_has_pods_is_named_as_for_kubectl),
        cmocka_unit_test(what_names_nothing_with_pods_is_refused),
        cmocka_unit_test(a_kind_of_another_group_or_version_is_not_meant),
        cmocka_unit_test(the_objects_of_a_file_name_pods_and_what_makes_them),
        cmocka_unit_test(an_object_that_names_nothing_is_refused_with_its_line),
        cmocka_unit_test(names_that_no_path_can_have_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
