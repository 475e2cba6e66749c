// SPDX-License-Identifier: Apache-2.0
//
// Against test/support/fake_apiserver.py with Docker's paths, on a unix socket.
#include "common/base/deadline.h"
#include "common/base/error.h"
#include "node-agent/runtime/docker.h"
#include "test/unit/fake_server.h"

enum { PATIENT_MS = 20 * 1000, HASTY_MS = 500 };

#define ROUTES(...) #__VA_ARGS__
// clang-format off
static const char good_routes[] = ROUTES([
    {"path": "/_ping", "text": "OK", "type": "text/plain", "headers": {"Api-Version": "1.41"}},
    {"path": "/v1.41/containers/run/json",
     "json": {"Id": "run", "State": {"Status": "running", "Running": true, "Pid": 267}}},
    {"path": "/v1.41/containers/none/json", "status": 404,
     "json": {"message": "No such container: none"}},
    {"path": "/v1.41/containers/late/json", "fault": "delay", "seconds": 5, "json": {}},
    {"path": "/v1.41/containers/cut/json", "fault": "cut", "text": "0123456789"},
    {"path": "/v1.41/containers/close/json", "fault": "close"},
    {"path": "/v1.41/containers/garbage/json", "fault": "garbage"},
    {"path": "/v1.41/containers/huge/json", "fault": "huge", "size": 5000000},
    {"path": "/v1.41/containers/text/json", "text": "hello"}
]);
static const char new_routes[] = ROUTES([
    {"path": "/_ping", "text": "OK", "headers": {"API-Version": "1.99"}},
    {"path": "/v1.51/containers/run/json",
     "json": {"Id": "run", "State": {"Running": true, "Pid": 99}}}
]);
static const char old_routes[] = ROUTES([{"path": "/_ping", "text": "OK"}]);
// clang-format on

static struct {
    struct fake_folder folder;
    char *good, *new, *old;
    pid_t good_pid, new_pid, old_pid;
} fixture = {.folder = FAKE_FOLDER};

static char *start(const char *name, const char *routes, pid_t *ret_pid)
{
    static const char program[] = NSINFO_SUPPORT "/fake_apiserver.py";
    CLEANUP_FREE char *file = fake_folder_file(&fixture.folder, name);
    char *socket_path = xasprintf("%s.sock", file);

    fake_folder_write(&fixture.folder, name, routes);
    *ret_pid = fake_server_start((const char *const[]){program, file, "--unix", socket_path, NULL});
    return socket_path;
}

static int start_servers(void **state ATTR_UNUSED)
{
    fake_folder_make(&fixture.folder);
    fixture.good = start("good", good_routes, &fixture.good_pid);
    fixture.new = start("new", new_routes, &fixture.new_pid);
    fixture.old = start("old", old_routes, &fixture.old_pid);
    return 0;
}

static int stop_servers(void **state ATTR_UNUSED)
{
    fake_server_stop(fixture.good_pid);
    fake_server_stop(fixture.new_pid);
    fake_server_stop(fixture.old_pid);
    free(fixture.good);
    free(fixture.new);
    free(fixture.old);
    fake_folder_remove(&fixture.folder);
    return 0;
}

static const struct {
    const char *id;
    uint64_t pid; // 0: an error
    enum error_code code;
    const char *error;
} rows[] = {
    {"run", 267, 0, NULL},
    {"none", 0, ERROR_NOT_FOUND, "HTTP status 404: No such container: none"},
    {"text", 0, ERROR_BAD_REPLY, "not JSON: line 1, column 5: '[' or '{' expected near 'hello'"},
    {"huge", 0, ERROR_TOO_LARGE, "the reply is larger than 4194304 bytes"},
    {"cut", 0, ERROR_BAD_REPLY,
     "unexpected error when reading response body. Please retry. Original error: unexpected EOF"},
    {"close", 0, ERROR_UNREACHABLE, "EOF"},
    {"garbage", 0, ERROR_BAD_REPLY,
     "net/http: HTTP/1.x transport connection broken: received HTTP/0.9 when not allowed"},
    {"late", 0, ERROR_TIMEOUT,
     "net/http: request canceled (Client.Timeout exceeded while awaiting headers)"},
    {"run", 267, 0, NULL}, // after all that
};

static void every_answer_is_a_pid_or_a_clear_error(void **state ATTR_UNUSED)
{
    struct docker *docker = docker_new(fixture.good);

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        bool late = rows[i].code == ERROR_TIMEOUT;
        uint64_t pid = 0;

        print_message("# %s\n", rows[i].id);
        int rc = docker_find_pid(docker, rows[i].id, deadline_in(late ? HASTY_MS : PATIENT_MS),
                                 &pid, &err);
        assert_int_equal(rc, rows[i].pid == 0 ? -1 : 0);
        assert_int_equal(pid, rows[i].pid);
        if (rc < 0)
            assert_error(&err, rows[i].code, rows[i].error);
    }
    docker_free(&docker);
}

static void a_newer_server_is_spoken_to_in_the_newest_version_known(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    struct docker *docker = docker_new(fixture.new);
    uint64_t pid = 0;

    assert_int_equal(docker_find_pid(docker, "run", deadline_in(PATIENT_MS), &pid, &err), 0);
    assert_int_equal(pid, 99);
    docker_free(&docker);
}

static void a_server_without_a_version_is_not_docker(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    struct docker *docker = docker_new(fixture.old);
    uint64_t pid = 0;

    assert_int_equal(docker_find_pid(docker, "run", deadline_in(PATIENT_MS), &pid, &err), -1);
    assert_error(&err, ERROR_BAD_REPLY, "the reply to \"/_ping\" names no API version 1.x");
    docker_free(&docker);
}

static void a_missing_socket_is_an_error_at_once(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    struct docker *docker = docker_new("/nonexistent/docker.sock");
    uint64_t pid = 0;

    assert_int_equal(docker_find_pid(docker, "run", deadline_in(PATIENT_MS), &pid, &err), -1);
    assert_error(&err, ERROR_UNREACHABLE,
                 "dial unix /nonexistent/docker.sock: connect: no such file or directory");
    docker_free(&docker);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_answer_is_a_pid_or_a_clear_error),
        cmocka_unit_test(a_newer_server_is_spoken_to_in_the_newest_version_known),
        cmocka_unit_test(a_server_without_a_version_is_not_docker),
        cmocka_unit_test(a_missing_socket_is_an_error_at_once),
    };

    return cmocka_run_group_tests(tests, start_servers, stop_servers);
}
