// SPDX-License-Identifier: Apache-2.0
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/pod/cpu_samples.h"
#include "test/unit/unit.h"

#define ID "containerd://a"

// A round of reports: one container of one node.
struct round {
    uint64_t uptime_ms;
    int64_t time;
    const char *id;
    struct process process;
};

static void round_list(const struct round *round, struct pod_report_list *list)
{
    struct report report = {.node = {.time = round->time, .uptime_ms = round->uptime_ms}};

    report.containers = xcalloc(1, sizeof(*report.containers));
    report.container_count = 1;
    report.containers[0].id = xstrdup(round->id);
    report.containers[0].processes = xcalloc(1, sizeof(round->process));
    report.containers[0].process_count = 1;
    report.containers[0].processes[0] = round->process;
    pod_report_list_add_node(list, &report);
}

static double share(const struct round *before, const struct round *now)
{
    CLEANUP(pod_report_list_release) struct pod_report_list first = {0};
    CLEANUP(pod_report_list_release) struct pod_report_list second = {0};
    CLEANUP_CPU_SAMPLES struct cpu_samples samples = {0};

    round_list(before, &first);
    round_list(now, &second);
    cpu_samples_take(&first, &samples);
    const struct report *report = second.node_reports[0];
    return cpu_samples_share(&samples, &report->node, &report->containers[0],
                             &report->containers[0].processes[0]);
}

static void the_share_is_what_was_used_between_two_rounds(void **state)
{
    static const struct {
        const char *what;
        struct round before;
        struct round now;
        double share;
    } rows[] = {
        {"all of a CPU",
         {10000, 1000, ID, {.pid = 7, .start_time = 500, .cpu_seconds = 20}},
         {12500, 1002, ID, {.pid = 7, .start_time = 500, .cpu_seconds = 22.5}},
         1},
        {"nothing",
         {10000, 1000, ID, {.pid = 7, .start_time = 500, .cpu_seconds = 20}},
         {12500, 1002, ID, {.pid = 7, .start_time = 500, .cpu_seconds = 20}},
         0},
        {"the clock was set back: the uptime counts",
         {10000, 1000, ID, {.pid = 7, .start_time = 500, .cpu_seconds = 20}},
         {12000, 90, ID, {.pid = 7, .start_time = 500, .cpu_seconds = 21}},
         0.5},
        {"an agent that tells the time alone",
         {0, 1000, ID, {.pid = 7, .start_time = 500, .cpu_seconds = 20}},
         {0, 1004, ID, {.pid = 7, .start_time = 500, .cpu_seconds = 21}},
         0.25},
        {"a process that has begun since",
         {10000, 1000, ID, {.pid = 7, .start_time = 500, .cpu_seconds = 20}},
         {12000, 1002, ID, {.pid = 8, .start_time = 1001, .cpu_seconds = 1}},
         0.5},
        {"the PID of another that has begun since",
         {10000, 1000, ID, {.pid = 7, .start_time = 500, .cpu_seconds = 20}},
         {12000, 1002, ID, {.pid = 7, .start_time = 1001, .cpu_seconds = 1}},
         0.5},
        {"less than before, which cannot be",
         {10000, 1000, ID, {.pid = 7, .start_time = 500, .cpu_seconds = 20}},
         {12000, 1002, ID, {.pid = 7, .start_time = 500, .cpu_seconds = 10}},
         0},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        double got = share(&rows[i].before, &rows[i].now);
        if (got < rows[i].share - 1e-6 || got > rows[i].share + 1e-6)
            fail_msg("%s: %f instead of %f", rows[i].what, got, rows[i].share);
    }
}

static void where_that_cannot_be_told_it_is_the_share_of_the_life(void **state)
{
    static const struct round now = {
        12000, 1002, ID, {.pid = 7, .start_time = 992, .cpu_seconds = 2}};
    static const struct round others[] = {
        {10000, 1000, "containerd://b", {.pid = 7, .start_time = 992, .cpu_seconds = 1}},
        // An old process of the container that was not seen then: the list was cut.
        {10000, 1000, ID, {.pid = 9, .start_time = 992, .cpu_seconds = 1}},
        // The node was started anew.
        {99000, 1000, ID, {.pid = 7, .start_time = 992, .cpu_seconds = 1}},
        // The same report once more.
        {12000, 1002, ID, {.pid = 7, .start_time = 992, .cpu_seconds = 2}},
        // Neither time is known.
        {0, 0, ID, {.pid = 7, .start_time = 992, .cpu_seconds = 1}},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        assert_float_equal(share(&others[i], &now), 0.2, 1e-6);
}

static void without_samples_it_is_the_share_of_the_life(void **state)
{
    const struct node_info node = {.time = 1002, .uptime_ms = 12000};
    const struct container_report container = {.id = (char[]){ID}};
    const struct process process = {.pid = 7, .start_time = 992, .cpu_seconds = 2};
    const struct cpu_samples none = {0};

    (void)state;
    assert_float_equal(cpu_samples_share(NULL, &node, &container, &process), 0.2, 1e-6);
    assert_float_equal(cpu_samples_share(&none, &node, &container, &process), 0.2, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_share_is_what_was_used_between_two_rounds),
        cmocka_unit_test(where_that_cannot_be_told_it_is_the_share_of_the_life),
        cmocka_unit_test(without_samples_it_is_the_share_of_the_life),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
