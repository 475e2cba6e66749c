// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/pod_list.h"
#include "test/unit/pod_fixture.h"

#define META "\"metadata\": {\"name\": \"p\", \"namespace\": \"ns\"}"

static int decode(const char *text, struct pod *ret, struct error *err)
{
    CLEANUP_JSON json_t *json = NULL;

    // So that what is looked at is known to be wished for.
    assert_int_equal(json_parse_pruned(text, strlen(text), pod_wishes, &json, err), 0);
    return pod_decode(json, ret, err);
}

static void a_pods_own_fields_are_read(void **state)
{
    CLEANUP_POD struct pod pod = {0};

    (void)state;
    fixture_pod("host", &pod);
    assert_string_equal(pod.kube_namespace, "default");
    assert_string_equal(pod.name, "monitor");
    assert_string_equal(pod.uid, "7032289f-6f3b-4d8e-9d0e-2a1f3c4b5d6e");
    assert_string_equal(pod.node, "node-a");
    assert_string_equal(pod.phase, "Running");
    assert_string_equal(pod.restart_policy, "Always");
    assert_null(pod.reason);
    assert_int_equal(pod.host_network, SWITCH_YES);
    assert_int_equal(pod.host_pid, SWITCH_YES);
    assert_int_equal(pod.host_ipc, SWITCH_YES);
    assert_int_equal(pod.share_process_namespace, SWITCH_UNSET);
    assert_true(pod.ready);
    assert_false(pod.deleted);
}

static void labels_are_one_text_in_the_order_of_kubectl(void **state)
{
#define LABELED(labels)                                                                            \
    "{\"metadata\": {\"name\": \"p\", \"namespace\": \"n\", \"labels\": " labels "}, \"spec\": "   \
    "{}}"
    static const struct {
        const char *json;
        const char *labels;
    } rows[] = {
        {LABELED("{\"b\": \"2\", \"a\": \"\", \"a-b\": \"1\"}"), "a-b=1,a=,b=2"},
        {LABELED("{}"), NULL},
        {LABELED("null"), NULL},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_POD struct pod pod = {0};
        CLEANUP_ERROR struct error err = {0};
        assert_int_equal(decode(rows[i].json, &pod, &err), 0);
        if (rows[i].labels == NULL)
            assert_null(pod.labels);
        else
            assert_string_equal(pod.labels, rows[i].labels);
    }
}

static void containers_come_as_init_ordinary_ephemeral(void **state)
{
    static const struct {
        const char *name;
        enum container_kind kind;
        bool sidecar;
        enum container_phase phase;
    } rows[] = {
        {"setup", CONTAINER_INIT, false, CONTAINER_TERMINATED},
        {"proxy", CONTAINER_INIT, true, CONTAINER_RUNNING},
        {"app", CONTAINER_ORDINARY, false, CONTAINER_RUNNING},
        {"log", CONTAINER_ORDINARY, false, CONTAINER_RUNNING},
        {"debugger", CONTAINER_EPHEMERAL, false, CONTAINER_RUNNING},
    };
    CLEANUP_POD struct pod pod = {0};

    (void)state;
    fixture_pod("several", &pod);
    assert_int_equal(pod.container_count, ARRAY_SIZE(rows));
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        assert_string_equal(pod.containers[i].name, rows[i].name);
        assert_int_equal(pod.containers[i].kind, rows[i].kind);
        assert_int_equal(pod.containers[i].sidecar, rows[i].sidecar);
        assert_int_equal(pod.containers[i].phase, rows[i].phase);
    }
    assert_string_equal(pod.containers[2].image, "app:2");
    assert_ptr_equal(pod_find_container(&pod, "log"), &pod.containers[3]);
    assert_ptr_equal(pod_find_container(&pod, "init:setup"), &pod.containers[0]);
    assert_ptr_equal(pod_find_container(&pod, "ephemeral:debugger"), &pod.containers[4]);
    assert_null(pod_find_container(&pod, "init:log"));
    assert_null(pod_find_container(&pod, "container:log"));
}

