// SPDX-License-Identifier: Apache-2.0
#include <locale.h>

#include "common/base/table.h"
#include "test/unit/unit.h"

static void check(size_t columns, const char *const *cells, size_t count, const char *expected)
{
    CLEANUP_TABLE struct table table = {.columns = columns};
    CLEANUP_STRBUF struct strbuf out = {0};

    for (size_t i = 0; i < count; i++)
        table_add(&table, cells[i]);
    table_print(&table, &out);
    assert_string_equal(strbuf_text(&out), expected);
}

static void columns_are_three_spaces_apart(void **state)
{
    static const char *const cells[] = {"NAME", "PID", "LAST", "a", "12345", "x"};

    (void)state;
    check(3, cells, ARRAY_SIZE(cells),
          "NAME   PID     LAST\n"
          "a      12345   x\n");
}

static void lines_end_without_spaces(void **state)
{
    static const char *const cells[] = {"a", "bb", "c", "", "d  ", "e "};

    (void)state;
    check(2, cells, ARRAY_SIZE(cells),
          "a     bb\n"
          "c\n"
          "d     e\n");
}

static void width_is_counted_in_columns_of_the_terminal(void **state)
{
    static const char *const cells[] = {"日本", "x", "abcde", "y", "ö", "z"};

    (void)state;
    check(2, cells, ARRAY_SIZE(cells),
          "日本    x\n"
          "abcde   y\n"
          "ö       z\n");
}

static void cells_are_escaped(void **state)
{
    static const char *const cells[] = {"a\nb", "x", "\x1b[2J", "y"};

    (void)state;
    check(2, cells, ARRAY_SIZE(cells),
          "a\\nb      x\n"
          "\\x1b[2J   y\n");
}

static void a_table_without_rows_is_nothing(void **state)
{
    (void)state;
    check(3, NULL, 0, "");
}

struct cell {
    const char *text;
    enum style style;
};

static void check_terminal(size_t width, bool colour, const char *expected)
{
    static const struct cell cells[] = {
        {"NAME", STYLE_PLAIN}, {"NET", STYLE_PLAIN},   {"STATE", STYLE_PLAIN},
        {"web", STYLE_CYAN},   {"日本", STYLE_YELLOW}, {"gone ", STYLE_RED},
        {"", STYLE_RED},       {"x", STYLE_DIM},       {"", STYLE_RED},
    };
    CLEANUP_TABLE struct table table = {.columns = 3, .width = width, .colour = colour};
    CLEANUP_STRBUF struct strbuf out = {0};

    for (size_t i = 0; i < ARRAY_SIZE(cells); i++)
        table_add_styled(&table, cells[i].text, cells[i].style);
    table_print(&table, &out);
    assert_string_equal(strbuf_text(&out), expected);
}

static void colours_take_no_width(void **state)
{
    (void)state;
    check_terminal(0, false,
                   "NAME   NET    STATE\n"
                   "web    日本   gone\n"
                   "       x\n");
    check_terminal(0, true,
                   "NAME   NET    STATE\n"
                   "\x1b[36mweb\x1b[0m    \x1b[1;33m日本\x1b[0m   \x1b[1;31mgone\x1b[0m\n"
                   "       \x1b[2mx\x1b[0m\n");
}

static void lines_that_are_too_long_are_cut_at_the_width(void **state)
{
    static const struct {
        size_t width;
        const char *expected;
    } rows[] = {
        {19, "NAME   NET    STATE\nweb    日本   gone\n       x\n"},
        {18, "NAME   NET    STA…\nweb    日本   gone\n       x\n"},
        {16, "NAME   NET    S…\nweb    日本   g…\n       x\n"},
        {14, "NAME   NET   …\nweb    日本  …\n       x\n"},
        {11, "NAME   NET…\nweb    日 …\n       x\n"}, // where half of a character would fit
        {10, "NAME   NE…\nweb    日…\n       x\n"},
        {8, "NAME   …\nweb    …\n       x\n"},
        {6, "NAME …\nweb  …\n     …\n"},
        {1, "…\n…\n…\n"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        check_terminal(rows[i].width, false, rows[i].expected);
}

static void what_is_cut_keeps_its_colour(void **state)
{
    (void)state;
    check_terminal(10, true,
                   "NAME   NE…\n"
                   "\x1b[36mweb\x1b[0m    \x1b[1;33m日\x1b[0m…\n"
                   "       \x1b[2mx\x1b[0m\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_three_spaces_apart),
        cmocka_unit_test(lines_end_without_spaces),
        cmocka_unit_test(width_is_counted_in_columns_of_the_terminal),
        cmocka_unit_test(cells_are_escaped),
        cmocka_unit_test(a_table_without_rows_is_nothing),
        cmocka_unit_test(colours_take_no_width),
        cmocka_unit_test(lines_that_are_too_long_are_cut_at_the_width),
        cmocka_unit_test(what_is_cut_keeps_its_colour),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
