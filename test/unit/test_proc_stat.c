// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "common/base/attributes.h"
#include "node-agent/proc/proc_stat.h"
#include "test/unit/unit.h"

// The fields behind the name, up to rss, with the state, the parent and the flags to be chosen.
#define REST(state, ppid, flags)                                                                   \
    state " " ppid " 3 4 5 -1 " flags " 7 8 9 10 11 22 16 17 20 0 2 0 987654 1000 77 18446744073"

static const struct {
    const char *text;
    struct proc_stat expected;
} well_formed[] = {
    {"12 (nginx) " REST("S", "1", "4194304"), {"nginx", 'S', 1, false, 11, 22, 2, 987654, 77}},
    {"12 (a) b) (c) " REST("R", "7", "0"), {"a) b) (c", 'R', 7, false, 11, 22, 2, 987654, 77}},
    {"12 ()) " REST("R", "7", "0"), {")", 'R', 7, false, 11, 22, 2, 987654, 77}},
    {"12 () " REST("R", "7", "0"), {"", 'R', 7, false, 11, 22, 2, 987654, 77}},
    {"12 (two\nlines) " REST("D", "0", "0"), {"two\nlines", 'D', 0, false, 11, 22, 2, 987654, 77}},
    {"12 (\xff\xfe) " REST("S", "1", "0"), {"\xff\xfe", 'S', 1, false, 11, 22, 2, 987654, 77}},
    {"12 (z) " REST("Z", "1", "4228108"), {"z", 'Z', 1, true, 11, 22, 2, 987654, 77}},
};

static void reads_the_fields_behind_the_last_bracket(void **state ATTR_UNUSED)
{
    for (size_t i = 0; i < ARRAY_SIZE(well_formed); i++) {
        const struct proc_stat *expected = &well_formed[i].expected;
        struct proc_stat stat = {0};

        assert_int_equal(proc_stat_parse(well_formed[i].text, strlen(well_formed[i].text), &stat),
                         0);
        assert_string_equal(stat.name, expected->name);
        assert_int_equal(stat.state, expected->state);
        assert_int_equal(stat.ppid, expected->ppid);
        assert_int_equal(stat.exiting, expected->exiting);
        assert_int_equal(stat.user_ticks, expected->user_ticks);
        assert_int_equal(stat.system_ticks, expected->system_ticks);
        assert_int_equal(stat.threads, expected->threads);
        assert_int_equal(stat.start_ticks, expected->start_ticks);
        assert_int_equal(stat.resident_pages, expected->resident_pages);
    }
}

#define TO_ARGUMENTS " 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 "

static void tells_how_long_the_arguments_are(void **state ATTR_UNUSED)
{
    static const struct {
        const char *text;
        uint64_t bytes;
    } cases[] = {
        {"12 (nginx) " REST("S", "1", "0") TO_ARGUMENTS "140737 140800 140800 140900 0\n", 63},
        {"12 (a) 1 2 (b) " REST("S", "1", "0") TO_ARGUMENTS "140737 140800\n", 63},
        {"2 (kthreadd) " REST("S", "0", "0") TO_ARGUMENTS "0 0 0 0 0\n", 0},
        {"12 (odd) " REST("S", "1", "0") TO_ARGUMENTS "140800 140737 0\n", 0},
        {"12 (old) " REST("S", "1", "0"), 0},
        {"", 0},
    };

    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_int_equal(proc_stat_parse_argument_bytes(cases[i].text, strlen(cases[i].text)),
                         cases[i].bytes);
}

static const char *const malformed[] = {
    "",
    "12",
    "12 nginx S 1",
    "12 (nginx",
    "12 (nginx)",
    "12 (nginx) ",
    "12 (nginx) S",
    "12 (nginx) S 1 2 3",
    "12 )nginx( S 1",
    "12 (nginx)S 1 3 4 5 -1 0 7 8 9 10 11 22 16 17 20 0 2 0 987654 1000 77",
    "12 (nginx) " REST("S", "x", "0"),
    "12 (nginx) " REST("S", "1x", "0"),
    "12 (nginx) " REST("S", "99999999999999999999999", "0"),
};

static void refuses_what_is_not_of_the_form(void **state ATTR_UNUSED)
{
    for (size_t i = 0; i < ARRAY_SIZE(malformed); i++) {
        struct proc_stat stat = {.ppid = 42};

        assert_int_equal(proc_stat_parse(malformed[i], strlen(malformed[i]), &stat), -EBADMSG);
        assert_int_equal(stat.ppid, 42);
    }
}

static void cuts_a_kernel_thread_s_long_name(void **state ATTR_UNUSED)
{
    char text[256];
    struct proc_stat stat = {0};

    snprintf(text, sizeof(text), "9 (%0100d) " REST("I", "2", "69238880"), 7);
    assert_int_equal(proc_stat_parse(text, strlen(text), &stat), 0);
    assert_int_equal(strlen(stat.name), sizeof(stat.name) - 1);
}

static void takes_a_negative_field_as_none(void **state ATTR_UNUSED)
{
    static const char TEXT[] = "9 (x) S 2 -1 -1 0 -1 0 0 0 0 0 1 2 0 0 20 0 1 0 5 0 0";
    struct proc_stat stat = {0};

    assert_int_equal(proc_stat_parse(TEXT, strlen(TEXT), &stat), 0);
    assert_int_equal(stat.start_ticks, 5);
}

static void a_process_has_ended_only_when_its_last_thread_has(void **state ATTR_UNUSED)
{
    assert_true(proc_stat_ended(&(struct proc_stat){.exiting = true, .threads = 1}));
    assert_true(proc_stat_ended(&(struct proc_stat){.exiting = true, .threads = 0}));
    assert_false(proc_stat_ended(&(struct proc_stat){.exiting = true, .threads = 2}));
    assert_false(proc_stat_ended(&(struct proc_stat){.exiting = false, .threads = 1}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_fields_behind_the_last_bracket),
        cmocka_unit_test(tells_how_long_the_arguments_are),
        cmocka_unit_test(refuses_what_is_not_of_the_form),
        cmocka_unit_test(cuts_a_kernel_thread_s_long_name),
        cmocka_unit_test(takes_a_negative_field_as_none),
        cmocka_unit_test(a_process_has_ended_only_when_its_last_thread_has),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
