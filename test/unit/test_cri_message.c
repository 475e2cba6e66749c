// SPDX-License-Identifier: Apache-2.0
#include "node-agent/runtime/cri_message.h"
#include "test/unit/unit.h"

// Bytes written by hand, by the encoding of protobuf: a key is the field's number times 8, plus 2
// for what has a length.
#define BYTES(text) text, sizeof(text) - 1

static void a_request_asks_for_everything(void **state ATTR_UNUSED)
{
    CLEANUP_STRBUF struct strbuf request = {0};

    cri_add_status_request(&request, "abc");
    assert_int_equal(request.len, 7);
    assert_memory_equal(request.data,
                        "\x0a\x03"
                        "abc\x10\x01",
                        7);
}

// Status {id "ab", state 1}, and an info entry of 5 + 12 bytes.
#define RUNNING                                                                                    \
    "\x0a\x06\x0a\x02"                                                                             \
    "ab\x18\x01"
#define INFO(key, length, value, total) "\x12" total "\x0a" key "\x12" length value

static const struct {
    const char *what;
    const char *message;
    size_t len;
    uint64_t pid; // 0: an error
    enum error_code code;
    const char *error;
} replies[] = {
    {"as containerd and CRI-O have it",
     BYTES(RUNNING INFO("\4info", "\x0b", "{\"pid\":267}", "\x13")), 267, 0, NULL},
    {"info before status", BYTES(INFO("\4info", "\x0b", "{\"pid\":267}", "\x13") RUNNING), 267, 0,
     NULL},
    {"other entries and fields of each wire type",
     BYTES(INFO("\1x", "\1", "y", "\6")
               RUNNING INFO("\4info", "\x0b", "{\"pid\":267}", "\x13") "\x18\x96\x01\x21"
                                                                       "12345678\x2d"
                                                                       "1234\x32\x02zz"),
     267, 0, NULL},
    {"digits alone", BYTES(RUNNING INFO("\3pid", "\3", "267", "\x0a")), 267, 0, NULL},
    {"the state in a varint that is longer than it need be",
     BYTES("\x0a\x07\x0a\x02"
           "ab\x18\x81\x00" INFO("\3pid", "\3", "267", "\x0a")),
     267, 0, NULL},
    {"nothing", BYTES(""), 0, ERROR_BAD_REPLY, "the reply is not about this container"},
    {"another ID",
     BYTES("\x0a\x06\x0a\x02"
           "ac\x18\x01"),
     0, ERROR_BAD_REPLY, "the reply is not about this container"},
    {"no state, which is the one with the number 0",
     BYTES("\x0a\x04\x0a\x02"
           "ab"),
     0, ERROR_NOT_FOUND, "the container does not run, its state is \"created\""},
    {"exited",
     BYTES("\x0a\x06\x0a\x02"
           "ab\x18\x02"),
     0, ERROR_NOT_FOUND, "the container does not run, its state is \"exited\""},
    {"a negative state",
     BYTES("\x0a\x0f\x0a\x02"
           "ab\x18\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"),
     0, ERROR_NOT_FOUND, "the container does not run, its state is \"unknown\""},
    {"no info", BYTES(RUNNING), 0, ERROR_BAD_REPLY, "the runtime does not say the container's PID"},
    {"a PID with a sign", BYTES(RUNNING INFO("\3pid", "\2", "+1", "\x09")), 0, ERROR_BAD_REPLY,
     "info \"pid\" is not a PID"},
    {"a PID over 31 bits", BYTES(RUNNING INFO("\3pid", "\x0a", "2147483648", "\x11")), 0,
     ERROR_BAD_REPLY, "info \"pid\" is not a PID"},
    {"a text for a PID", BYTES(RUNNING INFO("\4info", "\x0b", "{\"pid\":\"1\"}", "\x13")), 0,
     ERROR_BAD_REPLY, "info \"info\": field \"pid\" is not a whole number from 0"},
    {"a varint without an end", BYTES("\x18\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), 0,
     ERROR_BAD_REPLY, "the reply is not a ContainerStatusResponse"},
    {"a length beyond the end", BYTES("\x0a\x7f\x0a\x02"), 0, ERROR_BAD_REPLY,
     "the reply is not a ContainerStatusResponse"},
    {"a length of 2^63 - 1", BYTES("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x7f"), 0, ERROR_BAD_REPLY,
     "the reply is not a ContainerStatusResponse"},
    {"a wire type that is none", BYTES("\x0f\x01\x01"), 0, ERROR_BAD_REPLY,
     "the reply is not a ContainerStatusResponse"},
    {"a text where the status should be", BYTES("\x08\x01"), 0, ERROR_BAD_REPLY,
     "the reply is not a ContainerStatusResponse"},
};

static void the_pid_is_that_of_the_info(void **state ATTR_UNUSED)
{
    for (size_t i = 0; i < ARRAY_SIZE(replies); i++) {
        CLEANUP_ERROR struct error err = {0};
        uint64_t pid = 0;

        print_message("# %s\n", replies[i].what);
        int rc = cri_take_container_pid(replies[i].message, replies[i].len, "ab", &pid, &err);
        assert_int_equal(rc, replies[i].pid == 0 ? -1 : 0);
        assert_int_equal(pid, replies[i].pid);
        if (rc < 0)
            assert_error(&err, replies[i].code, replies[i].error);
    }
}

static void a_sandbox_is_ready_where_a_container_is_created(void **state ATTR_UNUSED)
{
    static const char ready[] = "\x0a\x04\x0a\x02"
                                "ab" INFO("\3pid", "\3", "267", "\x0a");
    CLEANUP_ERROR struct error err = {0};
    uint64_t pid = 0;

    assert_int_equal(cri_take_sandbox_pid(ready, sizeof(ready) - 1, "ab", &pid, &err), 0);
    assert_int_equal(pid, 267);
    assert_int_equal(cri_take_sandbox_pid(BYTES(RUNNING), "ab", &pid, &err), -1);
    assert_error(&err, ERROR_NOT_FOUND, "the pod's sandbox is not ready");
    assert_int_equal(cri_take_sandbox_pid(ready, sizeof(ready) - 1, "ac", &pid, &err), -1);
    assert_error(&err, ERROR_BAD_REPLY, "the reply is not about this container");
    assert_int_equal(cri_take_sandbox_pid("\x0f", 1, "ab", &pid, &err), -1);
    assert_error(&err, ERROR_BAD_REPLY, "the reply is not a PodSandboxStatusResponse");
}

// No prefix of a good message, and none with one byte changed, does harm; the sanitizers watch.
static void damaged_messages_do_no_harm(void **state ATTR_UNUSED)
{
    static const char good[] = RUNNING INFO("\4info", "\x0b", "{\"pid\":267}", "\x13");
    char damaged[sizeof(good)];

    for (size_t at = 0; at < sizeof(good) - 1; at++)
        for (unsigned byte = 0; byte <= UINT8_MAX; byte++) {
            CLEANUP_ERROR struct error err = {0};
            uint64_t pid = 0;

            memcpy(damaged, good, sizeof(good));
            damaged[at] = (char)byte;
            if (cri_take_container_pid(damaged, sizeof(good) - 1, "ab", &pid, &err) < 0)
                assert_non_null(err.message);
            else
                assert_in_range(pid, 1, INT32_MAX);
            if (cri_take_container_pid(damaged, at, "ab", &pid, &err) == 0)
                fail_msg("%zu bytes are taken for a whole message", at);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_asks_for_everything),
        cmocka_unit_test(the_pid_is_that_of_the_info),
        cmocka_unit_test(a_sandbox_is_ready_where_a_container_is_created),
        cmocka_unit_test(damaged_messages_do_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