static void a_containers_state_is_read_with_its_reason(void **state)
{
    CLEANUP_POD struct pod pod = {0};

    (void)state;
    fixture_pod("crash", &pod);
    const struct pod_container *main_container = &pod.containers[0];
    assert_int_equal(main_container->phase, CONTAINER_WAITING);
    assert_string_equal(main_container->reason, "CrashLoopBackOff");
    assert_string_equal(main_container->message,
                        "back-off 40s restarting failed container=main pod=crash_default");
    assert_int_equal(main_container->restart_count, 3);
    assert_true(main_container->ended_before);
    assert_string_equal(main_container->last.reason, "Error");
    assert_string_equal(main_container->last.message, "no configuration");
    assert_int_equal(main_container->last.exit_code, 78);
    assert_false(pod.containers[1].ended_before);
    assert_false(main_container->ready);
    const struct pod_container *killed = &pod.containers[2];
    assert_int_equal(killed->phase, CONTAINER_TERMINATED);
    assert_string_equal(killed->reason, "OOMKilled");
    assert_int_equal(killed->exit_code, 137);
    assert_false(pod.ready);
}

static void a_pod_that_fits_no_node_says_why(void **state)
{
    CLEANUP_POD struct pod pod = {0};

    (void)state;
    fixture_pod("pending", &pod);
    assert_null(pod.node);
    assert_string_equal(pod.unschedulable, "0/2 nodes are available: 2 node(s) didn't match Pod's "
                                           "node affinity.");
    assert_int_equal(pod.containers[0].phase, CONTAINER_WAITING);
    assert_null(pod.containers[0].id);
}

static void a_pod_without_status_is_a_pod_that_waits(void **state)
{
    CLEANUP_POD struct pod pod = {0};
    CLEANUP_ERROR struct error err = {0};

    (void)state;
    assert_int_equal(
        decode("{" META ", \"spec\": {\"nodeName\": \"\", \"containers\": [{\"name\": \"c\"}]}}",
               &pod, &err),
        0);
    assert_int_equal(pod.container_count, 1);
    assert_int_equal(pod.containers[0].phase, CONTAINER_WAITING);
    assert_null(pod.node);
    assert_null(pod.phase);
}

static void an_empty_container_id_is_none(void **state)
{
    CLEANUP_POD struct pod pod = {0};
    CLEANUP_ERROR struct error err = {0};

    (void)state;
    assert_int_equal(
        decode("{" META ", \"spec\": {\"containers\": [{\"name\": \"c\"}]}, \"status\": "
               "{\"containerStatuses\": [{\"name\": \"other\", \"containerID\": \"x\"}, "
               "{\"name\": \"c\", \"containerID\": \"\", \"state\": {}}]}}",
               &pod, &err),
        0);
    assert_null(pod.containers[0].id);
}

static void a_pod_that_is_being_deleted_is_known_as_such(void **state)
{
    CLEANUP_POD struct pod pod = {0};
    CLEANUP_ERROR struct error err = {0};

    (void)state;
    assert_int_equal(decode("{\"metadata\": {\"name\": \"p\", \"namespace\": \"ns\", "
                            "\"deletionTimestamp\": \"2026-01-02T03:04:05Z\"}, \"spec\": {}}",
                            &pod, &err),
                     0);
    assert_true(pod.deleted);
    assert_string_equal(pod.deletion_time, "2026-01-02T03:04:05Z");
}

