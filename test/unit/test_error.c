// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "common/base/error.h"
#include "test/unit/unit.h"

static void a_message_says_what_failed_and_the_systems_reason(void **state)
{
    (void)state;
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(error_set_errno(&err, ERROR_BAD_REQUEST, ENOENT, "read \"%s\"", "/x"), -1);
    assert_error(&err, ERROR_BAD_REQUEST, "read \"/x\": No such file or directory");
    assert_int_equal(err.sys_errno, ENOENT);
}

static void wrapping_adds_the_context_and_keeps_code_and_prefix(void **state)
{
    (void)state;
    CLEANUP_ERROR struct error err = {0};

    error_set(&err, ERROR_NOT_FOUND, "no such pod");
    error_set_prefix(&err, "Error from server (%s)", "NotFound");
    assert_int_equal(error_wrap(&err, "look up pod \"%s\"", "x"), -1);
    assert_error(&err, ERROR_NOT_FOUND, "look up pod \"x\": no such pod");
    assert_string_equal(err.prefix, "Error from server (NotFound)");
}

static void setting_again_replaces_everything(void **state)
{
    (void)state;
    CLEANUP_ERROR struct error err = {0};

    error_set(&err, ERROR_TIMEOUT, "late");
    error_set_prefix(&err, "x");
    error_set(&err, ERROR_GONE, "%s", err.message);
    assert_error(&err, ERROR_GONE, "late");
    assert_null(err.prefix);
}

static void moving_empties_the_source(void **state)
{
    (void)state;
    CLEANUP_ERROR struct error from = {0};
    CLEANUP_ERROR struct error to = {0};

    error_set(&from, ERROR_GONE, "ended");
    error_set(&to, ERROR_TIMEOUT, "late");
    error_move(&to, &from);
    assert_error(&to, ERROR_GONE, "ended");
    assert_int_equal(from.code, ERROR_NONE);
    assert_null(from.message);
}

static void every_code_has_a_name_and_a_status_and_is_found_by_its_name(void **state)
{
    (void)state;
    for (int code = ERROR_INTERNAL; code < ERROR_CODE_COUNT; code++) {
        const char *name = error_code_name((enum error_code)code);
        assert_non_null(name);
        assert_int_equal(error_code_from_name(name), code);
        assert_in_range(error_http_status((enum error_code)code), 400, 599);
    }
    assert_int_equal(error_code_from_name("Nonsense"), ERROR_INTERNAL);
}

static void a_copy_has_everything_and_is_its_own(void **state)
{
    (void)state;
    CLEANUP_ERROR struct error copy = {0};
    struct error err = {0};

    error_set(&copy, ERROR_USAGE, "what was there before");
    error_set_errno(&err, ERROR_UNREACHABLE, ENOENT, "open");
    error_set_prefix(&err, "Error from server");
    error_copy(&copy, &err);
    error_release(&err);
    assert_error(&copy, ERROR_UNREACHABLE, "open: No such file or directory");
    assert_string_equal(copy.prefix, "Error from server");
    assert_int_equal(copy.sys_errno, ENOENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_has_everything_and_is_its_own),
        cmocka_unit_test(a_message_says_what_failed_and_the_systems_reason),
        cmocka_unit_test(wrapping_adds_the_context_and_keeps_code_and_prefix),
        cmocka_unit_test(setting_again_replaces_everything),
        cmocka_unit_test(moving_empties_the_source),
        cmocka_unit_test(every_code_has_a_name_and_a_status_and_is_found_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
