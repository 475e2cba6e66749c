// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/base/text.h"
#include "node-agent/collect/collector.h"
#include "node-agent/collect/order.h"
#include "test/unit/unit.h"

// test/fixtures/proc is a saved node, cgroup v2: a pod with nginx and its pause process, a
// container of Docker's in a user namespace of its own, one of CRI-O's with its monitor, a dead
// one.
#define OF_TWO(c) c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c
#define NGINX     OF_TWO("c1")
#define PAUSE     OF_TWO("fa")
#define DOCKER    OF_TWO("d1")
#define CRIO      OF_TWO("e1")
#define DEAD      OF_TWO("2e")
#define VANISHED  OF_TWO("16")
#define NOWHERE   OF_TWO("00")

static struct report collect(enum report_kind kind, const char *const *ids, size_t count,
                             bool processes)
{
    struct container_ref refs[8] = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_PROC_ROOT struct proc_root root = {.fd = -1};
    const struct collect_query query = {kind, refs, count, processes, kind == REPORT_NODE};
    const struct resolver_config resolver = {0};
    const struct collect_source source = {&root, "node-a", &resolver};
    struct collect_stats stats = {0};
    struct report report = {0};

    for (size_t i = 0; i < count; i++)
        assert_int_equal(container_ref_parse(ids[i], &refs[i], &err), 0);
    assert_int_equal(proc_root_open(NSINFO_FIXTURES "/proc", &root, &err), 0);
    assert_int_equal(collector_run(&source, &query, &report, &stats, &err), 0);
    assert_int_equal(stats.processes, 15);
    assert_true(stats.processes_gone >= 1);
    return report;
}

static struct report ask_with_index(struct init_index *index, const char *id,
                                    struct collect_stats *ret_stats)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_PROC_ROOT struct proc_root root = {.fd = -1};
    struct container_ref ref = {0};
    const struct collect_query query = {REPORT_CONTAINER_LIST, &ref, 1, false};
    const struct resolver_config resolver = {0};
    const struct collect_source source = {&root, "node-a", &resolver, index};
    struct report report = {0};

    assert_int_equal(container_ref_parse(id, &ref, &err), 0);
    assert_int_equal(proc_root_open(NSINFO_FIXTURES "/proc", &root, &err), 0);
    assert_int_equal(collector_run(&source, &query, &report, ret_stats, &err), 0);
    return report;
}

static struct report collect_one(const char *id)
{
    return collect(REPORT_CONTAINER_LIST, &id, 1, true);
}

static void tells_the_init_process_and_its_pod(void **state ATTR_UNUSED)
{
    CLEANUP_REPORT struct report report = collect_one("containerd://" NGINX);
    const struct container_report *nginx = &report.containers[0];

    assert_int_equal(report.container_count, 1);
    assert_int_equal(report.error_count, 0);
    assert_string_equal(nginx->id, "containerd://" NGINX);
    assert_int_equal(nginx->pid, 110);
    assert_string_equal(nginx->resolved_by, "cgroup");
    assert_string_equal(nginx->pod_uid, "7032289f-3a4b-4c5d-8e9f-0a1b2c3d4e5f");
    assert_true(nginx->start_time == 1767323045 + 50);
    assert_true(str_starts_with(nginx->cgroup, "/kubepods.slice/"));
    assert_true(nginx->namespaces.of[NS_PID].inode == 4026532610U);
    assert_true(nginx->namespaces.of[NS_USER].inode == 4026531837U);
    assert_false(nginx->truncated);
}

static void tells_the_node(void **state ATTR_UNUSED)
{
    CLEANUP_REPORT struct report report = collect_one("containerd://" NGINX);

    assert_string_equal(report.node.name, "node-a");
    assert_string_equal(report.node.boot_id, "93bcc1dd-26ec-4b72-b38a-0353d67edc62");
    assert_string_equal(report.node.kernel_version, "6.1.0-18-amd64");
    assert_string_equal(report.node.agent_version, NSINFO_VERSION);
    assert_true(report.node.uptime_ms > 0);
    for (int kind = 0; kind < NS_KIND_COUNT; kind++)
        assert_int_equal(report.node.namespaces.of[kind].state, NS_KNOWN);
}

