// SPDX-License-Identifier: Apache-2.0
//
// Pods and agents' replies from test/fixtures/pods, rendered, beside test/golden.
#include <locale.h>

#include "kubectl-nsinfo/render/remarks.h"
#include "kubectl-nsinfo/render/render.h"
#include "test/unit/golden.h"
#include "test/unit/pod_fixture.h"

struct golden {
    const char *file;
    const char *pods[4];
    enum render_subject subject;
    bool no_headers;
    const char *format;
};

static void check(const struct golden *golden)
{
    CLEANUP(pod_report_list_release) struct pod_report_list list = {0};
    CLEANUP_STRBUF struct strbuf out = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_RENDERER struct renderer *renderer = NULL;
    size_t count = 0;

    for (; count < ARRAY_SIZE(golden->pods) && golden->pods[count] != NULL; count++)
        fixture_add(golden->pods[count], &list);
    const struct view_options options = {.no_headers = golden->no_headers, .several = count > 1};
    assert_int_equal(renderer_new(golden->format, file_read, &renderer, &err), 0);
    assert_int_equal(render(renderer, golden->subject, &options, &list, &out, &err), 0);
    golden_compare(golden->file, &out);
}

static void check_all(const struct golden *rows, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check(&rows[i]);
}

static void containers_are_rows_with_their_namespaces_and_verdicts(void **state)
{
    static const struct golden rows[] = {
        {"pod-single.txt", {"single"}, RENDER_CONTAINERS, false, NULL},
        {"pod-single-wide.txt", {"single"}, RENDER_CONTAINERS, false, "wide"},
        {"pod-single-bare.txt", {"single"}, RENDER_CONTAINERS, true, NULL},
        {"pod-several.txt", {"several"}, RENDER_CONTAINERS, false, NULL},
        {"pod-several-wide.txt", {"several"}, RENDER_CONTAINERS, false, "wide"},
        {"pod-host.txt", {"host"}, RENDER_CONTAINERS, false, "wide"},
        {"pod-two-pods.txt", {"several", "single"}, RENDER_CONTAINERS, false, NULL},
    };
    (void)state;
    check_all(rows, ARRAY_SIZE(rows));
}

static void containers_that_do_not_run_have_their_state(void **state)
{
    static const struct golden rows[] = {
        {"pod-pending.txt", {"pending"}, RENDER_CONTAINERS, false, "wide"},
        {"pod-creating.txt", {"creating"}, RENDER_CONTAINERS, false, "wide"},
        {"pod-crash.txt", {"crash"}, RENDER_CONTAINERS, false, NULL},
        {"pod-evicted.txt", {"evicted"}, RENDER_CONTAINERS, false, NULL},
        {"pod-leaving.txt", {"leaving"}, RENDER_CONTAINERS, false, NULL},
        {"pod-untaken.txt", {"untaken"}, RENDER_CONTAINERS, false, NULL},
        {"top-evicted.txt", {"evicted"}, RENDER_PROCESSES, false, NULL},
        {"top-crash.txt", {"crash"}, RENDER_PROCESSES, false, NULL},
    };
    (void)state;
    check_all(rows, ARRAY_SIZE(rows));
}

static void what_is_not_known_is_unknown(void **state)
{
    static const struct golden rows[] = {
        {"pod-partial.txt", {"partial"}, RENDER_CONTAINERS, false, "wide"},
        {"top-partial.txt", {"partial"}, RENDER_PROCESSES, false, NULL},
        {"pod-partial.json", {"partial"}, RENDER_CONTAINERS, false, "json"},
        {"pod-checked.json", {"checked"}, RENDER_CONTAINERS, false, "json"},
    };
    (void)state;
    check_all(rows, ARRAY_SIZE(rows));
}

static void processes_stand_under_a_heading_for_each_container(void **state)
{
    static const struct golden rows[] = {
        {"top-single.txt", {"single"}, RENDER_PROCESSES, false, NULL},
        {"top-single-wide.txt", {"single"}, RENDER_PROCESSES, false, "wide"},
        {"top-several.txt", {"several"}, RENDER_PROCESSES, false, "wide"},
        {"top-two-pods.txt", {"single", "several"}, RENDER_PROCESSES, false, NULL},
        {"top-bare.txt", {"single", "crash"}, RENDER_PROCESSES, true, NULL},
    };
    (void)state;
    check_all(rows, ARRAY_SIZE(rows));
}

static void hostile_texts_reach_no_terminal_and_are_not_lost(void **state)
{
    static const struct golden rows[] = {
        {"top-hostile.txt", {"hostile"}, RENDER_PROCESSES, false, "wide"},
        {"top-hostile.json", {"hostile"}, RENDER_PROCESSES, false, "json"},
        {"top-hostile.yaml", {"hostile"}, RENDER_PROCESSES, false, "yaml"},
    };
    (void)state;
    check_all(rows, ARRAY_SIZE(rows));
}

static void json_and_yaml_are_the_whole_report_for_every_command(void **state)
{
    static const struct golden rows[] = {
        {"report-single.json", {"single"}, RENDER_PROCESSES, false, "json"},
        {"report-single.json", {"single"}, RENDER_CONTAINERS, true, "json"},
        {"report-single.yaml", {"single"}, RENDER_PROCESSES, false, "yaml"},
        {"report-leaving.json", {"leaving"}, RENDER_CONTAINERS, false, "json"},
        {"report-all.json",
         {"several", "pending", "crash", "host"},
         RENDER_CONTAINERS,
         false,
         "json"},
        {"report-all.yaml",
         {"several", "pending", "crash", "host"},
         RENDER_CONTAINERS,
         false,
         "yaml"},
    };
    (void)state;
    check_all(rows, ARRAY_SIZE(rows));
}

