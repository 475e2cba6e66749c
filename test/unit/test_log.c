// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "common/base/log.h"
#include "common/base/text.h"
#include "common/model/json_get.h"
#include "test/unit/unit.h"

static const struct log_field fields[] = {
    {.name = "path", .text = "/v1/\"x\"\n\x1b\xff"},
    {.name = "status", .number = -404},
};

// What log_line() writes with these fields; the caller frees it.
static char *logged(enum log_format format)
{
    int ends[2];
    CLEANUP_STRBUF struct strbuf line = {0};

    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    log_setup(ends[1], format);
    log_line(LOG_WARNING, "request", fields, ARRAY_SIZE(fields));
    close(ends[1]);
    assert_int_equal(fd_read_all(ends[0], &line), 0);
    close(ends[0]);
    return strbuf_steal(&line);
}

static void a_line_of_text_is_one_line_whatever_the_bytes(void **state)
{
    (void)state;
    char *line = logged(LOG_TEXT);
    int64_t seconds = 0;

    // "2026-01-02T03:04:05Z" has 20 characters.
    assert_string_equal(
        line + 20, " warning request path=\"/v1/\\\"x\\\"\\u000a\\u001b\ufffd\" status=-404\n");
    line[20] = '\0';
    assert_int_equal(time_parse(line, &seconds), 0);
    free(line);
}

static void a_line_of_json_is_an_object_with_the_same_facts(void **state)
{
    (void)state;
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_JSON json_t *json = NULL;
    char *line = logged(LOG_JSON);

    assert_int_equal(json_parse(line, strlen(line), &json, &err), 0);
    assert_string_equal(json_string_value(json_object_get(json, "level")), "warning");
    assert_string_equal(json_string_value(json_object_get(json, "message")), "request");
    assert_string_equal(json_string_value(json_object_get(json, "path")), "/v1/\"x\"\n\x1b\ufffd");
    assert_int_equal(json_integer_value(json_object_get(json, "status")), -404);
    free(line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_of_text_is_one_line_whatever_the_bytes),
        cmocka_unit_test(a_line_of_json_is_an_object_with_the_same_facts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
