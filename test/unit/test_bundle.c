// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/bundle/bundle.h"
#include "test/unit/unit.h"

static const struct agent_settings AS_IT_IS;

static struct bundle agent(const struct agent_settings *settings)
{
    struct bundle bundle = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(bundle_agent(settings, &bundle, &err), 0);
    return bundle;
}

static const json_t *pod_template(const struct bundle *bundle)
{
    const json_t *spec = json_object_get(bundle_find(bundle, "DaemonSet")->json, "spec");

    return json_object_get(spec, "template");
}

static const json_t *container(const struct bundle *bundle)
{
    const json_t *spec = json_object_get(pod_template(bundle), "spec");

    return json_array_get(json_object_get(spec, "containers"), 0);
}

// The value as jansson writes it.
static void assert_json(const json_t *json, const char *expected)
{
    CLEANUP_FREE char *text = json_dumps(json, JSON_COMPACT | JSON_ENCODE_ANY);

    assert_non_null(text);
    assert_string_equal(text, expected);
}

static void each_object_comes_behind_what_it_needs(void **state)
{
    CLEANUP_BUNDLE struct bundle bundle = agent(&AS_IT_IS);

    (void)state;
    assert_string_equal(bundle.items[0].kind->kind, "Namespace");
    assert_string_equal(bundle.items[bundle.count - 1].kind->kind, "DaemonSet");
    for (size_t i = 1; i < bundle.count; i++)
        assert_true(bundle.items[i - 1].kind <= bundle.items[i].kind);
}

static void each_object_has_the_label_that_undeploy_looks_for(void **state)
{
    CLEANUP_BUNDLE struct bundle bundle = agent(&AS_IT_IS);

    (void)state;
    for (size_t i = 0; i < bundle.count; i++)
        assert_string_equal(kube_object_label(bundle.items[i].json, "app.kubernetes.io/managed-by"),
                            "kubectl-nsinfo");
    // The pods have it not: they are their DaemonSet's, and its selector is not to change.
    assert_null(kube_object_label(pod_template(&bundle), "app.kubernetes.io/managed-by"));
}

static void the_manifest_is_of_this_version(void **state)
{
    CLEANUP_BUNDLE struct bundle bundle = agent(&AS_IT_IS);

    (void)state;
    assert_string_equal(kube_object_label(pod_template(&bundle), "app.kubernetes.io/version"),
                        NSINFO_VERSION);
    assert_string_equal(json_string_value(json_object_get(container(&bundle), "image")),
                        "nsinfo-agent:" NSINFO_VERSION);
}

static void settings_change_the_daemon_set(void **state)
{
    const struct agent_settings settings = {
        .image = "registry.example.com:5000/a/b@sha256:00",
        .node_selector = "pool=blue,example.com/gpu=",
        .runtime_endpoint = "/run/containerd/containerd.sock",
    };
    CLEANUP_BUNDLE struct bundle bundle = agent(&settings);
    const json_t *spec = json_object_get(pod_template(&bundle), "spec");
    const json_t *args = json_object_get(container(&bundle), "args");
    const json_t *mounts = json_object_get(container(&bundle), "volumeMounts");
    const json_t *volumes = json_object_get(spec, "volumes");

    (void)state;
    assert_json(json_object_get(container(&bundle), "image"),
                "\"registry.example.com:5000/a/b@sha256:00\"");
    assert_json(json_object_get(spec, "nodeSelector"),
                "{\"kubernetes.io/os\":\"linux\",\"pool\":\"blue\",\"example.com/gpu\":\"\"}");
    assert_json(json_array_get(args, json_array_size(args) - 1),
                "\"--runtime-endpoint=containerd=unix:///run/containerd/containerd.sock\"");
    assert_json(json_array_get(mounts, 1),
                "{\"name\":\"runtime\",\"mountPath\":\"/run/containerd/containerd.sock\","
                "\"readOnly\":true}");
    assert_json(json_array_get(volumes, 1),
                "{\"name\":\"runtime\",\"hostPath\":{\"path\":\"/run/containerd/containerd.sock\","
                "\"type\":\"Socket\"}}");
}

static void all_that_is_in_a_kube_namespace_goes_into_the_one_that_is_set(void **state)
{
    const struct agent_settings settings = {.kube_namespace = "infra"};
    CLEANUP_BUNDLE struct bundle bundle = agent(&settings);
    size_t subjects = 0;

    (void)state;
    assert_string_equal(bundle.items[0].name, "infra");
    for (size_t i = 0; i < bundle.count; i++) {
        const struct kube_object *object = &bundle.items[i];
        const json_t *subject = json_array_get(json_object_get(object->json, "subjects"), 0);

        if (object->kind->namespaced)
            assert_string_equal(object->kube_namespace, "infra");
        if (subject == NULL)
            continue;
        subjects++;
        assert_json(json_object_get(subject, "namespace"), "\"infra\"");
    }
    assert_int_equal(subjects, 2);
}

static void assert_refused(const struct agent_settings *settings, const char *message)
{
    struct bundle bundle = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(bundle_agent(settings, &bundle, &err), -1);
    assert_error(&err, ERROR_BAD_REQUEST, message);
    assert_int_equal(bundle.count, 0);
}

