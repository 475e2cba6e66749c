// SPDX-License-Identifier: Apache-2.0
#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "node-agent/collect/budget.h"
#include "test/unit/unit.h"

static struct process with_arguments(const char *first, const char *second)
{
    struct process process = {.command_known = true, .command_count = 2};

    process.command = xcalloc(2, sizeof(*process.command));
    process.command[0] = xstrdup(first);
    process.command[1] = xstrdup(second);
    return process;
}

static void what_fits_is_left_alone(void **state ATTR_UNUSED)
{
    CLEANUP(process_release) struct process process = with_arguments("a\"b", "\x1b\xff");
    struct budget budget = {0};

    assert_true(budget_take(&budget, &process));
    assert_int_equal(process.command_count, 2);
    assert_false(process.command_truncated);
    assert_int_equal(budget.processes, 1);
    assert_int_equal(budget.command_bytes, 32 + 4 + 32 + 6 + 3);
}

static void arguments_over_the_limit_are_cut_and_said_to_be(void **state ATTR_UNUSED)
{
    CLEANUP(process_release) struct process first = with_arguments("ab", "cd");
    CLEANUP(process_release) struct process next = with_arguments("", "");
    struct budget budget = {.command_bytes = LIMIT_REPORT_COMMANDS - 2 * 34 + 1};

    assert_true(budget_take(&budget, &first));
    assert_int_equal(first.command_count, 1);
    assert_string_equal(first.command[0], "ab");
    assert_true(first.command_truncated);
    budget.command_bytes = LIMIT_REPORT_COMMANDS;
    assert_true(budget_take(&budget, &next));
    assert_int_equal(next.command_count, 0);
    assert_true(next.command_truncated);
}

static void processes_over_the_limit_are_refused(void **state ATTR_UNUSED)
{
    struct process process = {0};
    struct budget budget = {.processes = LIMIT_PROCESSES_PER_REPORT - 1};

    assert_true(budget_take(&budget, &process));
    assert_false(budget_take(&budget, &process));
    assert_int_equal(budget.processes, LIMIT_PROCESSES_PER_REPORT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_fits_is_left_alone),
        cmocka_unit_test(arguments_over_the_limit_are_cut_and_said_to_be),
        cmocka_unit_test(processes_over_the_limit_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
