// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "common/base/xalloc.h"
#include "node-agent/proc/kernel.h"
#include "test/unit/unit.h"

static void finds_the_boot_time_among_the_lines(void **state ATTR_UNUSED)
{
    static const struct {
        const char *text;
        int rc;
        int64_t expected;
    } rows[] = {
        {"cpu  1 2 3\nintr 1 2 btime 5\nctxt 8\nbtime 1767323045\nprocesses 1\n", 0, 1767323045},
        {"btime 7", 0, 7},
        {"btime x\n", -EBADMSG, 0},
        {"btime 7 8\n", -EBADMSG, 0},
        {"btime", -EBADMSG, 0},
        {"cpu 1\n", -EBADMSG, 0},
        {"", -EBADMSG, 0},
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        int64_t boot_time = 0;
        assert_int_equal(kernel_boot_time_parse(rows[i].text, strlen(rows[i].text), &boot_time),
                         rows[i].rc);
        assert_int_equal(boot_time, rows[i].expected);
    }
}

static void what_cannot_be_read_is_empty(void **state ATTR_UNUSED)
{
    const struct proc_root none = {.fd = -1};
    CLEANUP_FREE char *boot_id = kernel_boot_id_read(&none);
    CLEANUP_FREE char *release = kernel_release_read(&none);

    assert_string_equal(boot_id, "");
    assert_string_equal(release, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_boot_time_among_the_lines),
        cmocka_unit_test(what_cannot_be_read_is_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
