// SPDX-License-Identifier: Apache-2.0
//
// What runtimes say, held to the saved node of test/fixtures/proc: test/support/fake_cri.py says
// it.
#include "common/base/deadline.h"
#include "common/base/text.h"
#include "node-agent/collect/collector.h"
#include "node-agent/resolve/by_runtime.h"
#include "node-agent/resolve/resolver.h"
#include "test/unit/fake_server.h"

#define OF_TWO(c) c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c c
#define NGINX     OF_TWO("c1")
#define PAUSE     OF_TWO("fa")
#define DOCKER    OF_TWO("d1")
#define CRIO      OF_TWO("e1")
#define DEAD      OF_TWO("2e")
#define VANISHED  OF_TWO("16")
#define NAMELESS  OF_TWO("aa")
#define ROOT      OF_TWO("bb")
#define LATE      OF_TWO("1a")
#define NOWHERE   OF_TWO("00")

static const char containers[] =
    "{\"" NGINX "\": {\"pid\": 110}, \"" PAUSE "\": {\"pid\": 110}, \"" CRIO "\": {\"pid\": 131},"
    " \"" DOCKER "\": {\"pid\": 121}, \"" DEAD "\": {\"pid\": 140}, \"" VANISHED
    "\": {\"pid\": 160},"
    " \"" NAMELESS "\": {\"pid\": 100}, \"" ROOT "\": {\"pid\": 2}, \"" LATE
    "\": {\"fault\": \"late\"}}";

static struct {
    struct fake_folder folder;
    char *socket_path, *log;
    pid_t server;
    struct proc_root root;
} fixture = {.folder = FAKE_FOLDER};

static int start_server(void **state ATTR_UNUSED)
{
    static const char program[] = NSINFO_SUPPORT "/fake_cri.py";
    CLEANUP_ERROR struct error err = {0};

    fake_folder_make(&fixture.folder);
    CLEANUP_FREE char *file = fake_folder_file(&fixture.folder, "containers.json");
    fixture.socket_path = fake_folder_file(&fixture.folder, "cri.sock");
    fixture.log = fake_folder_file(&fixture.folder, "log");
    fake_folder_write(&fixture.folder, "containers.json", containers);
    fixture.server = fake_server_start(
        (const char *const[]){program, fixture.socket_path, file, "--log", fixture.log, NULL});
    return proc_root_open(NSINFO_FIXTURES "/proc", &fixture.root, &err);
}

static int stop_server(void **state ATTR_UNUSED)
{
    fake_server_stop(fixture.server);
    proc_root_release(&fixture.root);
    free(fixture.socket_path);
    free(fixture.log);
    fake_folder_remove(&fixture.folder);
    return 0;
}

static int clear_log(void **state ATTR_UNUSED)
{
    fake_folder_write(&fixture.folder, "log", "");
    return 0;
}

static void assert_calls(const char *expected)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_STRBUF struct strbuf log = {0};

    assert_int_equal(file_read(fixture.log, &log, &err), 0);
    assert_string_equal(strbuf_text(&log), expected);
}

static struct container_ref ref_of(const char *runtime, const char *id)
{
    struct container_ref ref = {0};

    snprintf(ref.runtime, sizeof(ref.runtime), "%s", runtime);
    snprintf(ref.id, sizeof(ref.id), "%s", id);
    return ref;
}

static struct runtime_endpoint endpoint_of(const char *runtime, const char *path)
{
    struct runtime_endpoint endpoint = {.path = path, .api = runtime_api_of(runtime)};

    snprintf(endpoint.runtime, sizeof(endpoint.runtime), "%s", runtime);
    return endpoint;
}

// One request for one container of which the walk found `member`, or nothing.
static int find_with(const struct resolver_config *config, const char *runtime, const char *id,
                     const struct member *member, struct resolved *ret,
                     struct cross_check *ret_check, struct error *err)
{
    CLEANUP_RESOLVER struct resolver resolver = RESOLVER_INIT(config, &fixture.root);
    struct container_entry entry = {.ref = ref_of(runtime, id)};