static void settings_that_the_api_server_would_not_take_are_refused(void **state)
{
    (void)state;
    assert_refused(&(struct agent_settings){.image = "a b"},
                   "--image: \"a b\" is no name of an image");
    assert_refused(&(struct agent_settings){.kube_namespace = "a.b"},
                   "--namespace: invalid value \"a.b\": a lowercase RFC 1123 label must consist of "
                   "lower case alphanumeric characters or '-', and must start and end with an "
                   "alphanumeric character");
    assert_refused(&(struct agent_settings){.image = ""}, "--image: \"\" is no name of an image");
    assert_refused(&(struct agent_settings){.node_selector = "pool"},
                   "--node-selector: \"pool\" is not KEY=VALUE");
    assert_refused(&(struct agent_settings){.node_selector = "a=b,"},
                   "--node-selector: \"\" is not KEY=VALUE");
    assert_refused(&(struct agent_settings){.node_selector = "a=-"},
                   "--node-selector: \"-\" is no value of a label: it must be at most 63 "
                   "alphanumeric characters, '-', '_' or '.', and must start and end with an "
                   "alphanumeric character");
    assert_refused(&(struct agent_settings){.node_selector = "a/b/c=d"},
                   "--node-selector: \"a/b/c\" is no key of a label: its name must be at most 63 "
                   "alphanumeric characters, '-', '_' or '.', and must start and end with an "
                   "alphanumeric character");
    assert_refused(&(struct agent_settings){.node_selector = "A/b=c"},
                   "--node-selector: \"A/b\" is no key of a label: what stands before '/' must be "
                   "a DNS name of at most 253 lower case characters");
}

static void a_team_gets_all_of_the_example_but_its_kube_namespace(void **state)
{
    static const struct {
        const char *kind, *kube_namespace, *name;
    } rows[] = {
        {"ServiceAccount", "web", "nsinfo-viewer"},
        {"Role", "web", "nsinfo-viewer"},
        {"Role", "web", "nsinfo-user"},
        {"RoleBinding", "web", "nsinfo-viewer"},
        {"RoleBinding", "web", "nsinfo-user"},
        {"RoleBinding", "team-agents", "nsinfo-user-web"},
    };
    CLEANUP_BUNDLE struct bundle bundle = {0};
    CLEANUP_ERROR struct error err = {0};

    (void)state;
    assert_int_equal(bundle_team("web", "team-agents", &bundle, &err), 0);
    assert_int_equal(bundle.count, ARRAY_SIZE(rows));
    for (size_t i = 0; i < bundle.count; i++) {
        CLEANUP_FREE char *text = json_dumps(bundle.items[i].json, 0);

        assert_string_equal(bundle.items[i].kind->kind, rows[i].kind);
        assert_string_equal(bundle.items[i].kube_namespace, rows[i].kube_namespace);
        assert_string_equal(bundle.items[i].name, rows[i].name);
        assert_null(strstr(text, "team-a\""));
        assert_null(strstr(text, "nsinfo-system"));
        assert_string_equal(kube_object_label(bundle.items[i].json, BUNDLE_LABEL), BUNDLE_MANAGER);
    }
    assert_json(
        json_object_get(bundle.items[5].json, "subjects"),
        "[{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"Group\",\"name\":\"web\"}]");
}

static void what_can_be_no_team_is_refused(void **state)
{
    static const char LONG[] = "a123456789b123456789c123456789d123456789e123456789f123456789g123";
    static const char *const names[] = {"Web", "-web", "web-", "we b", "w/b", "", "a.b"};
    struct bundle bundle = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_FREE char *message = xasprintf(
            "--team: invalid value \"%s\": a lowercase RFC 1123 label must consist of lower case "
            "alphanumeric characters or '-', and must start and end with an alphanumeric character",
            names[i]);

        assert_int_equal(bundle_team(names[i], "nsinfo-system", &bundle, &err), -1);
        assert_error(&err, ERROR_BAD_REQUEST, message);
    }
    CLEANUP_ERROR struct error err = {0};
    assert_int_equal(bundle_team("infra", "infra", &bundle, &err), -1);
    assert_error(&err, ERROR_BAD_REQUEST,
                 "--team: \"infra\" is the agents' own Kubernetes namespace, and no team's");
    assert_int_equal(bundle_team(LONG, "infra", &bundle, &err), -1);
    assert_non_null(strstr(err.message, "must be no more than 63 characters"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_object_comes_behind_what_it_needs),
        cmocka_unit_test(each_object_has_the_label_that_undeploy_looks_for),
        cmocka_unit_test(the_manifest_is_of_this_version),
        cmocka_unit_test(settings_change_the_daemon_set),
        cmocka_unit_test(all_that_is_in_a_kube_namespace_goes_into_the_one_that_is_set),
        cmocka_unit_test(settings_that_the_api_server_would_not_take_are_refused),
        cmocka_unit_test(a_team_gets_all_of_the_example_but_its_kube_namespace),
        cmocka_unit_test(what_can_be_no_team_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
