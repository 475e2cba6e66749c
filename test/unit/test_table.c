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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_three_spaces_apart),
        cmocka_unit_test(lines_end_without_spaces),
        cmocka_unit_test(width_is_counted_in_columns_of_the_terminal),
        cmocka_unit_test(cells_are_escaped),
        cmocka_unit_test(a_table_without_rows_is_nothing),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