    if (member != NULL)
        container_entry_add_member(&entry, member);
    int rc = resolver_find_init(&resolver, &entry.ref, &entry, ret, err);
    if (rc == 0 && ret_check != NULL)
        resolver_cross_check(&resolver, &entry.ref, &entry, ret, ret_check);
    free(entry.members);
    return rc;
}

static const struct {
    const char *what;
    const char *id;
    uint64_t pid; // 0: an error
    const char *cgroup;
    enum error_code code;
    const char *error; // behind "cri: "
} rows[] = {
    {"its cgroup names the container", NGINX, 110, NULL, 0, NULL},
    {"the same in a leaf below", CRIO, 131, NULL, 0, NULL},
    {"its cgroup names nobody", NAMELESS, 100, "/system.slice/containerd.service", 0, NULL},
    {"its cgroup is the root", ROOT, 2, "/", 0, NULL},
    {"its cgroup names another", PAUSE, 0, NULL, ERROR_BAD_REPLY,
     "the runtime names PID 110, whose cgroup is another container's"},
    {"it is a zombie", DEAD, 0, NULL, ERROR_NOT_FOUND,
     "the runtime names PID 140, which has ended"},
    {"it is gone but for its directory", VANISHED, 0, NULL, ERROR_NOT_FOUND,
     "the runtime names PID 160, which is not in the proc root"},
    {"nobody knows it", NOWHERE, 0, NULL, ERROR_NOT_FOUND,
     "rpc error: code = NotFound desc = could not find container \"" NOWHERE "\": not found"},
};

static void the_pid_that_a_runtime_names_is_checked(void **state ATTR_UNUSED)
{
    const struct runtime_endpoint endpoint = endpoint_of("containerd", fixture.socket_path);
    const struct resolver_config config = {RESOLVER_CRI, false, &endpoint, 1};

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_RESOLVED struct resolved resolved = {0};

        print_message("# %s\n", rows[i].what);
        int rc = find_with(&config, "containerd", rows[i].id, NULL, &resolved, NULL, &err);
        assert_int_equal(rc, rows[i].pid == 0 ? -1 : 0);
        if (rc < 0) {
            CLEANUP_FREE char *expected = xasprintf(
                rows[i].code == ERROR_NOT_FOUND ? "no such container on this node (cri: %s)"
                                                : "the container could not be found (cri: %s)",
                rows[i].error);
            assert_error(&err, rows[i].code, expected);
            continue;
        }
        assert_string_equal(resolved.back_end, "cri");
        assert_int_equal(resolved.init.pid, rows[i].pid);
        assert_true(str_eq(resolved.cgroup, rows[i].cgroup));
    }
}

static void its_parent_and_start_time_are_the_proc_roots(void **state ATTR_UNUSED)
{
    const struct runtime_endpoint endpoint = endpoint_of("containerd", fixture.socket_path);
    const struct resolver_config config = {RESOLVER_CRI, false, &endpoint, 1};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_RESOLVED struct resolved resolved = {0};

    assert_int_equal(find_with(&config, "containerd", NGINX, NULL, &resolved, NULL, &err), 0);
    assert_int_equal(resolved.init.ppid, 100);
    assert_int_equal(resolved.init.start_ticks, 5000);
}

static const struct member nginx = {.pid = 110, .ppid = 100, .start_ticks = 5000};

static void auto_asks_the_runtime_only_about_what_no_cgroup_names(void **state ATTR_UNUSED)
{
    const struct runtime_endpoint endpoint = endpoint_of("containerd", fixture.socket_path);
    const struct resolver_config config = {RESOLVER_AUTO, false, &endpoint, 1};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_RESOLVED struct resolved by_cgroup = {0};
    CLEANUP_RESOLVED struct resolved by_runtime = {0};
    struct cross_check check = {0};

    assert_int_equal(find_with(&config, "containerd", NGINX, &nginx, &by_cgroup, &check, &err), 0);
    assert_string_equal(by_cgroup.back_end, "cgroup");
    assert_null(check.by);
    assert_null(check.error);
    assert_calls("");
    assert_int_equal(find_with(&config, "containerd", NGINX, NULL, &by_runtime, &check, &err), 0);
    assert_string_equal(by_runtime.back_end, "cri");
    assert_int_equal(by_runtime.init.pid, 110);
    assert_calls("v1 ContainerStatus " NGINX "\n");
}

