// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "node-agent/runtime/grpc_wire.h"
#include "test/unit/unit.h"

static void a_message_has_a_flag_and_its_length_before_it(void **state ATTR_UNUSED)
{
    CLEANUP_STRBUF struct strbuf buf = {0};
    const char long_message[0x0102] = {0};

    grpc_add_message(&buf, "abc", 3);
    assert_int_equal(buf.len, 8);
    assert_memory_equal(buf.data, "\0\0\0\0\3abc", 8);
    strbuf_reset(&buf);
    grpc_add_message(&buf, long_message, sizeof(long_message));
    assert_memory_equal(buf.data, "\0\0\0\1\2", 5);
}

#define BYTES(text) text, sizeof(text) - 1

static const struct {
    const char *body;
    size_t len;
    const char *message; // NULL: an error
    const char *error;
} bodies[] = {
    {BYTES("\0\0\0\0\3abc"), "abc", NULL},
    {BYTES("\0\0\0\0\0"), "", NULL},
    {BYTES(""), NULL, "the reply has no message"},
    {BYTES("\0\0\0\0"), NULL, "the reply has no message"},
    {BYTES("\1\0\0\0\3abc"), NULL, "the reply is compressed"},
    {BYTES("\0\0\0\0\4abc"), NULL, "the reply has 3 bytes of a message of 4"},
    {BYTES("\0\0\0\0\2abc"), NULL, "the reply has 3 bytes of a message of 2"},
    {BYTES("\0\xff\xff\xff\xff"
           "abc"),
     NULL, "the reply has 3 bytes of a message of 4294967295"},
};

static void a_body_is_one_whole_message(void **state ATTR_UNUSED)
{
    for (size_t i = 0; i < ARRAY_SIZE(bodies); i++) {
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_STRBUF struct strbuf body = {0};
        const void *message = NULL;
        size_t len = 0;

        strbuf_add(&body, bodies[i].body, bodies[i].len);
        int rc = grpc_take_message(&body, &message, &len, &err);
        if (bodies[i].message == NULL) {
            assert_int_equal(rc, -1);
            assert_error(&err, ERROR_BAD_REPLY, bodies[i].error);
            continue;
        }
        assert_int_equal(rc, 0);
        assert_int_equal(len, strlen(bodies[i].message));
        assert_memory_equal(message, bodies[i].message, len);
    }
}

static const struct {
    const char *headers;
    int rc;
    enum error_code code;
    const char *error;
} endings[] = {
    {"HTTP/2 200 \r\ncontent-type: application/grpc\r\n\r\ngrpc-status: 0\r\n\r\n", 0, 0, NULL},
    {"GRPC-Status:0\r\n", 0, 0, NULL},
    {"grpc-status: 0\r\ngrpc-message: fine\r\n", 0, 0, NULL},
    {"", -EBADMSG, 0, NULL},
    {"HTTP/2 200 \r\n\r\n", -EBADMSG, 0, NULL},
    {"grpc-status: \r\n", -EBADMSG, 0, NULL},
    {"grpc-status: ok\r\n", -EBADMSG, 0, NULL},
    {"grpc-status: -1\r\n", -EBADMSG, 0, NULL},
    {"x-grpc-status: 0\r\n", -EBADMSG, 0, NULL},
    {"grpc-status: 5\r\ngrpc-message: no \"x\"\r\n", -1, ERROR_NOT_FOUND,
     "rpc error: code = NotFound desc = no \"x\""},
    {"grpc-status: 5\r\n", -1, ERROR_NOT_FOUND, "rpc error: code = NotFound desc = "},
    {"grpc-status: 4\r\ngrpc-message: late\r\n", -1, ERROR_TIMEOUT,
     "rpc error: code = DeadlineExceeded desc = late"},
    {"grpc-status: 14\r\ngrpc-message: a%20b%0Ac%25%2\r\n", -1, ERROR_UNAVAILABLE,
     "rpc error: code = Unavailable desc = a b\\nc%%2"},
    {"grpc-status: 2\r\ngrpc-message: %E2%82%AC%00%1b[2J\r\n", -1, ERROR_UNAVAILABLE,
     "rpc error: code = Unknown desc = €%00\\x1b[2J"},
    {"grpc-status: 16\r\ngrpc-message: who\r\n", -1, ERROR_UNAVAILABLE,
     "rpc error: code = Unauthenticated desc = who"},
    {"grpc-status: 17\r\ngrpc-message: what\r\n", -1, ERROR_BAD_REPLY,
     "rpc error: code = Code(17) desc = what"},
};

static void the_trailers_say_how_a_call_ended(void **state ATTR_UNUSED)
{
    for (size_t i = 0; i < ARRAY_SIZE(endings); i++) {
        CLEANUP_ERROR struct error err = {0};

        print_message("# %s\n", endings[i].error);
        assert_int_equal(grpc_status_check(endings[i].headers, &err), endings[i].rc);
        if (endings[i].error == NULL)
            assert_null(err.message);
        else
            assert_error(&err, endings[i].code, endings[i].error);
    }
}

static void only_unimplemented_has_an_errno(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(grpc_status_check("grpc-status: 12\r\ngrpc-message: no\r\n", &err), -1);
    assert_error(&err, ERROR_UNAVAILABLE, "rpc error: code = Unimplemented desc = no");
    assert_int_equal(err.sys_errno, ENOSYS);
    assert_int_equal(grpc_status_check("grpc-status: 13\r\n", &err), -1);
    assert_int_equal(err.sys_errno, 0);
}

static void a_long_description_is_cut(void **state ATTR_UNUSED)
{
    enum { LONG = 2000 };
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_STRBUF struct strbuf headers = {0};

    strbuf_add_text(&headers, "grpc-status: 13\r\ngrpc-message: ");
    strbuf_add_repeated(&headers, 'x', LONG);
    strbuf_add_text(&headers, "\r\n");
    assert_int_equal(grpc_status_check(strbuf_text(&headers), &err), -1);
    assert_int_equal(strlen(err.message),
                     strlen("rpc error: code = Internal desc = ") + 512 + strlen("…"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_has_a_flag_and_its_length_before_it),
        cmocka_unit_test(a_body_is_one_whole_message),
        cmocka_unit_test(the_trailers_say_how_a_call_ended),
        cmocka_unit_test(only_unimplemented_has_an_errno),
        cmocka_unit_test(a_long_description_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
