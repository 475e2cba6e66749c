// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "common/model/report_json.h"
#include "common/model/report_text.h"
#include "test/unit/unit.h"

// A reply with every field, as docs/agent-api.yaml writes them.
static const char FULL[] =
    "{\"apiVersion\":\"nsinfo/v1\",\"kind\":\"ContainerList\","
    "\"node\":{\"name\":\"node-a\",\"bootID\":\"b\",\"kernelVersion\":\"6.1.0\","
    "\"agentVersion\":\"0.1.0\",\"time\":\"2026-01-02T03:04:05Z\","
    "\"uptimeMilliseconds\":864001250,\"namespaces\":{\"pid\":{\"inode\":4026531836,\"device\":4},"
    "\"time\":{\"unknown\":\"Permission denied\"}}},"
    "\"items\":[{\"id\":\"docker://1\",\"pid\":267,\"resolvedBy\":\"cgroup\","
    "\"crossCheck\":{\"by\":\"docker\",\"pid\":268,\"agrees\":false},"
    "\"startTime\":\"2026-01-02T03:04:05Z\",\"podUID\":\"u\",\"podName\":\"web\","
    "\"kubeNamespace\":\"team-a\",\"containerName\":\"nginx\",\"cgroup\":\"/k\","
    "\"namespaces\":{\"net\":{\"inode\":4026532601,\"device\":4}},"
    "\"processes\":[{\"pid\":267,\"ppid\":216,\"nsPids\":[267,1],\"uid\":0,\"user\":\"root\","
    "\"state\":\"S\",\"threads\":1,\"startTime\":\"2026-01-02T03:04:05Z\",\"cpuSeconds\":0.02,"
    "\"residentBytes\":2584576,\"name\":\"nginx\",\"command\":[\"nginx\",\"-g\"],"
    "\"commandTruncated\":true}],\"truncated\":true}],"
    "\"errors\":[{\"id\":\"docker://2\",\"code\":\"NotFound\",\"message\":\"no\"}]}";

static int read_report(const char *text, struct report *ret, struct error *err)
{
    CLEANUP_JSON json_t *json = NULL;

    assert_int_equal(json_parse(text, strlen(text), &json, err), 0);
    return report_from_json(json, ret, err);
}

static void every_field_is_read(void **state)
{
    (void)state;
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_REPORT struct report report = {0};

    assert_int_equal(read_report(FULL, &report, &err), 0);
    assert_int_equal(report.kind, REPORT_CONTAINER_LIST);
    assert_string_equal(report.node.name, "node-a");
    assert_int_equal(report.node.time, 1767323045);
    assert_int_equal(report.node.uptime_ms, 864001250);
    assert_int_equal(report.node.namespaces.of[NS_PID].inode, 4026531836);
    assert_int_equal(report.node.namespaces.of[NS_TIME].state, NS_UNKNOWN);
    assert_string_equal(report.node.namespaces.of[NS_TIME].reason, "Permission denied");
    assert_int_equal(report.node.namespaces.of[NS_NET].state, NS_ABSENT);

    const struct container_report *container = report_find(&report, "docker://1");
    assert_non_null(container);
    assert_int_equal(container->pid, 267);
    assert_int_equal(container->namespaces.of[NS_NET].inode, 4026532601);
    assert_int_equal(container->namespaces.of[NS_NET].device, 4);
    assert_true(container->truncated);
    assert_string_equal(container->pod_uid, "u");
    assert_string_equal(container->pod_name, "web");
    assert_string_equal(container->kube_namespace, "team-a");
    assert_string_equal(container->container_name, "nginx");
    assert_string_equal(container->cross_check.by, "docker");
    assert_int_equal(container->cross_check.pid, 268);
    assert_false(container->cross_check.agrees);
    assert_null(container->cross_check.error);
    assert_int_equal(container->process_count, 1);

    const struct process *process = &container->processes[0];
    assert_int_equal(process->ns_pids[1], 1);
    assert_string_equal(process->user, "root");
    assert_int_equal(process->state, 'S');
    assert_int_equal(process->resident_bytes, 2584576);
    assert_string_equal(process->command[1], "-g");
    assert_true(process->command_truncated);
    assert_null(report_find(&report, "docker://2"));
    assert_int_equal(report_find_error(&report, "docker://2")->code, ERROR_NOT_FOUND);
}

static json_t *written_and_read(struct report *report)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_STRBUF struct strbuf text = {0};
    json_t *json = NULL;

    report_move_text(&text, report);
    assert_int_equal(json_parse(text.data, text.len, &json, &err), 0);
    return json;
}

static void what_is_read_is_written_back_the_same(void **state)
{
    (void)state;
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_REPORT struct report report = {0};
    CLEANUP_JSON json_t *original = NULL;

    assert_int_equal(json_parse(FULL, strlen(FULL), &original, &err), 0);
    assert_int_equal(report_from_json(original, &report, &err), 0);
    CLEANUP_JSON json_t *written = written_and_read(&report);
    assert_true(json_equal(original, written));
}

