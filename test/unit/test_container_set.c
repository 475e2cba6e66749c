// SPDX-License-Identifier: Apache-2.0
#include "node-agent/resolve/container_set.h"
#include "test/unit/unit.h"

// 64 hex digits that differ in their last ones.
static const char *id_of(unsigned number)
{
    static char id[CONTAINER_ID_LEN + 1];

    snprintf(id, sizeof(id), "%064x", number);
    return id;
}

static void keeps_the_order_in_which_ids_came(void **state ATTR_UNUSED)
{
    CLEANUP_CONTAINER_SET struct container_set set = {0};
    enum { COUNT = 300, STEP = 7919 };

    for (unsigned i = 0; i < COUNT; i++)
        assert_int_equal(container_set_add(&set, id_of(i * STEP % 65537)), (long)i);
    for (unsigned i = 0; i < COUNT; i++) {
        assert_int_equal(container_set_add(&set, id_of(i * STEP % 65537)), (long)i);
        assert_int_equal(container_set_find(&set, id_of(i * STEP % 65537)), (long)i);
        assert_string_equal(set.entries[i].ref.id, id_of(i * STEP % 65537));
    }
    assert_int_equal(set.count, COUNT);
    assert_int_equal(container_set_find(&set, id_of(65537)), CONTAINER_SET_NONE);
}

static void an_empty_set_finds_nothing(void **state ATTR_UNUSED)
{
    CLEANUP_CONTAINER_SET struct container_set set = {0};

    assert_int_equal(container_set_find(&set, id_of(1)), CONTAINER_SET_NONE);
    container_set_sort_members(&set);
}

static void members_are_found_once_sorted(void **state ATTR_UNUSED)
{
    CLEANUP_CONTAINER_SET struct container_set set = {0};

    container_set_add(&set, id_of(1));
    assert_false(container_entry_has(&set.entries[0], 5));
    for (uint64_t pid = 40; pid > 0; pid -= 5)
        container_entry_add_member(&set.entries[0], &(struct member){.pid = pid});
    container_set_sort_members(&set);
    assert_true(container_entry_has(&set.entries[0], 5));
    assert_true(container_entry_has(&set.entries[0], 40));
    assert_false(container_entry_has(&set.entries[0], 41));
    assert_int_equal(set.entries[0].members[0].pid, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_the_order_in_which_ids_came),
        cmocka_unit_test(an_empty_set_finds_nothing),
        cmocka_unit_test(members_are_found_once_sorted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
