// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/key.h"
#include "kubectl-nsinfo/cli/watch_state.h"
#include "test/unit/unit.h"

static void letters_change_the_order(void **state)
{
    struct watch_state watch = {ORDER_CPU, false, 3};

    (void)state;
    assert_int_equal(watch_follow_key(&watch, 'm', 20, 10), WATCH_ARRANGED);
    assert_int_equal(watch.order, ORDER_MEMORY);
    assert_int_equal(watch_follow_key(&watch, 'p', 20, 10), WATCH_ARRANGED);
    assert_int_equal(watch.order, ORDER_PID);
    assert_int_equal(watch_follow_key(&watch, 'c', 20, 10), WATCH_ARRANGED);
    assert_int_equal(watch.order, ORDER_CPU);
    assert_int_equal(watch_follow_key(&watch, 't', 20, 10), WATCH_ARRANGED);
    assert_true(watch.tree);
    assert_int_equal(watch_follow_key(&watch, 't', 20, 10), WATCH_ARRANGED);
    assert_false(watch.tree);
    assert_int_equal(watch.first, 3);
}

static void q_alone_quits(void **state)
{
    static const int others[] = {'Q', 'x', ' ', KEY_OTHER, 3, 27};
    struct watch_state watch = {ORDER_CPU, false, 3};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        assert_int_equal(watch_follow_key(&watch, others[i], 20, 10), WATCH_NOTHING);
    assert_int_equal(watch.order, ORDER_CPU);
    assert_int_equal(watch.first, 3);
    assert_int_equal(watch_follow_key(&watch, 'q', 20, 10), WATCH_QUIT);
}

static void arrows_and_pages_scroll_within_the_lines(void **state)
{
    static const struct {
        int key;
        size_t first, lines, visible, then;
    } rows[] = {
        {KEY_DOWN, 0, 20, 10, 1},
        {KEY_DOWN, 10, 20, 10, 10},
        {KEY_DOWN, 0, 5, 10, 0},
        {KEY_UP, 5, 20, 10, 4},
        {KEY_UP, 0, 20, 10, 0},
        {KEY_PAGE_DOWN, 0, 30, 10, 9},
        {KEY_PAGE_DOWN, 9, 30, 10, 18},
        {KEY_PAGE_DOWN, 18, 30, 10, 20},
        {KEY_PAGE_UP, 20, 30, 10, 11},
        {KEY_PAGE_UP, 4, 30, 10, 0},
        {KEY_HOME, 17, 30, 10, 0},
        {KEY_END, 0, 30, 10, 20},
        {KEY_END, 0, 5, 10, 0},
        // There are fewer lines than there were.
        {KEY_UP, 25, 20, 10, 9},
        {KEY_PAGE_UP, 99, 20, 10, 1},
        {KEY_DOWN, 99, 20, 10, 10},
        // A window without room for a line.
        {KEY_PAGE_DOWN, 0, 20, 0, 1},
        {KEY_PAGE_UP, 5, 20, 1, 4},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct watch_state watch = {ORDER_CPU, false, rows[i].first};
        assert_int_equal(watch_follow_key(&watch, rows[i].key, rows[i].lines, rows[i].visible),
                         WATCH_SCROLLED);
        if (watch.first != rows[i].then)
            fail_msg("row %zu: %zu instead of %zu", i, watch.first, rows[i].then);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_change_the_order),
        cmocka_unit_test(q_alone_quits),
        cmocka_unit_test(arrows_and_pages_scroll_within_the_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
