// SPDX-License-Identifier: Apache-2.0
#include <locale.h>

#include "kubectl-nsinfo/render/frame.h"
#include "test/unit/unit.h"

#define BEGIN "\033[H\033[K"
#define NEXT  "\r\n\033[K"
#define REST  "\r\n\033[J"

static void the_screen_has_the_top_and_what_fits_of_the_body(void **state)
{
    static const struct {
        struct frame frame;
        const char *drawn;
    } rows[] = {
        {{"top\n", "a\nb\n", 0, 10, 5}, BEGIN "top" NEXT "a" NEXT "b" REST},
        {{"top\n", "a\nb\nc\nd\n", 0, 10, 3}, BEGIN "top" NEXT "a" NEXT "b"},
        {{"top\n", "a\nb\nc\nd\n", 2, 10, 3}, BEGIN "top" NEXT "c" NEXT "d"},
        {{"top\n", "a\n\nb\n", 0, 10, 4}, BEGIN "top" NEXT "a" NEXT "" NEXT "b"},
        // Not even the top has room.
        {{"one\ntwo\n", "a\n", 0, 10, 1}, BEGIN "one"},
        {{"", "", 0, 10, 5}, "\033[H\033[J"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf out = {0};
        frame_add(&rows[i].frame, &out);
        assert_string_equal(strbuf_text(&out), rows[i].drawn);
    }
}

static void lines_are_cut_at_the_width(void **state)
{
    static const struct {
        const char *line;
        size_t columns;
        const char *drawn;
    } rows[] = {
        {"abcde\n", 5, "abcde"},
        {"abcdef\n", 5, "abcd…"},
        {"größe\n", 5, "größe"},
        {"größer\n", 5, "größ…"},
        // Two columns each: one is left over.
        {"日本日本\n", 8, "日本日本"},
        {"日本日本\n", 7, "日本日…"},
        {"日本日本\n", 6, "日本…"},
        {"ab\n", 1, "…"},
        {"a\n", 1, "a"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf out = {0};
        CLEANUP_STRBUF struct strbuf expected = {0};
        const struct frame frame = {rows[i].line, "", 0, rows[i].columns, 1};
        frame_add(&frame, &out);
        strbuf_add_format(&expected, BEGIN "%s", rows[i].drawn);
        assert_string_equal(strbuf_text(&out), strbuf_text(&expected));
    }
}

static void nothing_is_shown_behind_the_last_line(void **state)
{
    static const struct {
        size_t first, lines, visible, clamped;
    } rows[] = {
        {0, 10, 4, 0}, {3, 10, 4, 3}, {6, 10, 4, 6}, {7, 10, 4, 6},
        {5, 3, 4, 0},  {1, 0, 0, 0},  {9, 10, 0, 9}, {SIZE_MAX, 10, 4, 6},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_int_equal(frame_clamp(rows[i].first, rows[i].lines, rows[i].visible),
                         rows[i].clamped);
    assert_int_equal(frame_count_lines(""), 0);
    assert_int_equal(frame_count_lines("a\n\nb\n"), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_screen_has_the_top_and_what_fits_of_the_body),
        cmocka_unit_test(lines_are_cut_at_the_width),
        cmocka_unit_test(nothing_is_shown_behind_the_last_line),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
