// SPDX-License-Identifier: Apache-2.0
#include "common/base/pieces.h"
#include "test/unit/unit.h"

static void add(struct pieces *pieces, size_t key, const char *text)
{
    strbuf_add_text(pieces_begin(pieces, key), text);
    pieces_end(pieces);
}

static void come_out_by_their_keys_and_those_of_one_as_they_came(void **state ATTR_UNUSED)
{
    CLEANUP_PIECES struct pieces pieces = {0};
    CLEANUP_STRBUF struct strbuf joined = {0};

    add(&pieces, 7, "c");
    add(&pieces, 1, "a");
    add(&pieces, 7, "");
    add(&pieces, 7, "d");
    add(&pieces, 0, "");
    add(&pieces, 4000000000U, "e");
    add(&pieces, 1, "b");
    pieces_sort(&pieces);
    assert_int_equal(pieces.count, 5);
    for (size_t i = 0; i < pieces.count; i++)
        strbuf_add(&joined, pieces_text(&pieces, i), pieces.items[i].len);
    assert_string_equal(strbuf_text(&joined), "abcde");
}

static void there_may_be_none(void **state ATTR_UNUSED)
{
    CLEANUP_PIECES struct pieces pieces = {0};

    pieces_sort(&pieces);
    assert_int_equal(pieces.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(come_out_by_their_keys_and_those_of_one_as_they_came),
        cmocka_unit_test(there_may_be_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
