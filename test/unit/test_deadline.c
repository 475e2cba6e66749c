// SPDX-License-Identifier: Apache-2.0
#include <time.h>

#include "common/base/deadline.h"
#include "common/base/monotonic.h"
#include "test/unit/unit.h"

static void what_is_left_counts_down_to_zero(void **state ATTR_UNUSED)
{
    enum { HOUR_MS = 3600 * 1000 };

    assert_in_range(deadline_left(deadline_in(HOUR_MS)), HOUR_MS - 60 * 1000, HOUR_MS);
    assert_int_equal(deadline_left(deadline_in(0)), 0);
    assert_int_equal(deadline_left(0), 0);
}

static void the_first_of_two_is_the_earlier_one(void **state ATTR_UNUSED)
{
    assert_int_equal(deadline_first(1, 2), 1);
    assert_int_equal(deadline_first(2, 1), 1);
    assert_int_equal(deadline_first(2, 2), 2);
}

static void the_clock_counts_microseconds_and_never_goes_back(void **state ATTR_UNUSED)
{
    const struct timespec pause = {.tv_nsec = 20 * 1000 * 1000};
    uint64_t before = monotonic_us();

    nanosleep(&pause, NULL);
    assert_in_range(monotonic_us() - before, 20 * 1000, 60 * 1000 * 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_left_counts_down_to_zero),
        cmocka_unit_test(the_clock_counts_microseconds_and_never_goes_back),
        cmocka_unit_test(the_first_of_two_is_the_earlier_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