static void when_all_fail_each_ones_reason_is_told(void **state ATTR_UNUSED)
{
    const struct runtime_endpoint endpoint = endpoint_of("containerd", fixture.socket_path);
    const struct resolver_config config = {RESOLVER_AUTO, false, &endpoint, 1};
    CLEANUP_ERROR struct error err = {0};
    struct resolved resolved = {0};

    assert_int_equal(find_with(&config, "containerd", PAUSE, NULL, &resolved, NULL, &err), -1);
    assert_error(&err, ERROR_BAD_REPLY,
                 "the container could not be found (cgroup: no process has the ID in its cgroup "
                 "path; cri: the runtime names PID 110, whose cgroup is another container's)");
}

static void only_the_runtime_of_the_id_is_asked(void **state ATTR_UNUSED)
{
    const struct runtime_endpoint endpoint = endpoint_of("containerd", fixture.socket_path);
    struct resolver_config config = {RESOLVER_AUTO, false, &endpoint, 1};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_RESOLVED struct resolved resolved = {0};

    assert_int_equal(find_with(&config, "cri-o", NGINX, NULL, &resolved, NULL, &err), -1);
    assert_error(&err, ERROR_NOT_FOUND,
                 "no such container on this node (cgroup: no process has the ID in its cgroup "
                 "path)");
    config.choice = RESOLVER_CRI;
    assert_int_equal(find_with(&config, "cri-o", NGINX, NULL, &resolved, NULL, &err), -1);
    assert_error(&err, ERROR_UNAVAILABLE,
                 "the container could not be found (cri: no endpoint is configured for runtime "
                 "\"cri-o\")");
    assert_calls("");
    // A cgroup does not always say which runtime it is.
    assert_int_equal(find_with(&config, "", NGINX, NULL, &resolved, NULL, &err), 0);
    assert_int_equal(resolved.init.pid, 110);
}

static void of_several_endpoints_the_first_that_knows_it_answers(void **state ATTR_UNUSED)
{
    const struct runtime_endpoint endpoints[] = {
        endpoint_of("containerd", "/nonexistent/x.sock"),
        {"containerd", "/nonexistent/usual.sock", RUNTIME_API_CRI, true},
        endpoint_of("containerd", fixture.socket_path),
    };
    const struct resolver_config config = {RESOLVER_CRI, false, endpoints, ARRAY_SIZE(endpoints)};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_RESOLVED struct resolved resolved = {0};

    assert_int_equal(find_with(&config, "containerd", NGINX, NULL, &resolved, NULL, &err), 0);
    assert_int_equal(resolved.init.pid, 110);
    assert_int_equal(find_with(&config, "containerd", NOWHERE, NULL, &resolved, NULL, &err), -1);
    assert_error(&err, ERROR_UNREACHABLE,
                 "the container could not be found (cri: dial unix /nonexistent/x.sock: connect: "
                 "no such file or directory; rpc error: code = NotFound desc = could not find "
                 "container \"" NOWHERE "\": not found)");
}

static void a_second_back_end_agrees_or_not_or_has_no_answer(void **state ATTR_UNUSED)
{
    const struct runtime_endpoint endpoint = endpoint_of("containerd", fixture.socket_path);
    const struct resolver_config config = {RESOLVER_CGROUP, true, &endpoint, 1};
    const struct member docker = {.pid = 120, .ppid = 1, .start_ticks = 6000};
    const struct {
        const char *runtime;
        const char *id;
        const struct member *member;
        uint64_t pid; // 0: an error
        bool agrees;
        const char *error;
    } checks[] = {
        {"containerd", NGINX, &nginx, 110, true, NULL},
        {"containerd", DOCKER, &docker, 121, false, NULL},
        {"containerd", PAUSE, &nginx, 0, false,
         "cri: the runtime names PID 110, whose cgroup is another container's"},
        {"docker", NGINX, &nginx, 0, false, "no endpoint is configured for runtime \"docker\""},
    };

    for (size_t i = 0; i < ARRAY_SIZE(checks); i++) {
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_RESOLVED struct resolved resolved = {0};
        CLEANUP(cross_check_release) struct cross_check check = {0};

        assert_int_equal(find_with(&config, checks[i].runtime, checks[i].id, checks[i].member,
                                   &resolved, &check, &err),
                         0);
        assert_string_equal(resolved.back_end, "cgroup");
        assert_int_equal(resolved.init.pid, checks[i].member->pid);
        assert_true(str_eq(check.by, checks[i].error == NULL ? "cri" : NULL));
        assert_int_equal(check.pid, checks[i].pid);
        assert_int_equal(check.agrees, checks[i].agrees);
        assert_true(str_eq(check.error, checks[i].error));
    }
}

