// SPDX-License-Identifier: Apache-2.0
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/pod/process_tree.h"
#include "test/unit/unit.h"

enum { MANY = 32768 };

// Draws the tree of "PID:PPID" pairs as lines of their PIDs.
static void check(const struct process *processes, size_t count, const char *expected)
{
    CLEANUP_FREE struct process_branch *branches = xcalloc(count, sizeof(*branches));
    CLEANUP_STRBUF struct strbuf text = {0};

    process_tree(processes, count, branches);
    for (size_t i = 0; i < count; i++) {
        process_tree_add_lines(&branches[i], &text);
        strbuf_add_format(&text, "%d\n", (int)processes[branches[i].index].pid);
    }
    assert_string_equal(strbuf_text(&text), expected);
}

#define CHECK(expected, ...)                                                                       \
    do {                                                                                           \
        const struct process processes[] = {__VA_ARGS__};                                          \
        check(processes, ARRAY_SIZE(processes), expected);                                         \
    } while (0)
#define P(number, parent)                                                                          \
    {                                                                                              \
        .pid = (number), .ppid = (parent)                                                          \
    }

static void children_stand_under_their_parents(void **state)
{
    (void)state;
    check(NULL, 0, "");
    CHECK("1\n", P(1, 0));
    // As `ps f` draws it.
    CHECK("10\n"
          " \\_ 11\n"
          " |   \\_ 13\n"
          " |   |   \\_ 16\n"
          " |   \\_ 14\n"
          " \\_ 12\n"
          "     \\_ 15\n",
          P(10, 1), P(11, 10), P(12, 10), P(13, 11), P(14, 11), P(15, 12), P(16, 13));
}

static void children_keep_the_order_of_the_list(void **state)
{
    (void)state;
    // A child may stand before its parent there.
    CHECK("5\n"
          " \\_ 9\n"
          " \\_ 7\n"
          " \\_ 8\n",
          P(9, 5), P(7, 5), P(5, 1), P(8, 5));
}

static void those_with_a_parent_outside_begin_at_the_left(void **state)
{
    (void)state;
    CHECK("20\n"
          " \\_ 21\n"
          "30\n"
          "40\n"
          " \\_ 41\n",
          P(20, 3), P(21, 20), P(30, 3), P(40, 0), P(41, 40));
}

static void parents_in_a_circle_are_each_shown_once(void **state)
{
    (void)state;
    CHECK("1\n", P(1, 1));
    CHECK("1\n"
          " \\_ 2\n",
          P(1, 2), P(2, 1));
    CHECK("2\n"
          " \\_ 1\n"
          " \\_ 4\n"
          "     \\_ 3\n"
          "5\n",
          P(1, 2), P(2, 3), P(3, 4), P(4, 2), P(5, 5));
}

static void of_several_with_one_pid_the_first_has_the_children(void **state)
{
    (void)state;
    CHECK("7\n"
          " \\_ 8\n"
          " \\_ 8\n"
          "7\n",
          P(7, 1), P(8, 7), P(7, 1), P(8, 7));
}

static void a_chain_of_any_length_is_drawn_to_a_depth(void **state)
{
    CLEANUP_FREE struct process *chain = xcalloc(MANY, sizeof(*chain));
    CLEANUP_FREE struct process_branch *branches = xcalloc(MANY, sizeof(*branches));
    CLEANUP_STRBUF struct strbuf text = {0};

    (void)state;
    for (size_t i = 0; i < MANY; i++)
        chain[i] = (struct process)P(i + 1, i);
    process_tree(chain, MANY, branches);
    for (size_t i = 0; i < MANY; i++) {
        assert_int_equal(branches[i].index, i);
        assert_int_equal(branches[i].level, i < PROCESS_TREE_LEVELS ? i : PROCESS_TREE_LEVELS);
        process_tree_add_lines(&branches[i], &text);
    }
    assert_true(text.len < (size_t)MANY * 100);
}

static void a_process_with_many_children_takes_no_more_time_than_a_chain(void **state)
{
    CLEANUP_FREE struct process *star = xcalloc(MANY, sizeof(*star));
    CLEANUP_FREE struct process_branch *branches = xcalloc(MANY, sizeof(*branches));

    (void)state;
    for (size_t i = 0; i < MANY; i++)
        star[i] = (struct process)P(i + 1, 1);
    process_tree(star, MANY, branches);
    for (size_t i = 0; i < MANY; i++)
        assert_int_equal(branches[i].level, i == 0 ? 0 : 1);
    assert_int_equal(branches[MANY - 2].continued, 2);
    assert_int_equal(branches[MANY - 1].continued, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(children_stand_under_their_parents),
        cmocka_unit_test(children_keep_the_order_of_the_list),
        cmocka_unit_test(those_with_a_parent_outside_begin_at_the_left),
        cmocka_unit_test(parents_in_a_circle_are_each_shown_once),
        cmocka_unit_test(of_several_with_one_pid_the_first_has_the_children),
        cmocka_unit_test(a_chain_of_any_length_is_drawn_to_a_depth),
        cmocka_unit_test(a_process_with_many_children_takes_no_more_time_than_a_chain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
