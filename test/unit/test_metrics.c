// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/metrics.h"
#include "test/unit/unit.h"

static const char *const routes[] = {"/healthz", "/v1/node"};

static void assert_has(const struct strbuf *text, const char *line)
{
    if (strstr(strbuf_text(text), line) == NULL)
        fail_msg("no \"%s\" in:\n%s", line, strbuf_text(text));
}

static void counts_by_path_and_code_in_bounded_labels(void **state ATTR_UNUSED)
{
    CLEANUP(metrics_free) struct metrics *metrics = metrics_new(routes, ARRAY_SIZE(routes));
    CLEANUP_STRBUF struct strbuf text = {0};

    metrics_request(metrics, "/healthz", 200, 100);
    metrics_request(metrics, "/healthz", 200, 100);
    metrics_request(metrics, "/v1/node", 405, 100);
    metrics_request(metrics, NULL, 404, 100);
    metrics_request(metrics, "/made/up", 404, 100);
    metrics_request(metrics, "/healthz", 299, 100);
    metrics_add_text(metrics, &(struct readers_stats){0}, &text);
    assert_has(&text, "\nnsinfo_agent_requests_total{path=\"/healthz\",code=\"200\"} 2\n");
    assert_has(&text, "\nnsinfo_agent_requests_total{path=\"/v1/node\",code=\"405\"} 1\n");
    assert_has(&text, "\nnsinfo_agent_requests_total{path=\"other\",code=\"404\"} 2\n");
    assert_has(&text, "\nnsinfo_agent_requests_total{path=\"/healthz\",code=\"other\"} 1\n");
}

static void durations_are_a_cumulative_histogram(void **state ATTR_UNUSED)
{
    CLEANUP(metrics_free) struct metrics *metrics = metrics_new(routes, ARRAY_SIZE(routes));
    CLEANUP_STRBUF struct strbuf text = {0};

    metrics_request(metrics, "/healthz", 200, 250);
    metrics_request(metrics, "/healthz", 200, 251);
    metrics_request(metrics, "/healthz", 200, 60000000);
    metrics_add_text(metrics, &(struct readers_stats){0}, &text);
#define DURATION "nsinfo_agent_request_duration_seconds"
    assert_has(&text, DURATION "_bucket{path=\"/healthz\",le=\"0.00025\"} 1\n");
    assert_has(&text, DURATION "_bucket{path=\"/healthz\",le=\"0.0005\"} 2\n");
    assert_has(&text, DURATION "_bucket{path=\"/healthz\",le=\"10\"} 2\n");
    assert_has(&text, DURATION "_bucket{path=\"/healthz\",le=\"+Inf\"} 3\n");
    assert_has(&text, DURATION "_sum{path=\"/healthz\"} 60.000501\n");
    assert_has(&text, DURATION "_count{path=\"/healthz\"} 3\n");
}

static void counts_containers_and_processes(void **state ATTR_UNUSED)
{
    CLEANUP(metrics_free) struct metrics *metrics = metrics_new(routes, ARRAY_SIZE(routes));
    struct container_error errors[] = {{.code = ERROR_GONE}, {.code = ERROR_NOT_FOUND}};
    char cri[] = "cri";
    struct container_report containers[] = {
        {.pid = 1},
        {.pid = 2, .cross_check = {.by = cri, .pid = 2, .agrees = true}},
        {.pid = 3, .cross_check = {.by = cri, .pid = 2}},
        {.pid = 4, .cross_check = {.by = cri, .pid = 5}},
        {.pid = 5, .cross_check = {.error = cri}},
    };
    const struct report report = {.containers = containers,
                                  .container_count = ARRAY_SIZE(containers),
                                  .errors = errors,
                                  .error_count = ARRAY_SIZE(errors)};
    CLEANUP_STRBUF struct strbuf text = {0};

    metrics_collected(metrics, &report, &(struct collect_stats){500, 2});
    metrics_in_flight(metrics, 1);
    metrics_add_text(metrics, &(struct readers_stats){0}, &text);
    assert_has(&text, "\nnsinfo_agent_containers_resolved_total 5\n");
    assert_has(&text, "\nnsinfo_agent_container_errors_total{code=\"Gone\"} 1\n");
    assert_has(&text, "\nnsinfo_agent_container_errors_total{code=\"NotFound\"} 1\n");
    assert_has(&text, "\nnsinfo_agent_cross_checks_total{result=\"agrees\"} 1\n");
    assert_has(&text, "\nnsinfo_agent_cross_checks_total{result=\"disagrees\"} 2\n");
    assert_has(&text, "\nnsinfo_agent_cross_checks_total{result=\"failed\"} 1\n");
    assert_has(&text, "\nnsinfo_agent_processes_read_total 500\n");
    assert_has(&text, "\nnsinfo_agent_processes_gone_total 2\n");
    assert_has(&text, "\nnsinfo_agent_requests_in_flight 1\n");
    assert_has(&text, "nsinfo_agent_build_info{version=\"" NSINFO_VERSION "\"} 1\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_by_path_and_code_in_bounded_labels),
        cmocka_unit_test(durations_are_a_cumulative_histogram),
        cmocka_unit_test(counts_containers_and_processes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
