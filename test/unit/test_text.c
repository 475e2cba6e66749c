// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <inttypes.h>

#include "common/base/text.h"
#include "test/unit/unit.h"

static void prefixes_and_suffixes_are_whole(void **state)
{
    (void)state;
    assert_true(str_eq("a", "a"));
    assert_true(str_eq(NULL, NULL));
    assert_false(str_eq("", NULL));
    assert_true(str_starts_with("docker://x", "docker://"));
    assert_false(str_starts_with("dock", "docker"));
}

static void numbers_are_digits_in_range_and_nothing_else(void **state)
{
    static const struct {
        const char *text;
        uint64_t max;
        int rc;
        uint64_t value;
    } rows[] = {
        {"0", 10, 0, 0},
        {"10", 10, 0, 10},
        {"11", 10, -ERANGE, 0},
        {"007", 10, 0, 7},
        {"18446744073709551615", UINT64_MAX, 0, UINT64_MAX},
        {"18446744073709551616", UINT64_MAX, -ERANGE, 0},
        {"", 10, -EINVAL, 0},
        {"-1", 10, -EINVAL, 0},
        {"+1", 10, -EINVAL, 0},
        {" 1", 10, -EINVAL, 0},
        {"1 ", 10, -EINVAL, 0},
        {"0x1", 10, -EINVAL, 0},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        uint64_t value = 0;
        assert_int_equal(parse_u64(rows[i].text, rows[i].max, &value), rows[i].rc);
        assert_int_equal(value, rows[i].value);
    }
}

static void a_number_in_a_text_moves_the_cursor_past_it(void **state)
{
    (void)state;
    const char *cursor = "12 rest";
    uint64_t value = 0;

    assert_int_equal(parse_u64_at(&cursor, 100, &value), 0);
    assert_int_equal(value, 12);
    assert_string_equal(cursor, " rest");
    assert_int_equal(parse_u64_at(&cursor, 100, &value), -EINVAL);
    assert_string_equal(cursor, " rest");
}

