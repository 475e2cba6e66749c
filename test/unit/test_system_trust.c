// SPDX-License-Identifier: Apache-2.0
#include "common/net/system_trust.h"
#include "test/unit/unit.h"

static void the_first_file_that_is_there_is_taken(void **state)
{
    static const char *const files[] = {"/nonexistent/a.pem", "/etc/passwd", "/etc/group"};
    (void)state;

    assert_string_equal(system_trust_first(files, ARRAY_SIZE(files)), "/etc/passwd");
    assert_null(system_trust_first(files, 1));
    assert_null(system_trust_first(files, 0));
}

static void the_environment_goes_before_the_distribution(void **state)
{
    (void)state;
    setenv("SSL_CERT_FILE", "/etc/passwd", 1);
    setenv("SSL_CERT_DIR", "/somewhere:/else", 1);
    const struct system_trust named = system_trust_get();
    setenv("SSL_CERT_FILE", "/nonexistent/a.pem", 1);
    setenv("SSL_CERT_DIR", "", 1);
    const struct system_trust missing = system_trust_get();

    assert_string_equal(named.file, "/etc/passwd");
    assert_string_equal(named.folder, "/somewhere:/else");
    assert_null(missing.file);
    assert_null(missing.folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_file_that_is_there_is_taken),
        cmocka_unit_test(the_environment_goes_before_the_distribution),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