static void what_is_no_pod_is_refused_with_the_field(void **state)
{
    static const struct {
        const char *text;
        const char *message;
    } rows[] = {
        {"{}", "field \"metadata\" is missing"},
        {"[]", "field \"metadata\" is missing"},
        {"{\"kind\": \"PodList\"}", "kind is \"PodList\""},
        {"{\"kind\": 1}", "field \"kind\" is not a string"},
        {"{\"metadata\": {}}", "field \"name\" is missing"},
        {"{\"metadata\": {\"name\": \"p\"}}", "field \"namespace\" is missing"},
        {"{" META "}", "field \"spec\" is missing"},
        {"{" META ", \"spec\": []}", "field \"spec\" is not an object"},
        {"{" META ", \"spec\": {\"containers\": {}}}", "field \"containers\" is not an array"},
        {"{" META ", \"spec\": {\"containers\": [{}]}}", "field \"name\" is missing"},
        {"{" META ", \"spec\": {\"containers\": [{\"name\": \"c\"}]}, \"status\": "
         "{\"containerStatuses\": [{\"name\": \"c\", \"state\": {\"running\": 1}}]}}",
         "container \"c\": field \"running\" is not an object"},
        {"{" META ", \"spec\": {\"containers\": [{\"name\": \"c\"}]}, \"status\": "
         "{\"containerStatuses\": [{\"name\": \"c\", \"lastState\": {\"terminated\": {\"reason\": "
         "\"Error\", \"exitCode\": \"1\"}}}]}}",
         "container \"c\": field \"exitCode\" is not a number"},
        {"{" META ", \"spec\": {}, \"status\": {\"conditions\": [{\"type\": 1}]}}",
         "field \"type\" is not a string"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_POD struct pod pod = {0};
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_FREE char *message =
            xasprintf("the API server's reply is not a pod that can be read: %s", rows[i].message);

        assert_int_equal(decode(rows[i].text, &pod, &err), -1);
        assert_error(&err, ERROR_BAD_REPLY, message);
        assert_null(pod.name);
    }
}

static void lists_hold_pods_without_a_kind(void **state)
{
    static const char TEXT[] =
        "{\"kind\": \"PodList\", \"items\": [{" META ", \"spec\": {}}, {" META ", \"spec\": {}}]}";
    CLEANUP_POD_LIST struct pod_list list = {0};
    CLEANUP_JSON json_t *json = NULL;
    CLEANUP_ERROR struct error err = {0};

    (void)state;
    assert_int_equal(json_parse(TEXT, strlen(TEXT), &json, &err), 0);
    assert_int_equal(pod_list_decode(json, &list, &err), 0);
    assert_int_equal(list.count, 2);
    assert_string_equal(list.items[1].name, "p");
}

static void states_are_one_line(void **state)
{
    const struct pod pod = {0};
    char crash[] = "CrashLoopBackOff";
    char reason[] = "OOMKilled";
    char message[] = "too much";
    const struct {
        struct pod_container container;
        const char *text;
    } rows[] = {
        {{.phase = CONTAINER_WAITING}, "Waiting"},
        {{.phase = CONTAINER_WAITING, .reason = reason, .message = message}, "OOMKilled"},
        {{.phase = CONTAINER_RUNNING}, "Running"},
        {{.phase = CONTAINER_TERMINATED, .reason = reason, .exit_code = 137},
         "OOMKilled (exit 137)"},
        {{.phase = CONTAINER_TERMINATED}, "Terminated (exit 0)"},
        {{.phase = CONTAINER_TERMINATED, .reason = reason, .signal = 9}, "OOMKilled (signal 9)"},
        {{.reason = crash,
          .ended_before = true,
          .last = {.reason = reason, .message = message, .exit_code = 137}},
         "CrashLoopBackOff (last: OOMKilled, exit 137)"},
        {{.reason = crash, .ended_before = true, .last = {.exit_code = 1, .signal = 11}},
         "CrashLoopBackOff (last: Terminated, signal 11)"},
        {{.phase = CONTAINER_RUNNING, .ended_before = true, .last = {.reason = reason}}, "Running"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf text = {0};
        container_add_state(&pod, &rows[i].container, &text);
        assert_string_equal(strbuf_text(&text), rows[i].text);
    }
}

static void a_containers_state_depends_on_its_pods(void **state)
{
    char pending[] = "Pending";
    char failed[] = "Failed";
    char running[] = "Running";
    char evicted[] = "Evicted";
    char initializing[] = "PodInitializing";
    char error_reason[] = "Error";
    const struct pod_container none = {0};
    const struct pod_container waits = {.reason = initializing};
    const struct pod_container runs = {.phase = CONTAINER_RUNNING};
    const struct pod_container ended = {
        .phase = CONTAINER_TERMINATED, .reason = error_reason, .exit_code = 1};
    const struct {
        struct pod pod;
        const struct pod_container *container;
        const char *text;
    } rows[] = {
        {{.phase = failed, .reason = evicted}, &none, "Evicted"},
        {{.phase = failed, .reason = evicted}, &waits, "Evicted"},
        {{.phase = failed, .reason = evicted}, &ended, "Error (exit 1)"},
        {{.phase = failed}, &none, "Failed"},
        {{.phase = failed}, &waits, "PodInitializing"},
        {{.phase = pending}, &none, "Pending"},
        {{.phase = pending}, &waits, "PodInitializing"},
        {{.phase = running}, &none, "Waiting"},
        {{.phase = running, .deleted = true}, &runs, "Running (Terminating)"},
        {{.phase = pending, .deleted = true}, &waits, "PodInitializing (Terminating)"},
        {{.phase = running, .deleted = true}, &ended, "Error (exit 1)"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf text = {0};
        container_add_state(&rows[i].pod, rows[i].container, &text);
        assert_string_equal(strbuf_text(&text), rows[i].text);
    }
}

static void a_pod_is_untaken_until_its_kubelet_says_anything(void **state)
{
    static const struct {
        const char *status;
        const char *text;
    } rows[] = {
        {"\"phase\": \"Pending\"", "Pending (not taken by the kubelet of node \"node-a\" yet)"},
        {"\"phase\": \"Pending\", \"startTime\": \"2026-01-02T03:04:05Z\"", "Pending"},
        {"\"phase\": \"Pending\", \"containerStatuses\": [{\"name\": \"c\", \"state\": "
         "{\"running\": {}}}]",
         "Pending"},
        {"\"phase\": \"Running\"", "Running"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_POD struct pod pod = {0};
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_STRBUF struct strbuf text = {0};
        CLEANUP_FREE char *json =
            xasprintf("{" META ", \"spec\": {\"nodeName\": \"node-a\", \"containers\": [{\"name\": "
                      "\"c\"}]}, \"status\": {%s}}",
                      rows[i].status);

        assert_int_equal(decode(json, &pod, &err), 0);
        pod_add_state(&pod, &text);
        assert_string_equal(strbuf_text(&text), rows[i].text);
    }
}

static void a_pods_state_has_the_reason_that_matters(void **state)
{
    char pending[] = "Pending";
    char failed[] = "Failed";
    char running[] = "Running";
    char evicted[] = "Evicted";
    char message[] = "low on memory";
    char creating[] = "ContainerCreating";
    struct pod_container waiting = {.phase = CONTAINER_WAITING, .reason = creating};
    const struct {
        struct pod pod;
        const char *text;
    } rows[] = {
        {{0}, "Unknown"},
        {{.phase = running}, "Running"},
        {{.phase = pending}, "Pending"},
        {{.phase = pending, .unschedulable = message}, "Pending (Unschedulable: low on memory)"},
        {{.phase = pending, .containers = &waiting, .container_count = 1},
         "Pending (ContainerCreating)"},
        {{.phase = running, .containers = &waiting, .container_count = 1},
         "Running (ContainerCreating)"},
        {{.phase = failed, .reason = evicted, .message = message},
         "Failed (Evicted: low on memory)"},
        {{.phase = failed, .reason = evicted}, "Failed (Evicted)"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf text = {0};
        pod_add_state(&rows[i].pod, &text);
        assert_string_equal(strbuf_text(&text), rows[i].text);
    }
}

static void a_container_that_the_pod_lacks_is_refused_in_kubectls_words(void **state)
{
    CLEANUP_POD struct pod pod = {0};
    CLEANUP_ERROR struct error err = {0};

    (void)state;
    fixture_pod("single", &pod);
    assert_int_equal(pod_require_container(&pod, "nginx", &err), 0);
    assert_int_equal(pod_require_container(&pod, "ngin", &err), -1);
    assert_error(&err, ERROR_NOT_FOUND, "container ngin is not valid for pod mypod");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pods_own_fields_are_read),
        cmocka_unit_test(labels_are_one_text_in_the_order_of_kubectl),
        cmocka_unit_test(containers_come_as_init_ordinary_ephemeral),
        cmocka_unit_test(a_containers_state_is_read_with_its_reason),
        cmocka_unit_test(a_pod_that_fits_no_node_says_why),
        cmocka_unit_test(a_pod_without_status_is_a_pod_that_waits),
        cmocka_unit_test(an_empty_container_id_is_none),
        cmocka_unit_test(a_pod_that_is_being_deleted_is_known_as_such),
        cmocka_unit_test(what_is_no_pod_is_refused_with_the_field),
        cmocka_unit_test(lists_hold_pods_without_a_kind),
        cmocka_unit_test(states_are_one_line),
        cmocka_unit_test(a_containers_state_depends_on_its_pods),
        cmocka_unit_test(a_pod_is_untaken_until_its_kubelet_says_anything),
        cmocka_unit_test(a_pods_state_has_the_reason_that_matters),
        cmocka_unit_test(a_container_that_the_pod_lacks_is_refused_in_kubectls_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
