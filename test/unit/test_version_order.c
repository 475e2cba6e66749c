// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "common/base/version_order.h"
#include "test/unit/unit.h"

static void versions_are_ordered_as_semver_orders_them(void **state)
{
    // semver.org 2.0.0, 9 to 11: its own examples, and numbers that texts would order otherwise.
    static const char *const ascending[] = {
        "0.9.10",          "1.0.0-alpha",
        "v1.0.0-alpha.1",  "1.0.0-alpha.beta",
        "1.0.0-beta",      "1.0.0-beta.2",
        "1.0.0-beta.11",   "1.0.0-rc.1",
        "1.0.0",           "v1.0.1-rc.1+build.7",
        "1.0.9+build.5.x", "1.0.10",
        "1.2.0",           "2.0.0",
        "10.0.0",
    };
    int order = 0;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(ascending); i++)
        for (size_t k = 0; k < ARRAY_SIZE(ascending); k++) {
            assert_int_equal(version_order(ascending[i], ascending[k], &order), 0);
            assert_int_equal((order > 0) - (order < 0), (i > k) - (i < k));
        }
    assert_int_equal(version_order("1.0.0+a", "v1.0.0+b", &order), 0);
    assert_int_equal(order, 0);
}

static void what_is_no_version_has_no_order(void **state)
{
    static const char *const texts[] = {"",      "v",       "1",      "1.2",
                                        "1.2.x", "1.2.3.4", "latest", "1.2.3 "};
    int order = 7;

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        assert_int_equal(version_order(texts[i], "1.2.3", &order), -EINVAL);
        assert_int_equal(version_order("1.2.3", texts[i], &order), -EINVAL);
    }
    assert_int_equal(order, 7);
}

static void minor_numbers_are_near_or_not(void **state)
{
    static const struct {
        const char *a;
        const char *b;
        unsigned minors; // the least that is enough, unless none ever is
        bool never;
    } rows[] = {
        {"1.2.3", "v1.2.9", 0, false},    {"1.2.0", "1.2.0-rc.1", 0, false},
        {"0.9.0", "0.10.0", 1, false},    {"1.4.0+build", "1.1.7", 3, false},
        {"1.9.0", "2.0.0", 1000, true},   {"1.2.3", "dev", 1000, true},
        {"latest", "latest", 1000, true},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        assert_int_equal(version_is_within(rows[i].a, rows[i].b, rows[i].minors), !rows[i].never);
        assert_int_equal(version_is_within(rows[i].b, rows[i].a, rows[i].minors), !rows[i].never);
        if (rows[i].minors > 0)
            assert_false(version_is_within(rows[i].a, rows[i].b, rows[i].minors - 1));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(versions_are_ordered_as_semver_orders_them),
        cmocka_unit_test(what_is_no_version_has_no_order),
        cmocka_unit_test(minor_numbers_are_near_or_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
