// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/top_heading.h"
#include "test/unit/pod_fixture.h"

static void check(const struct top_heading *heading, const char *const *pods, size_t count,
                  const char *line)
{
    CLEANUP(pod_report_list_release) struct pod_report_list list = {0};
    CLEANUP_STRBUF struct strbuf out = {0};

    for (size_t i = 0; i < count; i++)
        fixture_add(pods[i], &list);
    add_top_heading(heading, &list, &out);
    assert_string_equal(strbuf_text(&out), line);
}

static void it_says_what_when_how_and_how_many(void **state)
{
    struct top_heading heading = {
        .time = 1767323045, .order = ORDER_CPU, .selection = "default: a\033[2Jb\n"};

    (void)state;
    check(&heading, NULL, 0,
          "2026-01-02T03:04:05Z   by cpu   %CPU of their lives   0 nodes, 0 pods, 0 processes   "
          "default: a\\x1b[2Jb\\n\n");
    heading = (struct top_heading){.time = 1767323045,
                                   .old = true,
                                   .order = ORDER_MEMORY,
                                   .tree = true,
                                   .seconds = 2.04,
                                   .selection = "shop: web mypod"};
    check(&heading, (const char *[]){"single"}, 1,
          "2026-01-02T03:04:05Z (old)   by memory as a tree   %CPU of 2.0s   1 node, 1 pod, "
          "2 processes   shop: web mypod\n");
    // The third has no node yet.
    heading.old = false;
    check(&heading, (const char *[]){"single", "several", "pending"}, 3,
          "2026-01-02T03:04:05Z   by memory as a tree   %CPU of 2.0s   1 node, 3 pods, "
          "5 processes   shop: web mypod\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_says_what_when_how_and_how_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