static void unknown_fields_are_left_out_and_not_zero(void **state)
{
    (void)state;
    struct process process = {.pid = 5, .state = 'Z', .name = (char[]){"x"}};
    CLEANUP_JSON json_t *json = process_to_json(&process);

    assert_null(json_object_get(json, "uid"));
    assert_null(json_object_get(json, "user"));
    assert_null(json_object_get(json, "command"));
    assert_null(json_object_get(json, "nsPids"));
}

// `from` is replaced by `to`, once, in FULL.
static char *with(const char *from, const char *to)
{
    const char *at = strstr(FULL, from);

    assert_non_null(at);
    return xasprintf("%.*s%s%s", (int)(at - FULL), FULL, to, at + strlen(from));
}

static void a_container_that_no_pod_claims_has_no_pod(void **state)
{
    (void)state;
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_REPORT struct report report = {0};
    CLEANUP_FREE char *text = with("\"podUID\":\"u\",\"podName\":\"web\","
                                   "\"kubeNamespace\":\"team-a\",\"containerName\":\"nginx\",",
                                   "");

    assert_int_equal(read_report(text, &report, &err), 0);
    assert_null(report.containers[0].pod_uid);
    assert_null(report.containers[0].pod_name);
    assert_null(report.containers[0].kube_namespace);
    assert_null(report.containers[0].container_name);
    CLEANUP_JSON json_t *written = container_head_to_json(&report.containers[0]);
    assert_null(json_object_get(written, "podUID"));
    assert_null(json_object_get(written, "podName"));
    assert_null(json_object_get(written, "kubeNamespace"));
    assert_null(json_object_get(written, "containerName"));
}

static void bytes_that_are_not_utf8_stay_readable_json(void **state)
{
    (void)state;
    struct process process = {.pid = 5, .state = 'S', .name = (char[]){"a\xff"}};
    CLEANUP_JSON json_t *json = process_to_json(&process);

    assert_string_equal(json_string_value(json_object_get(json, "name")), "a\ufffd");
}

static void a_failed_request_has_a_body_of_its_own(void **state)
{
    (void)state;
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_JSON json_t *expected = NULL;
    CLEANUP_JSON json_t *json = error_to_json(ERROR_TOO_LARGE, "65 IDs");
    const char text[] = "{\"apiVersion\":\"nsinfo/v1\",\"kind\":\"Error\",\"code\":\"TooLarge\","
                        "\"message\":\"65 IDs\"}";

    assert_int_equal(json_parse(text, strlen(text), &expected, &err), 0);
    assert_true(json_equal(json, expected));
}

