// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"
#include "node-agent/proc/uid_map.h"
#include "test/unit/unit.h"

static int parse(const char *text, struct uid_map *ret)
{
    return uid_map_parse(text, strlen(text), ret);
}

static void translates_from_outside_to_inside(void **state ATTR_UNUSED)
{
    static const struct {
        uint32_t outside;
        int rc;
        uint32_t inside;
    } rows[] = {
        {100000, 0, 0},  {100999, 0, 999},   {101000, -ENOENT, 0},      {99999, -ENOENT, 0},
        {5000, 0, 1000}, {5001, -ENOENT, 0}, {4294967295U, -ENOENT, 0},
    };
    struct uid_map map = {0};

    assert_int_equal(
        parse("         0     100000       1000\n      1000       5000          1\n", &map), 0);
    assert_int_equal(map.count, 2);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        uint32_t inside = 0;
        assert_int_equal(uid_map_to_inside(&map, rows[i].outside, &inside), rows[i].rc);
        assert_int_equal(inside, rows[i].inside);
    }
}

static void the_first_namespace_s_map_changes_nothing(void **state ATTR_UNUSED)
{
    struct uid_map map = {0};
    uint32_t inside = 0;

    assert_int_equal(parse("         0          0 4294967295\n", &map), 0);
    assert_int_equal(uid_map_to_inside(&map, 4294967294U, &inside), 0);
    assert_true(inside == 4294967294U);
}

static void an_empty_map_maps_nobody(void **state ATTR_UNUSED)
{
    struct uid_map map = {0};
    uint32_t inside = 0;

    assert_int_equal(parse("", &map), 0);
    assert_int_equal(uid_map_to_inside(&map, 0, &inside), -ENOENT);
}

static void refuses_malformed_maps(void **state ATTR_UNUSED)
{
    static const char *const texts[] = {
        "0 0\n", "0 0 1", "0 0 1 2\n", "x 0 1\n", "0 0 4294967296\n", "\n", "-1 0 1\n"};

    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        struct uid_map map = {0};
        assert_int_equal(parse(texts[i], &map), -EBADMSG);
    }
}

static void refuses_more_ranges_than_the_kernel_has(void **state ATTR_UNUSED)
{
    CLEANUP_STRBUF struct strbuf text = {0};
    struct uid_map map = {0};

    for (int i = 0; i < UID_MAP_RANGES_MAX; i++)
        strbuf_add_format(&text, "%d %d 1\n", i, i);
    assert_int_equal(parse(strbuf_text(&text), &map), 0);
    strbuf_add_text(&text, "1 1 1\n");
    assert_int_equal(parse(strbuf_text(&text), &map), -EBADMSG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(translates_from_outside_to_inside),
        cmocka_unit_test(the_first_namespace_s_map_changes_nothing),
        cmocka_unit_test(an_empty_map_maps_nobody),
        cmocka_unit_test(refuses_malformed_maps),
        cmocka_unit_test(refuses_more_ranges_than_the_kernel_has),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