static void what_a_runtime_tells_is_checked_by_the_cgroup(void **state ATTR_UNUSED)
{
    const struct runtime_endpoint endpoint = endpoint_of("containerd", fixture.socket_path);
    const struct resolver_config config = {RESOLVER_CRI, true, &endpoint, 1};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_RESOLVED struct resolved known = {0};
    CLEANUP_RESOLVED struct resolved unknown = {0};
    CLEANUP(cross_check_release) struct cross_check agrees = {0};
    CLEANUP(cross_check_release) struct cross_check fails = {0};

    assert_int_equal(find_with(&config, "containerd", NGINX, &nginx, &known, &agrees, &err), 0);
    assert_string_equal(known.back_end, "cri");
    assert_string_equal(agrees.by, "cgroup");
    assert_true(agrees.agrees);
    assert_int_equal(find_with(&config, "containerd", NAMELESS, NULL, &unknown, &fails, &err), 0);
    assert_null(fails.by);
    assert_string_equal(fails.error, "cgroup: no process has the ID in its cgroup path");
}

static void a_hanging_runtime_is_waited_for_once_a_request(void **state ATTR_UNUSED)
{
    enum { COUNT = 64, CALL_MS = 2000, DEADLINE_MS = 60 * 1000 };
    const struct runtime_endpoint endpoint = endpoint_of("containerd", fixture.socket_path);
    const struct resolver_config config = {RESOLVER_CRI, false, &endpoint, 1};
    CLEANUP_RESOLVER struct resolver resolver = RESOLVER_INIT(&config, &fixture.root);
    struct container_entry entry = {.ref = ref_of("containerd", LATE)};
    uint64_t deadline = deadline_in(DEADLINE_MS);

    for (int i = 0; i < COUNT; i++) {
        CLEANUP_ERROR struct error err = {0};
        struct resolved resolved = {0};

        assert_int_equal(resolver_find_init(&resolver, &entry.ref, &entry, &resolved, &err), -1);
        assert_error(&err, ERROR_TIMEOUT,
                     "the container could not be found (cri: rpc error: code = DeadlineExceeded "
                     "desc = context deadline exceeded)");
    }
    assert_in_range(DEADLINE_MS - deadline_left(deadline), CALL_MS - 10, 10 * CALL_MS);
    assert_calls("v1 ContainerStatus " LATE "\n");
}

static void all_runtimes_together_have_five_seconds(void **state ATTR_UNUSED)
{
    enum { LIMIT_MS = 5000, DEADLINE_MS = 60 * 1000 };
    const struct runtime_endpoint late = endpoint_of("containerd", fixture.socket_path);
    const struct runtime_endpoint endpoints[] = {late, late, late, late};
    const struct resolver_config config = {RESOLVER_CRI, false, endpoints, ARRAY_SIZE(endpoints)};
    CLEANUP_ERROR struct error err = {0};
    struct resolved resolved = {0};
    uint64_t deadline = deadline_in(DEADLINE_MS);
#define LATE_ERROR "rpc error: code = DeadlineExceeded desc = context deadline exceeded"

    assert_int_equal(find_with(&config, "containerd", LATE, NULL, &resolved, NULL, &err), -1);
    assert_error(&err, ERROR_TIMEOUT,
                 "the container could not be found (cri: " LATE_ERROR "; " LATE_ERROR
                 "; " LATE_ERROR "; the 5 s that a request has for runtimes are over)");
    assert_in_range(DEADLINE_MS - deadline_left(deadline), LIMIT_MS - 10, 4 * LIMIT_MS);
}

