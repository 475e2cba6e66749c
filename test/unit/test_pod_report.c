// SPDX-License-Identifier: Apache-2.0
#include "test/unit/pod_fixture.h"

static enum ns_verdict verdict(const struct pod_report_list *list, size_t container, int kind)
{
    return list->items[0].containers[container].verdicts[kind];
}

static void each_running_container_has_its_own_report(void **state)
{
    CLEANUP(pod_report_list_release) struct pod_report_list list = {0};

    (void)state;
    fixture_add("several", &list);
    const struct pod_report *pod = &list.items[0];
    assert_int_equal(pod->container_count, 5);
    assert_null(pod->containers[0].report);
    assert_int_equal(pod->containers[0].error.code, ERROR_NONE);
    assert_int_equal(pod->containers[1].report->pid, 990);
    assert_int_equal(pod->containers[2].report->pid, 1001);
    assert_int_equal(pod->containers[3].report->pid, 1010);
    assert_int_equal(pod->containers[4].report->pid, 1100);
    assert_string_equal(pod->node->name, "node-a");
}

static void verdicts_compare_all_containers_of_the_pod(void **state)
{
    CLEANUP(pod_report_list_release) struct pod_report_list list = {0};

    (void)state;
    fixture_add("several", &list);
    // The debugger joined the PID namespace of app alone.
    assert_int_equal(verdict(&list, 2, NS_PID), VERDICT_POD);
    assert_int_equal(verdict(&list, 3, NS_PID), VERDICT_OWN);
    assert_int_equal(verdict(&list, 4, NS_PID), VERDICT_POD);
    assert_int_equal(verdict(&list, 3, NS_NET), VERDICT_POD);
    assert_int_equal(verdict(&list, 3, NS_MNT), VERDICT_OWN);
    assert_int_equal(verdict(&list, 3, NS_USER), VERDICT_NODE);
}

static void a_running_container_without_a_report_says_why(void **state)
{
    CLEANUP(pod_report_list_release) struct pod_report_list list = {0};

    (void)state;
    fixture_add("partial", &list);
    const struct pod_report *pod = &list.items[0];
    assert_error(&pod->containers[1].error, ERROR_NOT_FOUND,
                 "no process of it was found on this node");
    assert_error(&pod->containers[2].error, ERROR_BAD_REPLY,
                 "container ID \"rkt://nonsense\" does not have 64 lower-case hex digits after "
                 "\"://\"");
    assert_int_equal(verdict(&list, 0, NS_PID), VERDICT_UNKNOWN);
    assert_int_equal(verdict(&list, 0, NS_USER), VERDICT_NODE);
    assert_int_equal(verdict(&list, 0, NS_TIME), VERDICT_ABSENT);
}

static void a_container_that_the_reply_leaves_out_is_an_error(void **state)
{
    CLEANUP(pod_report_list_release) struct pod_report_list list = {0};
    CLEANUP_POD struct pod pod = {0};
    struct report empty = {0};
    struct pod_report joined = {0};

    (void)state;
    fixture_pod("single", &pod);
    pod_report_join(&pod, pod_report_list_add_node(&list, &empty), &joined);
    pod_report_list_add(&list, &joined);
    assert_null(list.items[0].containers[0].report);
    assert_error(&list.items[0].containers[0].error, ERROR_BAD_REPLY,
                 "the agent's reply leaves it out");
}

// Of "partial" the third has an ID that nobody can be asked for: its own error stays.
static void where_nobody_answered_each_running_container_has_the_reason(void **state)
{
    CLEANUP(pod_report_list_release) struct pod_report_list list = {0};
    CLEANUP_POD struct pod pod = {0};
    struct pod_report joined = {0};
    CLEANUP_ERROR struct error why = {0};

    (void)state;
    error_set(&why, ERROR_TIMEOUT, "nobody is at home");
    fixture_pod("partial", &pod);
    pod_report_join_failed(&pod, &why, &joined);
    pod_report_list_add(&list, &joined);
    const struct pod_report_container *containers = list.items[0].containers;
    assert_error(&containers[0].error, ERROR_TIMEOUT, "nobody is at home");
    assert_true(containers[0].error_is_told);
    assert_int_equal(containers[2].error.code, ERROR_BAD_REPLY);
    assert_false(containers[2].error_is_told);
    assert_null(list.items[0].node);
}

static void a_selected_container_keeps_the_verdicts_of_the_whole_pod(void **state)
{
    CLEANUP(pod_report_list_release) struct pod_report_list list = {0};

    (void)state;
    fixture_add("several", &list);
    pod_report_select(&list.items[0], "log");
    assert_int_equal(list.items[0].container_count, 1);
    assert_string_equal(list.items[0].containers[0].container->name, "log");
    assert_int_equal(verdict(&list, 0, NS_NET), VERDICT_POD);
}

static void selecting_drops_the_errors_of_the_others(void **state)
{
    CLEANUP(pod_report_list_release) struct pod_report_list list = {0};

    (void)state;
    fixture_add("partial", &list);
    pod_report_select(&list.items[0], "seen");
    assert_int_equal(list.items[0].container_count, 1);
    assert_int_equal(list.items[0].containers[0].error.code, ERROR_NONE);
    assert_int_equal(list.items[0].containers[0].report->pid, 4001);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_running_container_has_its_own_report),
        cmocka_unit_test(verdicts_compare_all_containers_of_the_pod),
        cmocka_unit_test(a_running_container_without_a_report_says_why),
        cmocka_unit_test(a_container_that_the_reply_leaves_out_is_an_error),
        cmocka_unit_test(where_nobody_answered_each_running_container_has_the_reason),
        cmocka_unit_test(a_selected_container_keeps_the_verdicts_of_the_whole_pod),
        cmocka_unit_test(selecting_drops_the_errors_of_the_others),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
