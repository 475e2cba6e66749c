// SPDX-License-Identifier: Apache-2.0
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/pod/process_order.h"
#include "test/unit/unit.h"

enum { NOW = 1000 };

// In no order at all: 7 and 3 are equal but for the PID, of 5 it is not known when it started.
static const struct process processes[] = {
    {.pid = 7, .start_time = 900, .cpu_seconds = 10, .resident_bytes = 500},
    {.pid = 5, .start_time = 0, .cpu_seconds = 99, .resident_bytes = 100},
    {.pid = 3, .start_time = 900, .cpu_seconds = 10, .resident_bytes = 500},
    {.pid = 9, .start_time = 990, .cpu_seconds = 8, .resident_bytes = 900},
};

static void check_order(enum process_order order, const uint64_t *pids)
{
    struct pod_report_list list = {0};
    struct report report = {.node.time = NOW};

    report.containers = xcalloc(2, sizeof(*report.containers));
    report.container_count = 2; // the second has none
    report.containers[0].processes = xcalloc(ARRAY_SIZE(processes), sizeof(*processes));
    report.containers[0].process_count = ARRAY_SIZE(processes);
    memcpy(report.containers[0].processes, processes, sizeof(processes));
    pod_report_list_add_node(&list, &report);
    pod_report_list_sort(&list, order, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(processes); i++)
        assert_int_equal(list.node_reports[0]->containers[0].processes[i].pid, pids[i]);
    pod_report_list_release(&list);
}

static void processes_are_ordered_by_each_key(void **state)
{
    (void)state;
    check_order(ORDER_PID, (const uint64_t[]){3, 5, 7, 9});
    check_order(ORDER_CPU, (const uint64_t[]){9, 3, 7, 5});
    check_order(ORDER_MEMORY, (const uint64_t[]){9, 3, 7, 5});
    check_order(ORDER_TIME, (const uint64_t[]){5, 3, 7, 9});
}

// A pod with a container for each of the amounts, which is what its only process uses; 0: it has
// no report.
static void add_pod(struct pod_report_list *list, const char *name, const uint64_t *bytes,
                    size_t count)
{
    struct report report = {.node.time = NOW};
    struct pod_report item = {.pod.name = xstrdup(name)};

    report.containers = xcalloc(count, sizeof(*report.containers));
    report.container_count = count;
    item.pod.containers = xcalloc(count, sizeof(*item.pod.containers));
    item.pod.container_count = item.container_count = count;
    item.containers = xcalloc(count, sizeof(*item.containers));
    for (size_t i = 0; i < count; i++) {
        report.containers[i].processes = xcalloc(1, sizeof(struct process));
        report.containers[i].processes[0].resident_bytes = bytes[i];
        report.containers[i].process_count = 1;
    }
    const struct report *kept = pod_report_list_add_node(list, &report);
    item.node = &kept->node;
    for (size_t i = 0; i < count; i++) {
        item.containers[i].container = &item.pod.containers[i];
        item.containers[i].report = bytes[i] == 0 ? NULL : &kept->containers[i];
    }
    pod_report_list_add(list, &item);
}

static void check_pods(const struct pod_report_list *list, const char *names)
{
    CLEANUP_STRBUF struct strbuf found = {0};

    for (size_t i = 0; i < list->count; i++)
        strbuf_add_text(&found, list->items[i].pod.name);
    assert_string_equal(strbuf_text(&found), names);
}

static void pods_and_containers_are_ordered_by_what_their_processes_come_to(void **state)
{
    struct pod_report_list list = {0};
    (void)state;
    add_pod(&list, "a", (const uint64_t[]){0}, 1);
    add_pod(&list, "b", (const uint64_t[]){100, 300, 200}, 3);
    add_pod(&list, "c", (const uint64_t[]){0}, 1);
    add_pod(&list, "d", (const uint64_t[]){599, 2}, 2);
    pod_report_list_sort(&list, ORDER_MEMORY, NULL);
    check_pods(&list, "dbac");
    assert_int_equal(list.items[1].containers[0].report->processes[0].resident_bytes, 300);
    assert_int_equal(list.items[1].containers[2].report->processes[0].resident_bytes, 100);
    pod_report_list_sort(&list, ORDER_PID, NULL);
    check_pods(&list, "abcd");
    assert_int_equal(list.items[1].containers[0].report->processes[0].resident_bytes, 100);
    pod_report_list_release(&list);
}

static void the_share_of_a_cpu_is_that_of_the_life(void **state)
{
    static const struct {
        double cpu_seconds;
        int64_t start_time;
        double share;
    } rows[] = {
        {50, 900, 0.5},        {400, 900, 4},
        {0, 900, 0},           {0.02, NOW, 0.02}, // not even a second old
        {0.02, NOW + 5, 0.02}, {50, 0, -1},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        const struct process process = {.cpu_seconds = rows[i].cpu_seconds,
                                        .start_time = rows[i].start_time};
        assert_float_equal(process_cpu_share(&process, NOW), rows[i].share, 1e-6);
        assert_float_equal(process_cpu_share(&process, 0), -1, 1e-6);
    }
}

static void an_order_is_found_by_its_name(void **state)
{
    static const struct {
        const char *name;
        enum process_order order;
    } rows[] = {
        {"cpu", ORDER_CPU},   {"memory", ORDER_MEMORY}, {"pid", ORDER_PID},
        {"time", ORDER_TIME}, {"", ORDER_TIME},         {NULL, ORDER_TIME},
    };
    CLEANUP_ERROR struct error err = {0};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        enum process_order order = ORDER_PID;
        assert_int_equal(process_order_find(rows[i].name, ORDER_TIME, &order, &err), 0);
        assert_int_equal(order, rows[i].order);
    }
}

static void an_order_that_does_not_exist_is_refused_as_by_kubectl_top(void **state)
{
    static const char *const names[] = {"CPU", "cpu ", "rss", "{.cpu}"};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        CLEANUP_ERROR struct error err = {0};
        enum process_order order = ORDER_TIME;
        assert_int_equal(process_order_find(names[i], ORDER_PID, &order, &err), -1);
        assert_error(&err, ERROR_BAD_REQUEST, "--sort-by accepts only cpu, memory, pid or time");
        assert_int_equal(order, ORDER_TIME);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(processes_are_ordered_by_each_key),
        cmocka_unit_test(pods_and_containers_are_ordered_by_what_their_processes_come_to),
        cmocka_unit_test(the_share_of_a_cpu_is_that_of_the_life),
        cmocka_unit_test(an_order_is_found_by_its_name),
        cmocka_unit_test(an_order_that_does_not_exist_is_refused_as_by_kubectl_top),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
