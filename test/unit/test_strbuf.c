// SPDX-License-Identifier: Apache-2.0
#include "common/base/strbuf.h"
#include "test/unit/unit.h"

static void pieces_are_appended_in_order(void **state)
{
    (void)state;
    CLEANUP_STRBUF struct strbuf buf = {0};

    assert_string_equal(strbuf_text(&buf), "");
    strbuf_add_text(&buf, "net");
    strbuf_add_char(&buf, ':');
    strbuf_add_format(&buf, "[%d]", 4026);
    strbuf_add_repeated(&buf, '.', 3);
    strbuf_add(&buf, "abc", 2);
    assert_string_equal(strbuf_text(&buf), "net:[4026]...ab");
    assert_int_equal(buf.len, 15);
    assert_false(buf.exceeded);
}

static void what_passes_the_limit_is_left_out_and_remembered(void **state)
{
    (void)state;
    CLEANUP_STRBUF struct strbuf buf = STRBUF_LIMITED(5);

    strbuf_add_text(&buf, "12345");
    assert_false(buf.exceeded);
    strbuf_add_char(&buf, '6');
    assert_true(buf.exceeded);
    strbuf_add_text(&buf, "");
    assert_string_equal(strbuf_text(&buf), "12345");

    strbuf_reset(&buf);
    assert_false(buf.exceeded);
    strbuf_add_text(&buf, "123456");
    assert_string_equal(strbuf_text(&buf), "");
    strbuf_add_char(&buf, 'x');
    assert_string_equal(strbuf_text(&buf), "");
}

static void stealing_leaves_an_empty_buffer(void **state)
{
    (void)state;
    CLEANUP_STRBUF struct strbuf buf = {0};

    char *text = strbuf_steal(&buf);
    assert_string_equal(text, "");
    free(text);

    strbuf_add_text(&buf, "kept");
    text = strbuf_steal(&buf);
    assert_string_equal(text, "kept");
    assert_string_equal(strbuf_text(&buf), "");
    free(text);
}

static void room_is_bounded_by_the_limit(void **state)
{
    (void)state;
    CLEANUP_STRBUF struct strbuf buf = STRBUF_LIMITED(4);
    size_t room = 0;

    char *to = strbuf_room(&buf, 10, &room);
    assert_non_null(to);
    assert_int_equal(room, 4);
    memset(to, 'w', 4);
    strbuf_filled(&buf, 4);
    assert_string_equal(strbuf_text(&buf), "wwww");
    assert_null(strbuf_room(&buf, 1, &room));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_appended_in_order),
        cmocka_unit_test(what_passes_the_limit_is_left_out_and_remembered),
        cmocka_unit_test(stealing_leaves_an_empty_buffer),
        cmocka_unit_test(room_is_bounded_by_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
