// SPDX-License-Identifier: Apache-2.0
#include "common/base/attributes.h"
#include "common/model/report.h"
#include "test/unit/unit.h"

static uint64_t init_pids[] = {267, 1};
static uint64_t child_pids[] = {300, 9};
static uint64_t nested_pids[] = {301, 10, 1};
static uint64_t outside_pids[] = {302};

static struct process processes[] = {
    {.pid = 267, .ns_pids = init_pids, .ns_pid_count = 2},
    {.pid = 300, .ns_pids = child_pids, .ns_pid_count = 2},
    {.pid = 301, .ns_pids = nested_pids, .ns_pid_count = 3},
    {.pid = 302, .ns_pids = outside_pids, .ns_pid_count = 1},
    {.pid = 303},
};

static void the_pid_inside_is_that_of_the_containers_own_namespace(void **state ATTR_UNUSED)
{
    const struct container_report container = {
        .pid = 267, .processes = processes, .process_count = ARRAY_SIZE(processes)};
    static const uint64_t expected[] = {1, 9, 10, 0, 0};

    for (size_t i = 0; i < ARRAY_SIZE(expected); i++)
        assert_int_equal(container_report_pid_inside(&container, &processes[i]), expected[i]);
}

static void without_init_it_is_the_processs_own(void **state ATTR_UNUSED)
{
    const struct container_report container = {
        .pid = 267, .processes = &processes[2], .process_count = 1};

    assert_int_equal(container_report_pid_inside(&container, &processes[2]), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pid_inside_is_that_of_the_containers_own_namespace),
        cmocka_unit_test(without_init_it_is_the_processs_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