static void tells_the_processes_by_pid(void **state ATTR_UNUSED)
{
    CLEANUP_REPORT struct report report = collect_one("containerd://" NGINX);
    const struct container_report *nginx = &report.containers[0];
    const struct process *master = &nginx->processes[0];
    const struct process *worker = &nginx->processes[1];

    assert_int_equal(nginx->process_count, 4);
    assert_int_equal(master->pid, 110);
    assert_int_equal(master->ppid, 100);
    assert_int_equal(master->ns_pid_count, 2);
    assert_int_equal(master->ns_pids[1], 1);
    assert_int_equal(master->command_count, 1);
    assert_string_equal(master->command[0], "nginx: master process nginx -g daemon off;");
    assert_true(master->cpu_seconds > 0.0199 && master->cpu_seconds < 0.0201);
    assert_true(master->resident_bytes >= 631UL * 4096);
    assert_int_equal(worker->threads, 2);
    assert_int_equal(nginx->processes[2].command_count, 4);
    assert_string_equal(nginx->processes[2].command[3], "");
}

static void names_come_from_the_container_s_own_passwd(void **state ATTR_UNUSED)
{
    CLEANUP_REPORT struct report report = collect_one("containerd://" NGINX);
    const struct process *processes = report.containers[0].processes;

    assert_string_equal(processes[0].user, "root");
    assert_string_equal(processes[1].user, "nginx");
    assert_int_equal(processes[2].uid, 4242);
    assert_null(processes[2].user);
}

static void a_zombie_has_no_arguments(void **state ATTR_UNUSED)
{
    CLEANUP_REPORT struct report report = collect_one("containerd://" NGINX);
    const struct process *zombie = &report.containers[0].processes[3];

    assert_int_equal(zombie->state, 'Z');
    assert_true(zombie->command_known);
    assert_int_equal(zombie->command_count, 0);
    assert_string_equal(zombie->name, "sleep");
}

static void user_ids_are_translated_into_the_container(void **state ATTR_UNUSED)
{
    CLEANUP_REPORT struct report report = collect_one("docker://" DOCKER);
    const struct container_report *docker = &report.containers[0];

    assert_int_equal(docker->process_count, 2);
    assert_int_equal(docker->processes[0].uid, 100033);
    assert_string_equal(docker->processes[0].user, "www-data");
    assert_int_equal(docker->processes[1].uid, 33); // outside of the map
    assert_null(docker->processes[1].user);
    assert_null(docker->pod_uid);
}

static void any_bytes_may_stand_in_names(void **state ATTR_UNUSED)
{
    CLEANUP_REPORT struct report report = collect_one("docker://" DOCKER);
    const struct process *strange = &report.containers[0].processes[0];

    assert_string_equal(strange->name, "we)ird (\n\xff");
    assert_int_equal(strange->ppid, 1);
    assert_int_equal(strange->command_count, 3);
    assert_string_equal(strange->command[0], "a\xff"
                                             "b");
    assert_string_equal(strange->command[1], "");
}

static void a_monitor_is_not_its_container(void **state ATTR_UNUSED)
{
    CLEANUP_REPORT struct report report = collect_one("cri-o://" CRIO);

    assert_int_equal(report.containers[0].pid, 131);
    assert_int_equal(report.containers[0].process_count, 1);
    assert_int_equal(report.containers[0].namespaces.of[NS_TIME].state, NS_ABSENT);
}

