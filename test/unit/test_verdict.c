// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/verdict.h"
#include "test/unit/unit.h"

static const struct ns_id absent = {.state = NS_ABSENT};
static const struct ns_id unread = {.state = NS_UNKNOWN};
static const struct ns_id node = {.state = NS_KNOWN, .inode = 100, .device = 4};
static const struct ns_id mine = {.state = NS_KNOWN, .inode = 201, .device = 4};
static const struct ns_id same_as_mine = {.state = NS_KNOWN, .inode = 201, .device = 4};
static const struct ns_id different = {.state = NS_KNOWN, .inode = 202, .device = 4};
static const struct ns_id other_device = {.state = NS_KNOWN, .inode = 201, .device = 5};

struct row {
    const struct ns_id *id;
    const struct ns_id *node;
    const struct ns_id *others[3];
    size_t count;
    enum ns_verdict verdict;
};

static void check(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct row *row = &rows[i];
        enum ns_verdict verdict = ns_verdict(row->id, row->node, row->others, row->count);
        if (verdict != row->verdict)
            fail_msg("row %zu: %d instead of %d", i, verdict, row->verdict);
    }
}

static void a_namespace_that_nobody_else_has_is_own(void **state)
{
    static const struct row rows[] = {
        {&mine, &node, {NULL}, 0, VERDICT_OWN},
        {&mine, &node, {&different}, 1, VERDICT_OWN},
        {&mine, &node, {&different, &different}, 2, VERDICT_OWN},
        {&mine, &node, {&other_device}, 1, VERDICT_OWN},
    };
    (void)state;
    check(rows, ARRAY_SIZE(rows));
}

static void a_namespace_of_another_container_is_the_pods(void **state)
{
    static const struct row rows[] = {
        {&mine, &node, {&same_as_mine}, 1, VERDICT_POD},
        {&mine, &node, {&different, &same_as_mine}, 2, VERDICT_POD},
        // What the third one has does not matter any more.
        {&mine, &node, {&same_as_mine, &unread, NULL}, 3, VERDICT_POD},
    };
    (void)state;
    check(rows, ARRAY_SIZE(rows));
}

static void the_nodes_namespace_is_the_nodes_whoever_else_has_it(void **state)
{
    static const struct row rows[] = {
        {&node, &node, {NULL}, 0, VERDICT_NODE},
        {&node, &node, {&node, NULL, &unread}, 3, VERDICT_NODE},
    };
    (void)state;
    check(rows, ARRAY_SIZE(rows));
}

static void without_all_others_nothing_is_called_own(void **state)
{
    static const struct row rows[] = {
        {&mine, &node, {NULL}, 1, VERDICT_UNKNOWN},
        {&mine, &node, {&unread}, 1, VERDICT_UNKNOWN},
        {&mine, &node, {&different, &absent}, 2, VERDICT_UNKNOWN},
    };
    (void)state;
    check(rows, ARRAY_SIZE(rows));
}

static void without_the_nodes_own_nothing_is_called_shared_or_own(void **state)
{
    static const struct row rows[] = {
        {&mine, &unread, {NULL}, 0, VERDICT_UNKNOWN},
        {&mine, &absent, {NULL}, 0, VERDICT_UNKNOWN},
        {&mine, &unread, {&same_as_mine}, 1, VERDICT_UNKNOWN},
    };
    (void)state;
    check(rows, ARRAY_SIZE(rows));
}

static void what_was_not_read_is_unknown_and_what_is_not_there_is_absent(void **state)
{
    static const struct row rows[] = {
        {&unread, &node, {NULL}, 0, VERDICT_UNKNOWN},
        {&unread, &unread, {&unread}, 1, VERDICT_UNKNOWN},
        {&absent, &absent, {&absent}, 1, VERDICT_ABSENT},
        {&absent, &node, {NULL}, 0, VERDICT_ABSENT},
    };
    (void)state;
    check(rows, ARRAY_SIZE(rows));
}

static void verdicts_have_the_words_of_the_design(void **state)
{
    (void)state;
    assert_string_equal(ns_verdict_name(VERDICT_OWN), "own");
    assert_string_equal(ns_verdict_name(VERDICT_POD), "pod");
    assert_string_equal(ns_verdict_name(VERDICT_NODE), "node");
    assert_string_equal(ns_verdict_name(VERDICT_UNKNOWN), "unknown");
    assert_null(ns_verdict_name(VERDICT_ABSENT));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_namespace_that_nobody_else_has_is_own),
        cmocka_unit_test(a_namespace_of_another_container_is_the_pods),
        cmocka_unit_test(the_nodes_namespace_is_the_nodes_whoever_else_has_it),
        cmocka_unit_test(without_all_others_nothing_is_called_own),
        cmocka_unit_test(without_the_nodes_own_nothing_is_called_shared_or_own),
        cmocka_unit_test(what_was_not_read_is_unknown_and_what_is_not_there_is_absent),
        cmocka_unit_test(verdicts_have_the_words_of_the_design),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
