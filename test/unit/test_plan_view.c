// SPDX-License-Identifier: Apache-2.0
//
// Files of test/fixtures/explain, explained, beside test/golden/explain.
#include <locale.h>

#include "kubectl-nsinfo/render/plan_view.h"
#include "kubectl-nsinfo/render/render.h"
#include "test/unit/golden.h"
#include "test/unit/plan_fixture.h"

static void fixture_file(const char *name, struct ns_plan_list *ret)
{
    CLEANUP_FREE char *path = xasprintf(NSINFO_FIXTURES "/explain/%s.yaml", name);
    CLEANUP_STRBUF struct strbuf text = {0};
    CLEANUP_ERROR struct error err = {0};

    if (file_read(path, &text, &err) < 0)
        fail_msg("%s", err.message);
    fixture_plans(strbuf_text(&text), ret);
}

static void plans_are_tables_json_and_yaml(void **state)
{
    static const struct {
        const char *file;
        const char *fixture;
        const char *format;
        bool no_headers;
    } rows[] = {
        {"explain/simple.txt", "simple", NULL, false},
        {"explain/simple-wide.txt", "simple", "wide", false},
        {"explain/simple-bare.txt", "simple", NULL, true},
        {"explain/simple.json", "simple", "json", false},
        {"explain/mixed.txt", "mixed", NULL, false},
        {"explain/mixed.json", "mixed", "json", false},
        {"explain/mixed.yaml", "mixed", "yaml", false},
        {"explain/several.txt", "several", NULL, false},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_NS_PLANS struct ns_plan_list list = {0};
        CLEANUP_STRBUF struct strbuf out = {0};
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_RENDERER struct renderer *renderer = NULL;

        fixture_file(rows[i].fixture, &list);
        const struct view_options options = {.no_headers = rows[i].no_headers,
                                             .several = list.count > 1};
        assert_int_equal(renderer_new(rows[i].format, file_read, &renderer, &err), 0);
        assert_int_equal(render_plans(renderer, &options, &list, &out, &err), 0);
        golden_compare(rows[i].file, &out);
    }
}

static void no_line_of_an_ordinary_pod_is_wider_than_80_columns(void **state)
{
    static const struct view_options options = {0};
    CLEANUP_NS_PLANS struct ns_plan_list list = {0};
    CLEANUP_STRBUF struct strbuf out = {0};

    (void)state;
    fixture_file("simple", &list);
    fixture_file("several", &list);
    view_plans(&list, &options, &out);
    for (const char *line = strbuf_text(&out); *line != '\0'; line += strcspn(line, "\n") + 1)
        assert_true(strcspn(line, "\n") <= 80);
}

static void remarks_say_on_what_else_it_depends(void **state)
{
    static const struct {
        const char *switches;
        const char *remarks;
    } rows[] = {
        {"", ""},
        {", hostUsers: true, hostNetwork: true", ""},
        {", hostUsers: false",
         "Warning: Pod \"p\": before Kubernetes 1.33, hostUsers is passed over unless the feature "
         "gate UserNamespacesSupport is on\n"},
        {", hostUsers: false, hostNetwork: true",
         "Warning: Pod \"p\": before Kubernetes 1.33, hostUsers is passed over unless the feature "
         "gate UserNamespacesSupport is on\n"
         "Warning: Pod \"p\": hostNetwork with hostUsers: false is refused unless the feature gate "
         "UserNamespacesHostNetworkSupport is on\n"},
        {", runtimeClassName: \"k\\e\"",
         "Warning: Pod \"p\": the runtime is that of runtimeClassName \"k\\x1b\": one with a "
         "kernel of its own has namespaces of its own\n"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_NS_PLANS struct ns_plan_list list = {0};
        CLEANUP_STRBUF struct strbuf yaml = {0};
        CLEANUP_STRBUF struct strbuf remarks = {0};

        strbuf_add_format(&yaml,
                          "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: "
                          "[{name: c}]%s}}",
                          rows[i].switches);
        fixture_plans(strbuf_text(&yaml), &list);
        add_plan_remarks(&list, &remarks);
        assert_string_equal(strbuf_text(&remarks), rows[i].remarks);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plans_are_tables_json_and_yaml),
        cmocka_unit_test(no_line_of_an_ordinary_pod_is_wider_than_80_columns),
        cmocka_unit_test(remarks_say_on_what_else_it_depends),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
