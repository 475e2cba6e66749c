// SPDX-License-Identifier: Apache-2.0
#include "common/base/strbuf.h"
#include "common/model/limits.h"
#include "node-agent/server/hello_limit.h"
#include "test/unit/unit.h"

enum { CLIENT_HELLO = 1, CLIENT_KEY_EXCHANGE = 16 };
enum { CHANGE_CIPHER_SPEC = 20, HANDSHAKE = 22, APPLICATION_DATA = 23 };

static void add_record(struct strbuf *out, int type, const struct strbuf *text)
{
    const unsigned char header[] = {(unsigned char)type, 3, 1, (unsigned char)(text->len >> 8),
                                    (unsigned char)text->len};

    strbuf_add(out, header, sizeof(header));
    strbuf_add(out, text->data, text->len);
}

// A message that says it has `size` bytes, and has `len`.
static void add_message(struct strbuf *out, int type, size_t size, size_t len)
{
    const unsigned char header[] = {(unsigned char)type, (unsigned char)(size >> 16),
                                    (unsigned char)(size >> 8), (unsigned char)size};

    strbuf_add(out, header, sizeof(header));
    strbuf_add_repeated(out, '\xff', len);
}

static void add_message_record(struct strbuf *out, int type, size_t size, size_t len)
{
    CLEANUP_STRBUF struct strbuf text = {0};

    add_message(&text, type, size, len);
    add_record(out, HANDSHAKE, &text);
}

static void add_change_cipher_spec(struct strbuf *out)
{
    CLEANUP_STRBUF struct strbuf text = {0};

    strbuf_add_char(&text, 1);
    add_record(out, CHANGE_CIPHER_SPEC, &text);
}

static bool takes_in_pieces(const struct strbuf *text, size_t piece)
{
    struct hello_limit limit = {0};

    for (size_t at = 0; at < text->len; at += piece)
        if (!hello_limit_take(&limit, text->data + at,
                              text->len - at < piece ? text->len - at : piece))
            return false;
    return true;
}

static void check(const struct strbuf *text, bool expected)
{
    static const size_t pieces[] = {1, 2, 5, 7, 100000};

    for (size_t i = 0; i < ARRAY_SIZE(pieces); i++)
        assert_int_equal(takes_in_pieces(text, pieces[i]), expected);
}

static void check_hello(size_t size, size_t len, bool expected)
{
    CLEANUP_STRBUF struct strbuf text = {0};

    add_message_record(&text, CLIENT_HELLO, size, len);
    check(&text, expected);
}

static void a_hello_is_refused_by_what_it_says_not_by_what_has_come(void **state ATTR_UNUSED)
{
    check_hello(LIMIT_CLIENT_HELLO, LIMIT_CLIENT_HELLO, true);
    check_hello(LIMIT_CLIENT_HELLO, 0, true);
    check_hello(LIMIT_CLIENT_HELLO + 1, 0, false);
    check_hello(0x20000, 10, false);
    check_hello(0xffffff, 0, false);
}

static void what_a_hello_says_is_seen_across_records(void **state ATTR_UNUSED)
{
    CLEANUP_STRBUF struct strbuf message = {0};
    CLEANUP_STRBUF struct strbuf text = {0};

    add_message(&message, CLIENT_HELLO, LIMIT_CLIENT_HELLO + 1, 0);
    for (size_t i = 0; i < message.len; i++) {
        CLEANUP_STRBUF struct strbuf nothing = {0};
        CLEANUP_STRBUF struct strbuf byte = {0};

        strbuf_add_char(&byte, message.data[i]);
        add_record(&text, HANDSHAKE, &nothing);
        add_record(&text, HANDSHAKE, &byte);
    }
    check(&text, false);
}

static void a_second_hello_is_held_to_it_too(void **state ATTR_UNUSED)
{
    CLEANUP_STRBUF struct strbuf text = {0};

    add_message_record(&text, CLIENT_HELLO, 300, 300);
    add_change_cipher_spec(&text);
    add_message_record(&text, CLIENT_HELLO, LIMIT_CLIENT_HELLO, LIMIT_CLIENT_HELLO);
    check(&text, true);
    add_message_record(&text, CLIENT_HELLO, LIMIT_CLIENT_HELLO + 1, 0);
    check(&text, false);
}

static void what_follows_the_hello_is_none(void **state ATTR_UNUSED)
{
    CLEANUP_STRBUF struct strbuf older = {0};
    CLEANUP_STRBUF struct strbuf newer = {0};
    CLEANUP_STRBUF struct strbuf secret = {0};

    add_message(&secret, CLIENT_HELLO, 0xffffff, 300);
    add_message_record(&older, CLIENT_HELLO, 300, 300); // TLS 1.2
    add_message_record(&older, CLIENT_KEY_EXCHANGE, 0xffffff, 300);
    add_change_cipher_spec(&older);
    add_record(&older, HANDSHAKE, &secret);
    check(&older, true);
    add_message_record(&newer, CLIENT_HELLO, 300, 300); // TLS 1.3
    add_change_cipher_spec(&newer);
    add_record(&newer, APPLICATION_DATA, &secret);
    add_record(&newer, HANDSHAKE, &secret);
    check(&newer, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hello_is_refused_by_what_it_says_not_by_what_has_come),
        cmocka_unit_test(what_a_hello_says_is_seen_across_records),
        cmocka_unit_test(a_second_hello_is_held_to_it_too),
        cmocka_unit_test(what_follows_the_hello_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
