// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/amounts.h"
#include "test/unit/unit.h"

static void cpu_time_is_hours_minutes_seconds(void **state)
{
    static const struct {
        double seconds;
        const char *text;
    } rows[] = {
        {0, "00:00:00"},       {0.99, "00:00:00"},     {59.9, "00:00:59"},
        {65, "00:01:05"},      {3600, "01:00:00"},     {86399, "23:59:59"},
        {86400, "1-00:00:00"}, {183845, "2-03:04:05"}, {-1, "00:00:00"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf text = {0};
        add_cpu_time(&text, rows[i].seconds);
        assert_string_equal(strbuf_text(&text), rows[i].text);
    }
}

static void bytes_have_binary_units(void **state)
{
    static const struct {
        uint64_t bytes;
        const char *text;
    } rows[] = {
        {0, "0"},
        {1, "1Ki"},
        {4096, "4Ki"},
        {1048575, "1024Ki"},
        {1048576, "1.0Mi"},
        {2584576, "2.5Mi"},
        {10433331, "9.9Mi"}, // 9.95 and a little less
        {10485760, "10Mi"},
        {134217728, "128Mi"},
        {1073741823, "1024Mi"},
        {1073741824, "1.0Gi"},
        {1288490189, "1.2Gi"},
        {5497558138880, "5.0Ti"},
        {UINT64_MAX, "16384Pi"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf text = {0};
        add_bytes(&text, rows[i].bytes);
        assert_string_equal(strbuf_text(&text), rows[i].text);
    }
}

static void cpu_percent_is_the_share_of_one_cpu(void **state)
{
    static const struct {
        double share;
        const char *text;
    } rows[] = {
        {0, "0.0"}, {0.5, "50.0"}, {1 / 3.0, "33.3"}, {4, "400.0"}, {-1, "unknown"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf text = {0};
        add_cpu_percent(&text, rows[i].share);
        assert_string_equal(strbuf_text(&text), rows[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cpu_time_is_hours_minutes_seconds),
        cmocka_unit_test(bytes_have_binary_units),
        cmocka_unit_test(cpu_percent_is_the_share_of_one_cpu),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
