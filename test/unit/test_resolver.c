// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "node-agent/resolve/resolver.h"
#include "test/unit/unit.h"

enum { MEMBERS_MAX = 5 };

static const struct resolver_config by_cgroup = {0};
static const struct container_ref ref = {.runtime = "containerd"};

static const struct {
    const char *what;
    struct member members[MEMBERS_MAX]; // by PID: PID, parent, start
    uint64_t expected;
} rows[] = {
    {"one process", {{10, 1, 100}}, 10},
    {"its children", {{10, 1, 100}, {11, 10, 100}, {12, 11, 100}}, 10},
    {"executed in it later", {{10, 1, 100}, {11, 10, 120}, {15, 1, 300}}, 10},
    {"PIDs began anew in between", {{5, 1, 300}, {9, 5, 301}, {30000, 1, 100}}, 30000},
    {"the parent is outside /proc's namespace", {{1, 0, 5}, {7, 1, 9}}, 1},
    {"an orphan that init has taken", {{10, 1, 100}, {11, 10, 90}}, 10},
    {"started within one tick", {{10, 1, 100}, {15, 1, 100}}, 10},
    {"the child has the lower PID", {{3, 400, 101}, {400, 1, 100}}, 400},
};

static size_t fill(struct container_entry *entry, const struct member *members)
{
    size_t count = 0;

    for (; count < MEMBERS_MAX && members[count].pid != 0; count++)
        container_entry_add_member(entry, &members[count]);
    return count;
}

static void the_oldest_with_a_parent_outside_is_init(void **state ATTR_UNUSED)
{
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        struct resolver resolver = RESOLVER_INIT(&by_cgroup, NULL);
        struct container_entry entry = {0};
        struct resolved resolved = {0};

        print_message("# %s\n", rows[i].what);
        fill(&entry, rows[i].members);
        assert_int_equal(resolver_find_init(&resolver, &ref, &entry, &resolved, &err), 0);
        assert_int_equal(resolved.init.pid, rows[i].expected);
        assert_string_equal(resolved.back_end, "cgroup");
        free(entry.members);
    }
}

static void without_members_every_back_end_says_why(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    struct resolver resolver = RESOLVER_INIT(&by_cgroup, NULL);
    const struct container_entry entry = {0};
    struct resolved resolved = {0};

    assert_int_equal(resolver_find_init(&resolver, &ref, &entry, &resolved, &err), -1);
    assert_error(&err, ERROR_NOT_FOUND,
                 "no such container on this node (cgroup: no process has the ID in its cgroup "
                 "path)");
}

static void the_back_ends_have_an_order(void **state ATTR_UNUSED)
{
    assert_string_equal(resolver_name(&by_cgroup, 0), "cgroup");
    assert_null(resolver_name(&by_cgroup, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_oldest_with_a_parent_outside_is_init),
        cmocka_unit_test(without_members_every_back_end_says_why),
        cmocka_unit_test(the_back_ends_have_an_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
