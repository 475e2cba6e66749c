// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "kubectl-nsinfo/cli/key.h"
#include "test/unit/unit.h"

static void keys_are_known_in_the_forms_that_terminals_send(void **state)
{
    static const struct {
        const char *sent;
        int key;
    } rows[] = {
        {"q", 'q'},
        {"~", '~'},
        {" ", ' '},
        {"\033[A", KEY_UP},
        {"\033OA", KEY_UP},
        {"\033[1;2A", KEY_UP},
        {"\033[B", KEY_DOWN},
        {"\033OB", KEY_DOWN},
        {"\033[5~", KEY_PAGE_UP},
        {"\033[5;5~", KEY_PAGE_UP},
        {"\033[6~", KEY_PAGE_DOWN},
        {"\033[H", KEY_HOME},
        {"\033OH", KEY_HOME},
        {"\033[1~", KEY_HOME},
        {"\033[7~", KEY_HOME},
        {"\033[F", KEY_END},
        {"\033OF", KEY_END},
        {"\033[4~", KEY_END},
        {"\033[8~", KEY_END},
        // None of those: F5, F12, Delete, Right, a click, the answer to a question, Alt-q.
        {"\033[15~", KEY_OTHER},
        {"\033[24~", KEY_OTHER},
        {"\033[3~", KEY_OTHER},
        {"\033[C", KEY_OTHER},
        {"\033[<0;1;1M", KEY_OTHER},
        {"\033[?1;2c", KEY_OTHER},
        {"\033q", KEY_OTHER},
        {"\r", KEY_OTHER},
        {"\177", KEY_OTHER},
        {"\xff", KEY_OTHER},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        int key = -1;
        if (key_decode(rows[i].sent, strlen(rows[i].sent), &key) != strlen(rows[i].sent) ||
            key != rows[i].key)
            fail_msg("row %zu: %d instead of %d", i, key, rows[i].key);
    }
}

static void the_first_of_several_keys_comes_alone(void **state)
{
    static const struct {
        const char *sent;
        size_t len;
        int key;
    } rows[] = {
        {"qt", 1, 'q'},
        {"\033[Aq", 3, KEY_UP},
        {"\033[6~\033[6~", 4, KEY_PAGE_DOWN},
        // A sequence that another one breaks off.
        {"\033\033[A", 1, KEY_OTHER},
        {"\033[\033[A", 2, KEY_OTHER},
        {"\033[5\x01", 3, KEY_OTHER},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        int key = -1;
        assert_int_equal(key_decode(rows[i].sent, strlen(rows[i].sent), &key), rows[i].len);
        assert_int_equal(key, rows[i].key);
    }
}

static void a_key_that_is_not_all_there_is_waited_for(void **state)
{
    static const char *const begun[] = {"", "\033", "\033[", "\033[5", "\033[1;2", "\033O"};
    int key = -1;
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(begun); i++)
        assert_int_equal(key_decode(begun[i], strlen(begun[i]), &key), 0);
    assert_int_equal(key, -1);
}

static void a_sequence_without_an_end_is_given_up(void **state)
{
    CLEANUP_STRBUF struct strbuf sent = {0};
    int key = -1;

    (void)state;
    strbuf_add_text(&sent, "\033[");
    strbuf_add_repeated(&sent, '0', 40);
    size_t len = key_decode(strbuf_text(&sent), sent.len, &key);
    assert_true(len > 2 && len < sent.len);
    assert_int_equal(key, KEY_OTHER);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_known_in_the_forms_that_terminals_send),
        cmocka_unit_test(the_first_of_several_keys_comes_alone),
        cmocka_unit_test(a_key_that_is_not_all_there_is_waited_for),
        cmocka_unit_test(a_sequence_without_an_end_is_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
