// SPDX-License-Identifier: Apache-2.0
#include "common/base/xalloc.h"
#include "common/model/container_ref.h"
#include "test/unit/unit.h"

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void a_reference_is_a_runtime_and_64_hex_digits(void **state)
{
    static const struct {
        const char *text, *runtime;
    } rows[] = {
        {"containerd://" HEX, "containerd"},
        {"docker://" HEX, "docker"},
        {"cri-o://" HEX, "cri-o"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        struct container_ref ref = {0};
        assert_int_equal(container_ref_parse(rows[i].text, &ref, &err), 0);
        assert_string_equal(ref.runtime, rows[i].runtime);
        assert_string_equal(ref.id, HEX);
        CLEANUP_FREE char *text = container_ref_format(&ref);
        assert_string_equal(text, rows[i].text);
    }
}

static void without_a_runtime_the_id_stands_alone(void **state)
{
    (void)state;
    struct container_ref ref = {.id = HEX};
    CLEANUP_FREE char *text = container_ref_format(&ref);

    assert_string_equal(text, HEX);
}

static void anything_else_is_refused_by_name(void **state)
{
    static const struct {
        const char *text, *message;
    } rows[] = {
        {"", "container ID \"\" is not of the form <runtime>://<64 hex>"},
        {HEX, "container ID \"" HEX "\" is not of the form <runtime>://<64 hex>"},
        {"://" HEX, "container ID \"://" HEX "\" names no runtime before \"://\""},
        {"Docker://" HEX, "container ID \"Docker://" HEX "\" names no runtime before \"://\""},
        {"docker://" HEX "0",
         "container ID \"docker://" HEX "0\" does not have 64 lower-case hex digits after \"://\""},
        {"docker://abc",
         "container ID \"docker://abc\" does not have 64 lower-case hex digits after \"://\""},
        {"docker://\x1b[2J", "container ID \"docker://\\x1b[2J\" does not have 64 lower-case hex "
                             "digits after \"://\""},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        struct container_ref ref = {.runtime = "untouched"};
        assert_int_equal(container_ref_parse(rows[i].text, &ref, &err), -1);
        assert_error(&err, ERROR_BAD_REQUEST, rows[i].message);
        assert_string_equal(ref.runtime, "untouched");
    }
}

static void the_digits_alone_are_a_reference_where_the_runtime_may_be_missing(void **state)
{
    CLEANUP_ERROR struct error err = {0};
    struct container_ref ref = {0};
    (void)state;
    assert_int_equal(container_ref_parse_either("docker://" HEX, &ref, &err), 0);
    assert_string_equal(ref.runtime, "docker");
    assert_int_equal(container_ref_parse_either(HEX, &ref, &err), 0);
    assert_string_equal(ref.runtime, "");
    assert_string_equal(ref.id, HEX);
    assert_int_equal(container_ref_parse_either(HEX "0", &ref, &err), -1);
    assert_error(&err, ERROR_BAD_REQUEST,
                 "container ID \"" HEX "0\" is neither <runtime>://<64 hex> nor 64 lower-case hex "
                 "digits");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reference_is_a_runtime_and_64_hex_digits),
        cmocka_unit_test(without_a_runtime_the_id_stands_alone),
        cmocka_unit_test(anything_else_is_refused_by_name),
        cmocka_unit_test(the_digits_alone_are_a_reference_where_the_runtime_may_be_missing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