static void replies_that_cannot_be_used_are_refused_with_the_place(void **state)
{
    static const struct {
        const char *from, *to, *message;
    } rows[] = {
        {"nsinfo/v1", "nsinfo/v9", "apiVersion is \"nsinfo/v9\", not \"nsinfo/v1\""},
        {"\"apiVersion\":\"nsinfo/v1\",", "", "apiVersion is \"\", not \"nsinfo/v1\""},
        {"ContainerList", "Pod", "kind is \"Pod\""},
        {"\"name\":\"node-a\",", "", "node: field \"name\" is missing"},
        {"\"agentVersion\":\"0.1.0\",", "", "node: field \"agentVersion\" is missing"},
        {"\"pid\":267,\"res", "\"pid\":\"267\",\"res",
         "item 0: field \"pid\" is not a whole number from 0"},
        {"\"pid\":267,\"res", "\"res", "item 0: field \"pid\" is missing"},
        {",\"truncated\":true", "", "item 0: field \"truncated\" is missing"},
        {"\"podName\":\"web\"", "\"podName\":7", "item 0: field \"podName\" is not a string"},
        {"\"kubeNamespace\":\"team-a\"", "\"kubeNamespace\":[\"team-a\"]",
         "item 0: field \"kubeNamespace\" is not a string"},
        {"\"containerName\":\"nginx\"", "\"containerName\":{}",
         "item 0: field \"containerName\" is not a string"},
        {"\"ppid\":216,", "", "item 0: process 0: field \"ppid\" is missing"},
        {"\"state\":\"S\",", "", "item 0: process 0: field \"state\" is missing"},
        {"\"threads\":1", "\"threads\":null", "item 0: process 0: field \"threads\" is missing"},
        {"\"cpuSeconds\":0.02,", "", "item 0: process 0: field \"cpuSeconds\" is missing"},
        {"\"residentBytes\":2584576,", "", "item 0: process 0: field \"residentBytes\" is missing"},
        {"\"inode\":4026532601,\"device\":4", "\"inode\":4026532601",
         "item 0: namespace \"net\": field \"device\" is missing"},
        {"\"cpuSeconds\":0.02", "\"cpuSeconds\":3.6e130",
         "item 0: process 0: field \"cpuSeconds\" is no time"},
        {"\"cpuSeconds\":0.02", "\"cpuSeconds\":-1",
         "item 0: process 0: field \"cpuSeconds\" is no time"},
        {"\"inode\":4026532601", "\"inode\":-1",
         "item 0: namespace \"net\": field \"inode\" is not a whole number from 0"},
        {"\"inode\":4026532601,", "", "item 0: namespace \"net\": field \"inode\" is missing"},
        {"[267,1]", "[267,\"x\"]", "item 0: process 0: field \"nsPids\" is not a list of PIDs"},
        {"[\"nginx\",\"-g\"]", "[1]",
         "item 0: process 0: field \"command\" is not a list of strings"},
        {"\"id\":\"docker://2\",", "", "error 0: field \"id\" is missing"},
        {"\"items\":[", "\"itemz\":[", "field \"items\" is missing"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_FREE char *text = with(rows[i].from, rows[i].to);
        CLEANUP_REPORT struct report report = {0};
        assert_int_equal(read_report(text, &report, &err), -1);
        assert_error(&err, ERROR_BAD_REPLY, rows[i].message);
        assert_null(report.containers);
    }
}

// FULL with a field more in each of its objects, as a later v1 agent may send it.
static char *with_newer_fields(void)
{
    CLEANUP_STRBUF struct strbuf text = {0};

    for (const char *c = FULL; *c != '\0'; c++) {
        strbuf_add_char(&text, *c);
        if (*c == '{')
            strbuf_add_text(&text, "\"newer\":{\"x\":[1,null]},");
    }
    return xstrdup(strbuf_text(&text));
}

static void fields_of_later_versions_are_passed_over(void **state)
{
    (void)state;
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_REPORT struct report report = {0};
    CLEANUP_JSON json_t *original = NULL;
    CLEANUP_FREE char *text = with_newer_fields();

    assert_int_equal(json_parse(FULL, strlen(FULL), &original, &err), 0);
    assert_int_equal(read_report(text, &report, &err), 0);
    CLEANUP_JSON json_t *written = written_and_read(&report);
    assert_true(json_equal(original, written));
}

// What docs/agent-api.yaml does not require.
static void what_an_agent_need_not_say_is_unknown(void **state)
{
    static const char *const optional[] = {
        "\"bootID\":\"b\",",
        "\"kernelVersion\":\"6.1.0\",",
        "\"uptimeMilliseconds\":864001250,",
        "\"crossCheck\":{\"by\":\"docker\",\"pid\":268,\"agrees\":false},",
        "\"startTime\":\"2026-01-02T03:04:05Z\",\"podUID\":\"u\",",
        "\"nsPids\":[267,1],",
        "\"uid\":0,\"user\":\"root\",",
        ",\"command\":[\"nginx\",\"-g\"],\"commandTruncated\":true",
    };
    (void)state;
    CLEANUP_FREE char *text = xstrdup(FULL);
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_REPORT struct report report = {0};

    for (size_t i = 0; i < ARRAY_SIZE(optional); i++) {
        char *at = strstr(text, optional[i]);
        assert_non_null(at);
        memmove(at, at + strlen(optional[i]), strlen(at + strlen(optional[i])) + 1);
    }
    assert_int_equal(read_report(text, &report, &err), 0);
    const struct container_report *container = &report.containers[0];
    const struct process *process = &container->processes[0];
    assert_null(report.node.boot_id);
    assert_null(report.node.kernel_version);
    assert_int_equal(report.node.uptime_ms, 0);
    assert_null(container->cross_check.by);
    assert_int_equal(container->start_time, 0);
    assert_null(container->pod_uid);
    assert_int_equal(process->ns_pid_count, 0);
    assert_false(process->uid_known);
    assert_null(process->user);
    assert_false(process->command_known);
    assert_false(process->command_truncated);
}

static void namespaces_are_the_same_only_if_both_are_known(void **state)
{
    (void)state;
    struct ns_id a = {.state = NS_KNOWN, .inode = 5, .device = 4};
    struct ns_id other_device = {.state = NS_KNOWN, .inode = 5, .device = 3};
    struct ns_id unknown = {.state = NS_UNKNOWN};

    assert_true(ns_id_same(&a, &a));
    assert_false(ns_id_same(&a, &other_device));
    assert_false(ns_id_same(&unknown, &unknown));
}

static void a_cross_check_that_failed_has_an_error_alone(void **state)
{
    (void)state;
    char error[] = "cri: no";
    const struct container_report container = {.cross_check = {.error = error}};
    CLEANUP_JSON json_t *json = container_head_to_json(&container);
    CLEANUP_FREE char *text = json_dumps(json_object_get(json, "crossCheck"), JSON_COMPACT);

    assert_string_equal(text, "{\"error\":\"cri: no\"}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_is_read),
        cmocka_unit_test(what_is_read_is_written_back_the_same),
        cmocka_unit_test(unknown_fields_are_left_out_and_not_zero),
        cmocka_unit_test(a_container_that_no_pod_claims_has_no_pod),
        cmocka_unit_test(bytes_that_are_not_utf8_stay_readable_json),
        cmocka_unit_test(a_failed_request_has_a_body_of_its_own),
        cmocka_unit_test(replies_that_cannot_be_used_are_refused_with_the_place),
        cmocka_unit_test(fields_of_later_versions_are_passed_over),
        cmocka_unit_test(what_an_agent_need_not_say_is_unknown),
        cmocka_unit_test(namespaces_are_the_same_only_if_both_are_known),
        cmocka_unit_test(a_cross_check_that_failed_has_an_error_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
