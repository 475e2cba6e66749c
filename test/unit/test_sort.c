// SPDX-License-Identifier: Apache-2.0
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/render/sort.h"
#include "test/unit/unit.h"

// Pods of those names, in nodes of those names ("": in none).
static void fill(struct pod_report_list *list, const char *const *names, const char *const *nodes,
                 size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct pod_report report = {0};
        report.pod.name = xstrdup(names[i]);
        report.pod.node = nodes[i][0] == '\0' ? NULL : xstrdup(nodes[i]);
        pod_report_list_add(list, &report);
    }
}

static const char *const names[] = {"web-10", "web-9", "db", "web-09", "a"};
static const char *const nodes[] = {"n2", "n10", "", "n2", ""};

static void check(const char *path, const char *expected)
{
    CLEANUP(pod_report_list_release) struct pod_report_list list = {0};
    CLEANUP_SORT_ORDER struct sort_order *order = NULL;
    CLEANUP_STRBUF struct strbuf got = {0};
    CLEANUP_ERROR struct error err = {0};

    fill(&list, names, nodes, ARRAY_SIZE(names));
    if (sort_order_parse(path, &order, &err) < 0 || sort_reports(order, &list, &err) < 0)
        strbuf_add_format(&got, "error: %s ", err.message);
    for (size_t i = 0; i < list.count; i++)
        strbuf_add_format(&got, "%s%s", i == 0 ? "" : " ", list.items[i].pod.name);
    assert_string_equal(strbuf_text(&got), expected);
}

static void texts_are_sorted_with_the_numbers_in_them(void **state)
{
    (void)state;
    check(".name", "a db web-09 web-9 web-10");
    check("{.name}", "a db web-09 web-9 web-10");
    check("name", "a db web-09 web-9 web-10");
}

static void those_without_the_field_come_first_and_equal_ones_stay(void **state)
{
    (void)state;
    check(".node.name", "db a web-10 web-09 web-9");
}

static void what_cannot_be_sorted_is_refused_and_stays(void **state)
{
    (void)state;
    check(".nothing", "error: couldn't find any field with path \"{.nothing}\" in the list of "
                      "objects web-10 web-9 db web-09 a");
    check(".node", "error: field {.node} is an unsortable type: neither numbers nor texts in all "
                   "objects web-10 web-9 db web-09 a");
    check(".name[0]", "error: string is not array or slice web-10 web-9 db web-09 a");
    check(".name[", "error: unterminated array web-10 web-9 db web-09 a");
}

static void no_pods_are_sorted_already(void **state)
{
    CLEANUP(pod_report_list_release) struct pod_report_list list = {0};
    CLEANUP_SORT_ORDER struct sort_order *order = NULL;
    CLEANUP_ERROR struct error err = {0};

    (void)state;
    assert_int_equal(sort_order_parse(".nothing", &order, &err), 0);
    assert_int_equal(sort_reports(order, &list, &err), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_sorted_with_the_numbers_in_them),
        cmocka_unit_test(those_without_the_field_come_first_and_equal_ones_stay),
        cmocka_unit_test(what_cannot_be_sorted_is_refused_and_stays),
        cmocka_unit_test(no_pods_are_sorted_already),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
