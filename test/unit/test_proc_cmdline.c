// SPDX-License-Identifier: Apache-2.0
#include "common/base/attributes.h"
#include "node-agent/proc/proc_cmdline.h"
#include "test/unit/unit.h"

#define BYTES(text) (text), sizeof(text) - 1

static const struct {
    const char *text;
    size_t len;
    size_t count;
    const char *items[4];
} rows[] = {
    {BYTES(""), 0, {NULL}},
    {BYTES("\0"), 0, {NULL}},
    {BYTES("\0\0\0"), 0, {NULL}},
    {BYTES("cat\0"), 1, {"cat"}},
    {BYTES("cat\0-n\0a file\0"), 3, {"cat", "-n", "a file"}},
    {BYTES("cat\0\0x\0"), 3, {"cat", "", "x"}},
    {BYTES("cat\0x\0\0"), 3, {"cat", "x", ""}},
    {BYTES("\0x\0"), 2, {"", "x"}},
    {BYTES("nginx: worker process"), 1, {"nginx: worker process"}},
    {BYTES("nginx: worker process\0"), 1, {"nginx: worker process"}},
    {BYTES("nginx: worker process\0\0\0\0\0"), 1, {"nginx: worker process"}},
    {BYTES("cat\0cut off"), 2, {"cat", "cut off"}},
    {BYTES("a\nb\0\xff\x1b[31m\0"), 2, {"a\nb", "\xff\x1b[31m"}},
};

static void splits_arguments_and_keeps_a_title_whole(void **state ATTR_UNUSED)
{
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct proc_cmdline cmdline = {0};

        proc_cmdline_parse(rows[i].text, rows[i].len, &cmdline);
        assert_int_equal(cmdline.count, rows[i].count);
        for (size_t k = 0; k < cmdline.count; k++)
            assert_string_equal(cmdline.items[k], rows[i].items[k]);
        proc_cmdline_release(&cmdline);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(splits_arguments_and_keeps_a_title_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
