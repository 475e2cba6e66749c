// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "common/base/base64.h"
#include "test/unit/unit.h"

// RFC 4648, section 10, and what is near it.
static const struct {
    const char *text;
    int rc;
    const char *bytes;
} rows[] = {
    {"", 0, ""},
    {"Zg==", 0, "f"},
    {"Zm8=", 0, "fo"},
    {"Zm9v", 0, "foo"},
    {"Zm9vYg==", 0, "foob"},
    {"Zm9vYmFy", 0, "foobar"},
    {"Zm9v\nYmFy\r\n", 0, "foobar"},
    {"/+8=", 0, "\xff\xef"},
    {"Zg=", -EINVAL, ""},
    {"Zg", -EINVAL, ""},
    {"Z===", -EINVAL, ""},
    {"Zm9vZg==Zm9v", -EINVAL, ""},
    {"Zm9 ", -EINVAL, ""},
    {"_-8=", -EINVAL, ""},
};

static void texts_decode_to_their_bytes_or_are_refused_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf buf = {0};
        assert_int_equal(base64_decode(rows[i].text, &buf), rows[i].rc);
        assert_string_equal(strbuf_text(&buf), rows[i].bytes);
    }
}

static void zero_bytes_are_kept(void **state)
{
    (void)state;
    CLEANUP_STRBUF struct strbuf buf = {0};

    assert_int_equal(base64_decode("AAAA", &buf), 0);
    assert_int_equal(buf.len, 3);
    assert_memory_equal(buf.data, "\0\0\0", 3);
}

static void bytes_encode_to_the_texts_that_decode_to_them(void **state)
{
    // RFC 4648, section 10
    static const char *const texts[] = {"",         "Zg==",     "Zm8=",    "Zm9v",
                                        "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
    (void)state;
    for (size_t len = 0; len < ARRAY_SIZE(texts); len++) {
        CLEANUP_STRBUF struct strbuf buf = {0};
        base64_encode("foobar", len, &buf);
        assert_string_equal(strbuf_text(&buf), texts[len]);
    }
    CLEANUP_STRBUF struct strbuf buf = {0};
    base64_encode("\xff\xef\0", 3, &buf);
    assert_string_equal(strbuf_text(&buf), "/+8A");
}

static void the_alphabet_for_urls_is_another_and_unpadded(void **state)
{
    static const struct {
        const char *text;
        int rc;
        const char *bytes;
    } url_rows[] = {
        {"", 0, ""},
        {"Zg", 0, "f"},
        {"Zm8", 0, "fo"},
        {"Zm9v", 0, "foo"},
        {"_-8", 0, "\xff\xef"},
        {"/+8", -EINVAL, ""},
        {"Zg==", -EINVAL, ""},
        {"Z", -EINVAL, ""},
        {"Zm9vZ", -EINVAL, ""},
        {"Zm\n9v", -EINVAL, ""},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(url_rows); i++) {
        CLEANUP_STRBUF struct strbuf buf = {0};
        assert_int_equal(base64url_decode(url_rows[i].text, strlen(url_rows[i].text), &buf),
                         url_rows[i].rc);
        assert_string_equal(strbuf_text(&buf), url_rows[i].bytes);
    }
    CLEANUP_STRBUF struct strbuf part = {0};
    assert_int_equal(base64url_decode("Zm9v.Zm9v", 4, &part), 0);
    assert_string_equal(strbuf_text(&part), "foo");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_decode_to_their_bytes_or_are_refused_whole),
        cmocka_unit_test(zero_bytes_are_kept),
        cmocka_unit_test(bytes_encode_to_the_texts_that_decode_to_them),
        cmocka_unit_test(the_alphabet_for_urls_is_another_and_unpadded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
