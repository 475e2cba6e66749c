// SPDX-License-Identifier: Apache-2.0
#include "node-agent/runtime/docker_reply.h"
#include "test/unit/unit.h"

static void the_api_version_is_the_newest_that_both_know(void **state ATTR_UNUSED)
{
    static const struct {
        const char *theirs;
        uint64_t minor;
    } rows[] = {
        {"1.24", 24}, {"1.41", 41}, {"1.51", 51}, {"1.52", 51}, {"1.999", 51},
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        uint64_t minor = 0;

        assert_int_equal(docker_choose_version(rows[i].theirs, &minor, &err), 0);
        assert_int_equal(minor, rows[i].minor);
    }
}

static void what_is_no_version_1_is_refused(void **state ATTR_UNUSED)
{
    static const char *const rows[] = {NULL, "", "1", "1.", ".41", "2.0", "1.x", "v1.41", "1.41.0"};

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        uint64_t minor = 0;

        assert_int_equal(docker_choose_version(rows[i], &minor, &err), -1);
        assert_error(&err, ERROR_BAD_REPLY, "the reply to \"/_ping\" names no API version 1.x");
    }
}

static void a_refusal_has_the_servers_message(void **state ATTR_UNUSED)
{
    static const struct {
        const char *body;
        const char *error;
        int status;
        enum error_code code;
    } rows[] = {
        {"{\"message\":\"No such container: x\"}", "HTTP status 404: No such container: x", 404,
         ERROR_NOT_FOUND},
        {"404 page not found\n", "HTTP status 404", 404, ERROR_NOT_FOUND},
        {"{\"message\":\"client version 1.10 is too old\"}",
         "HTTP status 400: client version 1.10 is too old", 400, ERROR_BAD_REPLY},
        {"{\"message\":\"a\\nb\\u001b\"}", "HTTP status 500: a\\nb\\x1b", 500, ERROR_UNAVAILABLE},
        {"{\"message\":7}", "HTTP status 503", 503, ERROR_UNAVAILABLE},
        {"", "HTTP status 204", 204, ERROR_BAD_REPLY},
    };

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};

        assert_int_equal(
            docker_status_error(rows[i].status, rows[i].body, strlen(rows[i].body), &err), -1);
        assert_error(&err, rows[i].code, rows[i].error);
    }
}

static const struct {
    const char *body;
    uint64_t pid; // 0: an error
    enum error_code code;
    const char *error;
} replies[] = {
    {"{\"Id\":\"ab\",\"State\":{\"Running\":true,\"Pid\":267}}", 267, 0, NULL},
    {"{\"Id\":\"ab\",\"State\":{\"Status\":\"paused\",\"Running\":true,\"Paused\":true,\"Pid\":1}}",
     1, 0, NULL},
    {"{\"Id\":\"ab\",\"State\":{\"Running\":false,\"Pid\":267}}", 0, ERROR_NOT_FOUND,
     "the container does not run"},
    {"{\"Id\":\"ab\",\"State\":{\"Pid\":267}}", 0, ERROR_NOT_FOUND, "the container does not run"},
    {"{\"Id\":\"ab\",\"State\":{\"Running\":true,\"Pid\":0}}", 0, ERROR_BAD_REPLY,
     "the runtime does not say the container's PID"},
    {"{\"Id\":\"ab\",\"State\":{\"Running\":true,\"Pid\":2147483648}}", 0, ERROR_BAD_REPLY,
     "the runtime does not say the container's PID"},
    {"{\"Id\":\"ab\",\"State\":{\"Running\":true}}", 0, ERROR_BAD_REPLY,
     "the runtime does not say the container's PID"},
    {"{\"Id\":\"ab\",\"State\":{\"Running\":true,\"Pid\":\"267\"}}", 0, ERROR_BAD_REPLY,
     "field \"State\": field \"Pid\" is not a whole number from 0"},
    {"{\"Id\":\"ab\",\"State\":{\"Running\":\"yes\",\"Pid\":267}}", 0, ERROR_BAD_REPLY,
     "field \"State\": field \"Running\" is not true or false"},
    {"{\"Id\":\"ab\",\"State\":\"running\"}", 0, ERROR_BAD_REPLY,
     "field \"State\" is not an object"},
    {"{\"Id\":\"ab\"}", 0, ERROR_BAD_REPLY, "field \"State\" is missing"},
    {"{\"Id\":\"abc\",\"State\":{\"Running\":true,\"Pid\":267}}", 0, ERROR_BAD_REPLY,
     "the reply is not about this container"},
    {"{\"State\":{\"Running\":true,\"Pid\":267}}", 0, ERROR_BAD_REPLY,
     "the reply is not about this container"},
    {"[]", 0, ERROR_BAD_REPLY, "not a JSON object"},
    {"{\"Id\":\"ab\"", 0, ERROR_BAD_REPLY,
     "not JSON: line 1, column 10: '}' expected near end of file"},
    {"", 0, ERROR_BAD_REPLY, "not JSON: line 1, column 0: '[' or '{' expected near end of file"},
};

static void the_pid_is_that_of_a_running_container(void **state ATTR_UNUSED)
{
    for (size_t i = 0; i < ARRAY_SIZE(replies); i++) {
        CLEANUP_ERROR struct error err = {0};
        uint64_t pid = 0;

        print_message("# %s\n", replies[i].body);
        int rc = docker_take_pid(replies[i].body, strlen(replies[i].body), "ab", &pid, &err);
        assert_int_equal(rc, replies[i].pid == 0 ? -1 : 0);
        assert_int_equal(pid, replies[i].pid);
        if (rc < 0)
            assert_error(&err, replies[i].code, replies[i].error);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_api_version_is_the_newest_that_both_know),
        cmocka_unit_test(what_is_no_version_1_is_refused),
        cmocka_unit_test(a_refusal_has_the_servers_message),
        cmocka_unit_test(the_pid_is_that_of_a_running_container),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
