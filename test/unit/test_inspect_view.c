// SPDX-License-Identifier: Apache-2.0
#include "node-agent/inspect/inspect_view.h"
#include "test/unit/unit.h"

#define ID_A "containerd://a2b0000000000000000000000000000000000000000000000000000000000001"
#define ID_B "c3d0000000000000000000000000000000000000000000000000000000000002"

#define KNOWN(number)                                                                              \
    {                                                                                              \
        .state = NS_KNOWN, .inode = (number), .device = 4                                          \
    }

static char *hostile[] = {(char[]){"sh"}, (char[]){"-c"}, (char[]){"\033[2J\nrm"}};
static uint64_t ns_pids[] = {267, 1};

static struct process *const processes = (struct process[]){
    {.pid = 267,
     .ppid = 216,
     .ns_pids = ns_pids,
     .ns_pid_count = 2,
     .user = (char[]){"root"},
     .uid_known = true,
     .state = 'S',
     .name = (char[]){"sh"},
     .command_known = true,
     .command = hostile,
     .command_count = 3,
     .command_truncated = true},
    {.pid = 268,
     .ppid = 267,
     .uid = 4242,
     .uid_known = true,
     .state = 'Z',
     .name = (char[]){"a\nb"},
     .command_known = true},
    {.pid = 269, .ppid = 267, .state = 'D', .name = (char[]){"held"}},
};

static struct container_report containers[] = {
    {.id = (char[]){ID_A},
     .pid = 267,
     .resolved_by = (char[]){"cgroup"},
     .pod_uid = (char[]){"7032289f-3a4b-4c5d-8e9f-0a1b2c3d4e5f"},
     .namespaces.of = {[NS_PID] = KNOWN(11), [NS_NET] = KNOWN(2), [NS_MNT] = {.state = NS_UNKNOWN}},
     .process_count = 3,
     .has_processes = true,
     .truncated = true,
     .cross_check = {.by = (char[]){"cri"}, .pid = 5}},
    {.id = (char[]){ID_B},
     .pid = 9,
     .resolved_by = (char[]){"cgroup"},
     .cross_check = {.error = (char[]){"docker: no connection"}}},
};

static struct container_error errors[] = {
    {.id = (char[]){"docker://x\033"}, .message = (char[]){"no such container"}},
};

static struct report report = {
    .node.namespaces.of = {[NS_PID] = KNOWN(1), [NS_NET] = KNOWN(2), [NS_MNT] = KNOWN(3)},
    .containers = containers,
    .container_count = 2,
    .errors = errors,
    .error_count = 1,
};

static const char CONTAINERS[] = "CONTAINER      PID   PIDNS    NET       MNT       IPC      UTS   "
                                 "   USER     CGROUP   TIME     "
                                 "POD UID\n"
                                 "a2b000000000   267   11       2(node)   unknown   <none>   "
                                 "<none>   <none>   <none>   <none>   "
                                 "7032289f-3a4b-4c5d-8e9f-0a1b2c3d4e5f\n"
                                 "c3d000000000   9     <none>   <none>    <none>    <none>   "
                                 "<none>   <none>   <none>   <none>   "
                                 "<none>\n";

static const char PROCESSES[] = "\n" ID_A "\n"
                                "PID   PPID   NSPID     USER      STATE   COMMAND\n"
                                "267   216    1         root      S       sh -c \\x1b[2J\\nrm …\n"
                                "268   267    unknown   4242      Z       [a\\nb] <defunct>\n"
                                "269   267    unknown   unknown   D       [held] <unknown>\n"
                                "\n" ID_B "\n"
                                "PID   PPID   NSPID   USER   STATE   COMMAND\n";

static void a_row_a_container_says_which_namespaces_are_the_nodes(void **state ATTR_UNUSED)
{
    CLEANUP_STRBUF struct strbuf out = {0};

    inspect_add_tables(&report, false, false, &out);
    assert_string_equal(strbuf_text(&out), CONTAINERS);
}

static void
a_wide_row_says_who_found_the_container_and_whether_another_agrees(void **state ATTR_UNUSED)
{
    struct container_report agreeing = {
        .id = (char[]){ID_B},
        .pid = 9,
        .resolved_by = (char[]){"docker"},
        .cross_check = {.by = (char[]){"cri"}, .pid = 9, .agrees = true}};
    struct container_report unchecked = {
        .id = (char[]){ID_B}, .pid = 9, .resolved_by = (char[]){"cgroup"}};
    struct container_report rows[] = {containers[0], containers[1], agreeing, unchecked};
    const struct report checked = {.containers = rows, .container_count = ARRAY_SIZE(rows)};
    CLEANUP_STRBUF struct strbuf out = {0};
    const char *at = NULL;

    inspect_add_tables(&checked, false, true, &out);
    at = strbuf_text(&out);
    static const char *const ends[] = {
        "POD UID                                RESOLVED BY   CROSS-CHECK",
        "   cgroup        cri(PID 5)", "   cgroup        unknown", "   docker        cri",
        "   cgroup        <none>"};
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
        size_t line = strcspn(at, "\n");
        assert_true(line > strlen(ends[i]));
        assert_memory_equal(at + line - strlen(ends[i]), ends[i], strlen(ends[i]));
        at += line + 1;
    }
    assert_string_equal(at, "");
}

static void processes_come_behind_under_the_whole_id_and_escaped(void **state ATTR_UNUSED)
{
    CLEANUP_STRBUF struct strbuf out = {0};
    CLEANUP_STRBUF struct strbuf expected = {0};

    strbuf_add_format(&expected, "%s%s", CONTAINERS, PROCESSES);
    inspect_add_tables(&report, true, false, &out);
    assert_string_equal(strbuf_text(&out), strbuf_text(&expected));
}

static void without_containers_there_is_no_table(void **state ATTR_UNUSED)
{
    const struct report empty = {.kind = REPORT_NODE};
    CLEANUP_STRBUF struct strbuf out = {0};

    inspect_add_tables(&empty, true, true, &out);
    assert_string_equal(strbuf_text(&out), "");
    inspect_add_remarks(&empty, &out);
    assert_string_equal(strbuf_text(&out), "no containers found\n");
}

static void what_is_missing_or_may_mislead_is_said(void **state ATTR_UNUSED)
{
    CLEANUP_STRBUF struct strbuf out = {0};

    inspect_add_remarks(&report, &out);
    assert_string_equal(
        strbuf_text(&out),
        "warning: container \"" ID_A "\" has more than the 4096 processes that are listed\n"
        "warning: container \"" ID_A "\": cgroup says PID 267, cri says PID 5\n"
        "warning: container \"" ID_B "\" is not cross-checked: docker: no connection\n"
        "error: container \"docker://x\\x1b\": no such container\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_a_container_says_which_namespaces_are_the_nodes),
        cmocka_unit_test(a_wide_row_says_who_found_the_container_and_whether_another_agrees),
        cmocka_unit_test(processes_come_behind_under_the_whole_id_and_escaped),
        cmocka_unit_test(without_containers_there_is_no_table),
        cmocka_unit_test(what_is_missing_or_may_mislead_is_said),
    };

    containers[0].processes = processes;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