static void each_container_has_its_own_error(void **state ATTR_UNUSED)
{
    static const char *const ids[] = {"docker://" NOWHERE, "containerd://" NGINX, "docker://" DEAD,
                                      "docker://" VANISHED};
    CLEANUP_REPORT struct report report = collect(REPORT_CONTAINER_LIST, ids, 4, false);

    assert_int_equal(report.container_count, 1);
    assert_false(report.containers[0].has_processes);
    assert_int_equal(report.error_count, 3);
    assert_string_equal(report.errors[0].id, "docker://" NOWHERE);
    assert_int_equal(report.errors[0].code, ERROR_NOT_FOUND);
    assert_int_equal(report.errors[1].code, ERROR_GONE);
    assert_string_equal(report.errors[1].message, "the container ended while it was looked at");
    assert_int_equal(report.errors[2].code, ERROR_NOT_FOUND);
}

static void an_id_that_is_asked_for_twice_is_answered_once(void **state ATTR_UNUSED)
{
    static const char *const ids[] = {"containerd://" NGINX, "docker://" NOWHERE,
                                      "containerd://" NGINX, "docker://" NGINX,
                                      "docker://" NOWHERE};
    CLEANUP_REPORT struct report report = collect(REPORT_CONTAINER_LIST, ids, 5, true);

    assert_int_equal(report.container_count, 1);
    assert_string_equal(report.containers[0].id, "containerd://" NGINX);
    assert_int_equal(report.error_count, 1);
}

static void the_node_lists_every_container_that_lives(void **state ATTR_UNUSED)
{
    static const char *const expected[] = {"containerd://" PAUSE, "containerd://" NGINX,
                                           "docker://" DOCKER, "cri-o://" CRIO};
    CLEANUP_REPORT struct report report = collect(REPORT_NODE, NULL, 0, true);

    assert_int_equal(report.container_count, ARRAY_SIZE(expected));
    assert_int_equal(report.error_count, 0);
    for (size_t i = 0; i < ARRAY_SIZE(expected); i++)
        assert_non_null(report_find(&report, expected[i]));
    assert_int_equal(report_find(&report, "containerd://" NGINX)->process_count, 4);
}

// As an API server may have it whose runtime the cgroups' prefixes do not name so. One that it
// alone knows has ended.
static void the_node_names_its_containers_as_the_api_server_does(void **state ATTR_UNUSED)
{
    static const char *const ids[] = {"crio-next://" CRIO, "containerd://" NOWHERE,
                                      "containerd://" NGINX};
    static const char *const expected[] = {"containerd://" PAUSE, "containerd://" NGINX,
                                           "docker://" DOCKER, "crio-next://" CRIO};
    CLEANUP_REPORT struct report report = collect(REPORT_NODE, ids, ARRAY_SIZE(ids), false);

    assert_int_equal(report.container_count, ARRAY_SIZE(expected));
    assert_int_equal(report.error_count, 0);
    for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
        assert_string_equal(report.containers[i].id, expected[i]);
        assert_true(i == 0 || report.containers[i - 1].pid < report.containers[i].pid);
    }
}

static void errors_of_a_node_are_in_the_order_of_the_ids(void **state ATTR_UNUSED)
{
    char ids[][3 + 2 * sizeof(NGINX)] = {"cri-o://" DOCKER, CRIO, "docker://" NGINX};
    struct container_error errors[] = {{.id = ids[1]}, {.id = ids[0]}, {.id = ids[2]}};
    struct report report = {
        .kind = REPORT_NODE, .errors = errors, .error_count = ARRAY_SIZE(errors)};

    order_node_report(&report);
    assert_ptr_equal(errors[0].id, ids[2]);
    assert_ptr_equal(errors[1].id, ids[0]);
    assert_ptr_equal(errors[2].id, ids[1]);
}