static void remarks_say_what_the_tables_cannot(void **state)
{
    static const struct {
        const char *file;
        const char *pod;
        bool missing;
    } rows[] = {
        {"remarks-pending.txt", "pending", false}, {"remarks-creating.txt", "creating", false},
        {"remarks-partial.txt", "partial", true},  {"remarks-hostile.txt", "hostile", false},
        {"remarks-single.txt", "single", false},   {"remarks-crash.txt", "crash", false},
        {"remarks-checked.txt", "checked", false}, {"remarks-evicted.txt", "evicted", false},
        {"remarks-untaken.txt", "untaken", false}, {"remarks-leaving.txt", "leaving", false},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP(pod_report_list_release) struct pod_report_list list = {0};
        CLEANUP_STRBUF struct strbuf out = {0};

        fixture_add(rows[i].pod, &list);
        assert_int_equal(add_remarks(&list, &out), rows[i].missing);
        golden_compare(rows[i].file, &out);
    }
}

static void of_many_pods_that_do_not_run_the_first_are_named(void **state)
{
    static const char line[] = "pod \"slow\" is not running yet: Pending (ContainerCreating)\n";
    CLEANUP(pod_report_list_release) struct pod_report_list list = {0};
    CLEANUP_STRBUF struct strbuf expected = {0};
    CLEANUP_STRBUF struct strbuf out = {0};

    (void)state;
    for (size_t i = 0; i < 12; i++)
        fixture_add("creating", &list);
    for (size_t i = 0; i < 10; i++)
        strbuf_add_text(&expected, line);
    strbuf_add_text(&expected, "and so it is with more pods, 2: see their states\n");
    assert_false(add_remarks(&list, &out));
    assert_string_equal(strbuf_text(&out), strbuf_text(&expected));
}

// Whatever the order in which the agents answer.
static void reports_come_in_any_order(void **state)
{
    static const char *const pods[] = {"partial", "several", "pending", "single", "crash"};
    static const size_t orders[][ARRAY_SIZE(pods)] = {{4, 3, 2, 1, 0}, {1, 4, 0, 2, 3}};
    CLEANUP(pod_report_list_release) struct pod_report_list list = {0};
    CLEANUP_STRBUF struct strbuf remarks_in_order = {0};
    CLEANUP_STRBUF struct strbuf containers = {0};
    CLEANUP_STRBUF struct strbuf processes = {0};
    const struct view_options options = {.several = true, .kube_namespaces = true};

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(pods); i++)
        fixture_add(pods[i], &list);
    view_containers(&list, &options, &containers);
    view_processes(&list, &options, &processes);
    add_remarks(&list, &remarks_in_order);
    for (size_t i = 0; i < ARRAY_SIZE(orders); i++) {
        CLEANUP_REMARKS struct remarks remarks = {.several_kube_namespaces = true};
        CLEANUP_STRBUF struct strbuf lines = {0};

        for (int subject = RENDER_CONTAINERS; subject <= RENDER_PROCESSES; subject++) {
            CLEANUP_VIEW struct view *view = view_new((enum render_subject)subject, &options);
            CLEANUP_STRBUF struct strbuf out = {0};

            for (size_t k = 0; k < ARRAY_SIZE(pods); k++)
                view_add(view, orders[i][k], &list.items[orders[i][k]]);
            assert_false(view_print(view, &out));
            assert_string_equal(
                strbuf_text(&out),
                strbuf_text(subject == RENDER_CONTAINERS ? &containers : &processes));
        }
        for (size_t k = 0; k < ARRAY_SIZE(pods); k++)
            remarks_add(&remarks, orders[i][k], &list.items[orders[i][k]]);
        assert_true(remarks_print(&remarks, &lines));
        assert_string_equal(strbuf_text(&lines), strbuf_text(&remarks_in_order));
    }
}

static void an_output_format_that_does_not_exist_is_refused_in_kubectls_words(void **state)
{
    CLEANUP_RENDERER struct renderer *renderer = NULL;
    CLEANUP_ERROR struct error err = {0};

    (void)state;
    assert_int_equal(renderer_new("xml", file_read, &renderer, &err), -1);
    assert_error(
        &err, ERROR_BAD_REQUEST,
        "unable to match a printer suitable for the output format \"xml\", allowed formats "
        "are: "
        "custom-columns,custom-columns-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,wide,"
        "yaml");
    assert_null(renderer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(containers_are_rows_with_their_namespaces_and_verdicts),
        cmocka_unit_test(containers_that_do_not_run_have_their_state),
        cmocka_unit_test(what_is_not_known_is_unknown),
        cmocka_unit_test(processes_stand_under_a_heading_for_each_container),
        cmocka_unit_test(hostile_texts_reach_no_terminal_and_are_not_lost),
        cmocka_unit_test(json_and_yaml_are_the_whole_report_for_every_command),
        cmocka_unit_test(remarks_say_what_the_tables_cannot),
        cmocka_unit_test(of_many_pods_that_do_not_run_the_first_are_named),
        cmocka_unit_test(reports_come_in_any_order),
        cmocka_unit_test(an_output_format_that_does_not_exist_is_refused_in_kubectls_words),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
