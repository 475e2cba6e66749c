// SPDX-License-Identifier: Apache-2.0
#include <sys/sysmacros.h>

#include "common/base/xalloc.h"
#include "node-agent/proc/mountinfo.h"
#include "test/unit/unit.h"

// As proc(5) has the lines; a mount may have fields without a name in front of the dash.
static void finds_the_option_of_the_procfs_with_that_device(void **state ATTR_UNUSED)
{
    static const struct {
        const char *text;
        const char *expected;
    } rows[] = {
        {"22 1 0:21 / /proc rw,nosuid - proc proc rw,hidepid=invisible\n", "invisible"},
        {"22 1 0:21 / /proc rw - proc proc rw,gid=4,hidepid=2,subset=pid", "2"},
        {"22 1 0:21 / /host/proc ro shared:3 master:4 - proc proc rw,hidepid=2\n", "2"},
        {"22 1 0:21 / /proc rw - proc proc rw\n", NULL},
        {"22 1 0:22 / /proc rw - proc proc rw,hidepid=2\n", NULL},
        {"22 1 0:22 / /a rw - proc proc rw,hidepid=1\n22 1 0:21 / /b rw - proc proc rw,hidepid=2\n",
         "2"},
        {"22 1 0:21 / /hidepid=2 rw - tmpfs hidepid=2 rw,hidepid=2\n", NULL},
        {"22 1 0:21 / /proc rw - proc proc rw,nohidepid=2\n", NULL},
        {"22 1 0:21", NULL},
        {"x 1 0:21 / /proc rw - proc proc rw,hidepid=2\n", NULL},
        {"", NULL},
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_FREE char *value =
            mountinfo_hidepid(rows[i].text, strlen(rows[i].text), makedev(0, 21));
        if (rows[i].expected == NULL)
            assert_null(value);
        else
            assert_string_equal(value, rows[i].expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_option_of_the_procfs_with_that_device),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