static void shared_namespaces_are_the_same(void **state ATTR_UNUSED)
{
    CLEANUP_REPORT struct report report = collect(REPORT_NODE, NULL, 0, false);
    const struct container_report *nginx = report_find(&report, "containerd://" NGINX);
    const struct container_report *pause = report_find(&report, "containerd://" PAUSE);

    assert_true(ns_id_same(&nginx->namespaces.of[NS_NET], &pause->namespaces.of[NS_NET]));
    assert_false(ns_id_same(&nginx->namespaces.of[NS_PID], &pause->namespaces.of[NS_PID]));
    assert_true(ns_id_same(&nginx->namespaces.of[NS_USER], &report.node.namespaces.of[NS_USER]));
}

// ---- what cannot be read

static int ask_for_nowhere(const struct proc_root *root, struct report *ret, struct error *err)
{
    struct container_ref ref = {0};
    const struct collect_query query = {REPORT_CONTAINER_LIST, &ref, 1, true};
    const struct resolver_config resolver = {0};
    const struct collect_source source = {root, "node-a", &resolver};
    struct collect_stats stats = {0};

    assert_int_equal(container_ref_parse("docker://" NOWHERE, &ref, err), 0);
    return collector_run(&source, &query, ret, &stats, err);
}

static void without_descriptors_there_is_no_report(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_PROC_ROOT struct proc_root root = {.fd = -1};
    CLEANUP_REPORT struct report report = {0};
    struct rlimit before = {0};

    assert_int_equal(proc_root_open(NSINFO_FIXTURES "/proc", &root, &err), 0);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    // The directory of the walk, and nothing more.
    const struct rlimit few = {(rlim_t)root.fd + 2, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    int rc = ask_for_nowhere(&root, &report, &err);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_int_equal(rc, -1);
    assert_int_equal(err.code, ERROR_UNAVAILABLE);
    assert_int_equal(err.sys_errno, EMFILE);
}

// A directory in a file's place stands for what the kernel refuses to show.
static void what_may_be_hidden_is_not_said_not_to_be_there(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_PROC_ROOT struct proc_root root = {.fd = -1};
    CLEANUP_REPORT struct report report = {0};
    char path[] = "/tmp/nsinfo-proc-XXXXXX";

    assert_non_null(mkdtemp(path));
    assert_int_equal(proc_root_open(path, &root, &err), 0);
    assert_int_equal(mkdirat(root.fd, "5", 0755), 0);
    assert_int_equal(mkdirat(root.fd, "5/cgroup", 0755), 0);
    assert_int_equal(ask_for_nowhere(&root, &report, &err), 0);
    unlinkat(root.fd, "5/cgroup", AT_REMOVEDIR);
    unlinkat(root.fd, "5", AT_REMOVEDIR);
    rmdir(path);
    assert_int_equal(report.error_count, 1);
    assert_int_equal(report.errors[0].code, ERROR_UNAVAILABLE);
    assert_string_equal(report.errors[0].message,
                        "1 of the node's processes cannot be read: no such container on this node "
                        "(cgroup: no process has the ID in its cgroup path)");
}

static void an_init_process_that_is_remembered_needs_no_walk(void **state ATTR_UNUSED)
{
    CLEANUP(init_index_free) struct init_index *index = init_index_new();
    struct collect_stats first = {0};
    struct collect_stats second = {0};
    CLEANUP_REPORT struct report walked = ask_with_index(index, "containerd://" NGINX, &first);
    CLEANUP_REPORT struct report recalled = ask_with_index(index, "containerd://" NGINX, &second);

    assert_int_equal(first.processes, 15);
    assert_int_equal(second.processes, 0);
    assert_int_equal(walked.containers[0].pid, 110);
    assert_int_equal(recalled.container_count, 1);
    assert_int_equal(recalled.containers[0].pid, 110);
    assert_string_equal(recalled.containers[0].id, "containerd://" NGINX);
    assert_string_equal(recalled.containers[0].resolved_by, "cgroup");
    assert_string_equal(recalled.containers[0].cgroup, walked.containers[0].cgroup);
}

static void what_is_remembered_wrongly_is_looked_for_again(void **state ATTR_UNUSED)
{
    static const struct member wrong[] = {
        {.pid = 110, .ppid = 100, .start_ticks = 4999}, // the number is in use again
        {.pid = 110, .ppid = 99, .start_ticks = 5000},  // it has another parent by now
        {.pid = 9999, .ppid = 100, .start_ticks = 5000},
        {.pid = 1, .ppid = 0, .start_ticks = 1}, // lives, and is in another cgroup
    };

    for (size_t i = 0; i < ARRAY_SIZE(wrong); i++) {
        CLEANUP(init_index_free) struct init_index *index = init_index_new();
        struct collect_stats stats = {0};

        init_index_put(index, NGINX, &wrong[i]);
        CLEANUP_REPORT struct report report = ask_with_index(index, "containerd://" NGINX, &stats);
        assert_int_equal(stats.processes, 15);
        assert_int_equal(report.container_count, 1);
        assert_int_equal(report.containers[0].pid, 110);
    }
}

static void hundreds_of_containers_fit_the_index(void **state ATTR_UNUSED)
{
    CLEANUP(init_index_free) struct init_index *index = init_index_new();
    struct member found = {0};
    char id[CONTAINER_ID_LEN + 1];

    for (unsigned i = 0; i < 300; i++) {
        snprintf(id, sizeof(id), "%064x", i);
        init_index_put(index, id, &(const struct member){.pid = i + 1});
    }
    for (unsigned i = 0; i < 300; i++) {
        snprintf(id, sizeof(id), "%064x", i);
        assert_true(init_index_get(index, id, &found));
        assert_int_equal(found.pid, i + 1);
    }
}

static void the_index_forgets_the_earlier_for_the_later(void **state ATTR_UNUSED)
{
    CLEANUP(init_index_free) struct init_index *index = init_index_new();
    const struct member init = {.pid = 7, .ppid = 1, .start_ticks = 3};
    struct member found = {0};

    assert_false(init_index_get(index, NGINX, &found));
    init_index_put(index, NGINX, &init);
    assert_true(init_index_get(index, NGINX, &found));
    assert_int_equal(found.pid, 7);
    assert_int_equal(found.start_ticks, 3);
    for (unsigned i = 0; i < 64 * INIT_INDEX_PLACES; i++) {
        char id[CONTAINER_ID_LEN + 1];

        snprintf(id, sizeof(id), "%064x", i);
        init_index_put(index, id, &init);
        assert_true(init_index_get(index, id, &found));
    }
    assert_false(init_index_get(index, NGINX, &found));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_the_init_process_and_its_pod),
        cmocka_unit_test(tells_the_node),
        cmocka_unit_test(tells_the_processes_by_pid),
        cmocka_unit_test(names_come_from_the_container_s_own_passwd),
        cmocka_unit_test(a_zombie_has_no_arguments),
        cmocka_unit_test(user_ids_are_translated_into_the_container),
        cmocka_unit_test(any_bytes_may_stand_in_names),
        cmocka_unit_test(a_monitor_is_not_its_container),
        cmocka_unit_test(each_container_has_its_own_error),
        cmocka_unit_test(an_id_that_is_asked_for_twice_is_answered_once),
        cmocka_unit_test(the_node_lists_every_container_that_lives),
        cmocka_unit_test(an_init_process_that_is_remembered_needs_no_walk),
        cmocka_unit_test(what_is_remembered_wrongly_is_looked_for_again),
        cmocka_unit_test(hundreds_of_containers_fit_the_index),
        cmocka_unit_test(the_index_forgets_the_earlier_for_the_later),
        cmocka_unit_test(the_node_names_its_containers_as_the_api_server_does),
        cmocka_unit_test(errors_of_a_node_are_in_the_order_of_the_ids),
        cmocka_unit_test(shared_namespaces_are_the_same),
        cmocka_unit_test(without_descriptors_there_is_no_report),
        cmocka_unit_test(what_may_be_hidden_is_not_said_not_to_be_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