static void the_back_ends_in_use_have_an_order(void **state ATTR_UNUSED)
{
    const struct runtime_endpoint endpoints[] = {endpoint_of("docker", "/d"),
                                                 endpoint_of("containerd", "/c")};
    const struct resolver_config both = {RESOLVER_AUTO, false, endpoints, 2};
    const struct resolver_config docker = {RESOLVER_DOCKER, false, endpoints, 1};

    assert_string_equal(resolver_name(&both, 0), "cgroup");
    assert_string_equal(resolver_name(&both, 1), "cri");
    assert_string_equal(resolver_name(&both, 2), "docker");
    assert_null(resolver_name(&both, 3));
    assert_string_equal(resolver_name(&docker, 0), "docker");
    assert_null(resolver_name(&docker, 1));
}

static void collect(const char *id, struct report *ret)
{
    const struct runtime_endpoint endpoint = endpoint_of("containerd", fixture.socket_path);
    const struct resolver_config config = {RESOLVER_CRI, true, &endpoint, 1};
    const struct collect_source source = {&fixture.root, "node-a", &config};
    const struct container_ref ref = ref_of("containerd", id);
    const struct collect_query query = {REPORT_CONTAINER_LIST, &ref, 1, true};
    CLEANUP_ERROR struct error err = {0};
    struct collect_stats stats = {0};

    assert_int_equal(collector_run(&source, &query, ret, &stats, &err), 0);
    assert_int_equal(ret->error_count, 0);
    assert_int_equal(ret->container_count, 1);
}

static void
a_container_that_no_cgroup_names_has_the_processes_of_its_cgroup(void **state ATTR_UNUSED)
{
    CLEANUP_REPORT struct report report = {0};

    collect(NAMELESS, &report);
    assert_int_equal(report.containers[0].pid, 100);
    assert_string_equal(report.containers[0].resolved_by, "cri");
    assert_string_equal(report.containers[0].cgroup, "/system.slice/containerd.service");
    assert_true(report.containers[0].has_processes);
    assert_int_equal(report.containers[0].process_count, 1);
    assert_int_equal(report.containers[0].processes[0].pid, 100);
    assert_string_equal(report.containers[0].cross_check.error,
                        "cgroup: no process has the ID in its cgroup path");
}

static void in_the_root_cgroup_its_processes_are_not_known(void **state ATTR_UNUSED)
{
    CLEANUP_REPORT struct report report = {0};

    collect(ROOT, &report);
    assert_int_equal(report.containers[0].pid, 2);
    assert_false(report.containers[0].has_processes);
}

static void a_container_that_its_cgroup_names_has_all_its_processes(void **state ATTR_UNUSED)
{
    CLEANUP_REPORT struct report report = {0};

    collect(NGINX, &report);
    assert_int_equal(report.containers[0].pid, 110);
    assert_int_equal(report.containers[0].process_count, 4);
    assert_true(report.containers[0].cross_check.agrees);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pid_that_a_runtime_names_is_checked),
        cmocka_unit_test(its_parent_and_start_time_are_the_proc_roots),
        cmocka_unit_test_setup(auto_asks_the_runtime_only_about_what_no_cgroup_names, clear_log),
        cmocka_unit_test(when_all_fail_each_ones_reason_is_told),
        cmocka_unit_test_setup(only_the_runtime_of_the_id_is_asked, clear_log),
        cmocka_unit_test(of_several_endpoints_the_first_that_knows_it_answers),
        cmocka_unit_test(a_second_back_end_agrees_or_not_or_has_no_answer),
        cmocka_unit_test(what_a_runtime_tells_is_checked_by_the_cgroup),
        cmocka_unit_test_setup(a_hanging_runtime_is_waited_for_once_a_request, clear_log),
        cmocka_unit_test(all_runtimes_together_have_five_seconds),
        cmocka_unit_test(the_back_ends_in_use_have_an_order),
        cmocka_unit_test(a_container_that_no_cgroup_names_has_the_processes_of_its_cgroup),
        cmocka_unit_test(in_the_root_cgroup_its_processes_are_not_known),
        cmocka_unit_test(a_container_that_its_cgroup_names_has_all_its_processes),
    };

    return cmocka_run_group_tests(tests, start_server, stop_server);
}