static void durations_are_those_of_go(void **state)
{
    static const struct {
        const char *text;
        int rc;
        uint64_t ms;
    } rows[] = {
        {"0", 0, 0},         {"30", 0, 30000},    {"1s", 0, 1000},        {"1.5s", 0, 1500},
        {"2m", 0, 120000},   {"3h", 0, 10800000}, {"1h2m3s", 0, 3723000}, {"200ms", 0, 200},
        {"1500us", 0, 2},    {"", -EINVAL, 0},    {"s", -EINVAL, 0},      {"1x", -EINVAL, 0},
        {"-1s", -EINVAL, 0}, {"1s2", -EINVAL, 0}, {"1m 2s", -EINVAL, 0},  {"1us", 0, 1},
        {"0.1ns", 0, 1},     {"0s", 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        uint64_t ms = 0;
        assert_int_equal(parse_duration(rows[i].text, &ms), rows[i].rc);
        assert_int_equal(ms, rows[i].ms);
    }
}

static void only_well_formed_utf8_has_a_length(void **state)
{
    static const struct {
        const char *text;
        size_t len, char_len;
    } rows[] = {
        {"a", 1, 1},
        {"\xc3\xa9", 2, 2},         // e with acute
        {"\xe2\x82\xac", 3, 3},     // euro
        {"\xf0\x9f\x98\x80", 4, 4}, // an emoji
        {"", 0, 0},
        {"\xc3", 1, 0},             // cut short
        {"\xc0\x80", 2, 0},         // overlong NUL
        {"\xe0\x80\x80", 3, 0},     // overlong
        {"\xed\xa0\x80", 3, 0},     // a surrogate
        {"\xf4\x90\x80\x80", 4, 0}, // above U+10FFFF
        {"\x80", 1, 0},
        {"\xff", 1, 0},
        {"\xc3\x28", 2, 0},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_int_equal(utf8_char_len(rows[i].text, rows[i].len), rows[i].char_len);
}

static void bytes_that_are_not_utf8_are_replaced(void **state)
{
    (void)state;
    CLEANUP_STRBUF struct strbuf buf = {0};

    text_add_utf8(&buf,
                  "a\xff"
                  "b\0c\xc3\xa9",
                  7);
    assert_string_equal(strbuf_text(&buf), "a\ufffdb\ufffdc\u00e9");
}

static void a_terminal_gets_nothing_that_moves_it(void **state)
{
    static const struct {
        const char *text, *shown;
    } rows[] = {
        {"nginx: master", "nginx: master"},
        {"a\nb\tc", "a\\nb\\tc"},
        {"\x1b[31mred", "\\x1b[31mred"},
        {"\r\x7f", "\\x0d\\x7f"},
        {"\xc2\x9b"
         "2J",
         "\\u{009b}2J"}, // the C1 form of ESC [
        // NOLINTBEGIN(misc-misleading-bidirectional)
        {"\xe2\x80\xae"
         "gpj",
         "\\u{202e}gpj"}, // right-to-left override
        {"\xe2\x81\xa6"
         "x",
         "\\u{2066}x"}, // an isolate
        // NOLINTEND(misc-misleading-bidirectional)
        {"bad \xff\xc3", "bad \\xff\\xc3"},
        {"\u00e9\u20ac", "\u00e9\u20ac"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf buf = {0};
        text_add_escaped(&buf, rows[i].text);
        assert_string_equal(strbuf_text(&buf), rows[i].shown);
    }
}

static void a_sentence_goes_on_with_a_small_letter_but_abbreviations_stay(void **state)
{
    static const struct {
        const char *text, *shown;
    } rows[] = {
        {"No such file", "no such file"}, {"SSL error", "SSL error"}, {"I", "i"}, {"", ""},
        {"already", "already"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf buf = {0};
        text_add_uncapitalized(&buf, rows[i].text);
        assert_string_equal(strbuf_text(&buf), rows[i].shown);
    }
}

static void a_line_is_escaped_as_a_whole_but_for_its_end(void **state)
{
    (void)state;
    CLEANUP_STRBUF struct strbuf buf = {0};

    text_add_line(&buf, "%s is %d", "a\n\x1b", 7);
    text_add_line(&buf, "b");
    assert_string_equal(strbuf_text(&buf), "a\\n\\x1b is 7\nb\n");
}

static void what_is_quoted_of_a_stranger_is_escaped_and_cut_between_characters(void **state)
{
    char text[TEXT_EXCERPT_MAX + 8];
    CLEANUP_STRBUF struct strbuf buf = {0};
    CLEANUP_STRBUF struct strbuf whole = {0};

    (void)state;
    text_add_excerpt(&buf, "a\x1b[31m");
    assert_string_equal(strbuf_text(&buf), "a\\x1b[31m");
    memset(text, 'x', sizeof(text));
    text[TEXT_EXCERPT_MAX] = '\0';
    text_add_excerpt(&whole, text);
    assert_string_equal(strbuf_text(&whole), text);
    // Two bytes where there is room for one, and what would fit behind them.
    memcpy(&text[TEXT_EXCERPT_MAX - 1], "éy", sizeof("éy"));
    strbuf_reset(&whole);
    text_add_excerpt(&whole, text);
    text[TEXT_EXCERPT_MAX - 1] = '\0';
    assert_int_equal(whole.len, TEXT_EXCERPT_MAX - 1 + strlen("…"));
    assert_memory_equal(whole.data, text, TEXT_EXCERPT_MAX - 1);
    assert_string_equal(whole.data + TEXT_EXCERPT_MAX - 1, "…");
}

static void times_are_rfc_3339_in_utc(void **state)
{
    static const struct {
        const char *text;
        int rc;
        int64_t seconds;
    } rows[] = {
        {"1970-01-01T00:00:00Z", 0, 0},
        {"2026-01-02T03:04:05Z", 0, 1767323045},
        {"2026-01-02T03:04:05.999Z", 0, 1767323045},
        {"2026-01-02T03:04:05", -EINVAL, 0},
        {"2026-01-02", -EINVAL, 0},
        {"", -EINVAL, 0},
    };
    char shown[32];

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        int64_t seconds = 0;
        assert_int_equal(time_parse(rows[i].text, &seconds), rows[i].rc);
        assert_int_equal(seconds, rows[i].seconds);
    }
    time_format(1767323045, shown);
    assert_string_equal(shown, "2026-01-02T03:04:05Z");
}

static void a_slip_of_the_hand_finds_the_word_that_was_meant(void **state)
{
    static const char *const names[] = {"pod", "top", "apply", "version", "help"};
    static const struct {
        const char *word, *meant;
    } rows[] = {
        {"aply", "apply"},
        {"versoin", "version"},
        {"vresoin", "version"},
        {"pods", "pod"},
        {"pdo", "pod"},
        {"opd", "pod"},
        {"tpo", "top"},
        {"hlep", "help"},
        {"dpo", NULL},
        {"delete", NULL},
        {"p", NULL},
        {"", NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        const char *nearest = text_nearest(rows[i].word, names, ARRAY_SIZE(names));
        if (!str_eq(nearest, rows[i].meant))
            fail_msg("%s: %s", rows[i].word, nearest == NULL ? "none" : nearest);
    }
}

static void a_word_of_any_length_can_be_compared(void **state)
{
    static const char *const names[] = {"0123456789012345678901234567890",
                                        "01234567890123456789012345678901"};

    (void)state;
    assert_ptr_equal(text_nearest("0123456789012345678901234567809", names, 2), names[0]);
    assert_null(text_nearest("01234567890123456789012345678910", names, 2));
}

static void every_byte_that_means_something_in_a_url_is_encoded(void **state)
{
    (void)state;
    CLEANUP_STRBUF struct strbuf url = {0};

    text_add_url_encoded(&url, "aZ09-._~");
    text_add_url_encoded(&url, "/?#[]@!$&'()*+,;=:% \"<>\\^`{|}\x7f\n");
    text_add_url_encoded(&url, "\xc3\xa9");
    assert_string_equal(strbuf_text(&url),
                        "aZ09-._~"
                        "%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%3A%25%20%22%3C%3E%5C"
                        "%5E%60%7B%7C%7D%7F%0A"
                        "%C3%A9");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte_that_means_something_in_a_url_is_encoded),
        cmocka_unit_test(prefixes_and_suffixes_are_whole),
        cmocka_unit_test(numbers_are_digits_in_range_and_nothing_else),
        cmocka_unit_test(a_number_in_a_text_moves_the_cursor_past_it),
        cmocka_unit_test(durations_are_those_of_go),
        cmocka_unit_test(only_well_formed_utf8_has_a_length),
        cmocka_unit_test(bytes_that_are_not_utf8_are_replaced),
        cmocka_unit_test(a_terminal_gets_nothing_that_moves_it),
        cmocka_unit_test(a_sentence_goes_on_with_a_small_letter_but_abbreviations_stay),
        cmocka_unit_test(what_is_quoted_of_a_stranger_is_escaped_and_cut_between_characters),
        cmocka_unit_test(a_line_is_escaped_as_a_whole_but_for_its_end),
        cmocka_unit_test(times_are_rfc_3339_in_utc),
        cmocka_unit_test(a_slip_of_the_hand_finds_the_word_that_was_meant),
        cmocka_unit_test(a_word_of_any_length_can_be_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
