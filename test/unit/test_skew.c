// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/skew.h"
#include "test/unit/pod_fixture.h"

// test/fixtures/pods/single, of node-a, whose agent is 0.1.0 and leaves out uptimeMilliseconds.
static void single(struct pod_report_list *list, const char *left_out)
{
    fixture_add("single", list);
    struct container_report *container = &list->node_reports[0]->containers[0];

    if (str_eq(left_out, "startTime"))
        container->start_time = 0;
    for (size_t i = 0; i < container->process_count; i++)
        if (str_eq(left_out, "nsPids"))
            container->processes[i].ns_pid_count = 0;
    // One process alone: that it could not be read, not that the agent does not know the field.
    if (str_eq(left_out, "command of one"))
        container->processes[0].command_known = false;
}

static void an_older_agent_leaves_unknown_what_it_does_not_say(void **state)
{
    static const struct {
        const char *client, *left_out, *lines;
    } rows[] = {
        {"0.1.0", "startTime", ""},
        {"0.1.0-rc.1", "startTime", ""},
        {"0.0.9", "startTime", ""},
        {"0.2.0", NULL,
         "Warning: agent (0.1.0, node \"node-a\") is older than client (0.2.0) and leaves unknown: "
         "node.uptimeMilliseconds\n"},
        {"0.2.0", "command of one",
         "Warning: agent (0.1.0, node \"node-a\") is older than client (0.2.0) and leaves unknown: "
         "node.uptimeMilliseconds\n"},
        {"0.1.1", "startTime",
         "Warning: agent (0.1.0, node \"node-a\") is older than client (0.1.1) and leaves unknown: "
         "node.uptimeMilliseconds, items.startTime\n"},
        {"0.3.0", "nsPids",
         "Warning: version difference between client (0.3.0) and agent (0.1.0, node \"node-a\") "
         "exceeds the supported minor version skew of +/-1: 'kubectl nsinfo deploy' updates the "
         "agents\n"
         "Warning: agent (0.1.0, node \"node-a\") is older than client (0.3.0) and leaves unknown: "
         "node.uptimeMilliseconds, items.processes.nsPids\n"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP(pod_report_list_release) struct pod_report_list list = {0};
        CLEANUP_STRBUF struct strbuf out = {0};

        single(&list, rows[i].left_out);
        struct skewed_agent agent = {.node = list.items[0].node->name,
                                     .version = list.items[0].node->agent_version};
        skewed_agent_add(&agent, &list.items[0]);
        add_skew_remarks(&agent, 1, rows[i].client, &out);
        assert_string_equal(strbuf_text(&out), rows[i].lines);
    }
}

static void each_version_that_is_too_far_is_named_once_with_its_nodes(void **state)
{
    struct skewed_agent agents[] = {
        {.node = "e", .version = "0.4.0"},   {.node = "a", .version = "0.1.0"},
        {.node = "b", .version = "0.4.0"},   {.node = "d", .version = "0.4.0"},
        {.node = "c", .version = "0.4.0"},   {.node = "f", .version = "0.4.0"},
        {.node = "g", .version = "1.1.0"},   {.node = "h", .version = "0.2.7"},
        {.node = "i", .version = "\033[2J"}, {.node = "b", .version = "0.4.0"},
    };
    CLEANUP_STRBUF struct strbuf out = {0};

    (void)state;
    add_version_warnings(agents, ARRAY_SIZE(agents), "0.1.3", &out);
    assert_string_equal(
        strbuf_text(&out),
        "Warning: version difference between client (0.1.3) and agent (\\x1b[2J, node \"i\") "
        "exceeds the supported minor version skew of +/-1: one of them is no release\n"
        "Warning: version difference between client (0.1.3) and agent (0.4.0, nodes \"b\", \"c\", "
        "\"d\" and 2 more) exceeds the supported minor version skew of +/-1: update "
        "kubectl-nsinfo\n"
        "Warning: version difference between client (0.1.3) and agent (1.1.0, node \"g\") exceeds "
        "the supported minor version skew of +/-1: update kubectl-nsinfo\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_older_agent_leaves_unknown_what_it_does_not_say),
        cmocka_unit_test(each_version_that_is_too_far_is_named_once_with_its_nodes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
