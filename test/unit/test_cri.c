// SPDX-License-Identifier: Apache-2.0
//
// Against test/support/fake_cri.py, which answers as CRI-O does, and wrongly.
#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "common/base/deadline.h"
#include "node-agent/runtime/cri.h"
#include "test/unit/fake_server.h"

enum { ID_LEN = 64, PATIENT_MS = 20 * 1000, HASTY_MS = 1000 };

// The ID of a container is its number behind as many zeros as it takes.
static const struct {
    const char *number;
    const char *container; // as the fake server knows it
    uint64_t pid;          // 0: there is an error
    enum error_code code;
    const char *message;
} rows[] = {
    {"1", "{'pid': 267}", 267, ERROR_NONE, NULL},
    {"2", "{'info': {'info': '{`pid`: 3}', 'pid': '4'}}", 3, ERROR_NONE, NULL},
    {"3", "{'info': {'pid': '4711'}}", 4711, ERROR_NONE, NULL},
    {"4", "{'pid': 5, 'fault': 'goaway', 'once': true}", 5, ERROR_NONE, NULL},
    {"5", "{'pid': 6, 'fault': 'close', 'once': true}", 6, ERROR_NONE, NULL},
    {"6", "{'pid': 7, 'fault': 'no-trailers', 'once': true}", 7, ERROR_NONE, NULL},
    {"7", NULL, 0, ERROR_NOT_FOUND,
     "rpc error: code = NotFound desc = could not find container "
     "\"0000000000000000000000000000000000000000000000000000000000000007\": not found"},
    {"8", "{'pid': 0, 'state': 2}", 0, ERROR_NOT_FOUND,
     "the container does not run, its state is \"exited\""},
    {"9", "{'pid': 0, 'state': 0}", 0, ERROR_NOT_FOUND,
     "the container does not run, its state is \"created\""},
    {"10", "{'pid': 9, 'state': 7}", 0, ERROR_NOT_FOUND,
     "the container does not run, its state is \"unknown\""},
    {"11", "{'pid': 9, 'id': 'feed'}", 0, ERROR_BAD_REPLY, "the reply is not about this container"},
    {"12", "{'pid': 0}", 0, ERROR_BAD_REPLY, "the runtime does not say the container's PID"},
    {"13", "{'info': {}}", 0, ERROR_BAD_REPLY, "the runtime does not say the container's PID"},
    {"14", "{'info': {'info': '{`pid`: `12`}'}}", 0, ERROR_BAD_REPLY,
     "info \"info\": field \"pid\" is not a whole number from 0"},
    {"15", "{'info': {'info': '[12]'}}", 0, ERROR_BAD_REPLY, "info \"info\": not a JSON object"},
    {"16", "{'info': {'info': '{`pid`: 12'}}", 0, ERROR_BAD_REPLY,
     "info \"info\": not JSON: line 1, column 10: '}' expected near end of file"},
    {"17", "{'info': {'info': '{`pid`: -1}'}}", 0, ERROR_BAD_REPLY,
     "info \"info\": field \"pid\" is not a whole number from 0"},
    {"18", "{'info': {'info': '{`pid`: 4294967297}'}}", 0, ERROR_BAD_REPLY,
     "the runtime does not say the container's PID"},
    {"19", "{'info': {'pid': '12x'}}", 0, ERROR_BAD_REPLY, "info \"pid\" is not a PID"},
    {"20", "{'fault': 'cut'}", 0, ERROR_BAD_REPLY,
     "the connection ended before the reply was complete"},
    {"21", "{'fault': 'no-trailers'}", 0, ERROR_BAD_REPLY,
     "the reply has no gRPC status (HTTP status 200)"},
    {"22", "{'fault': 'goaway'}", 0, ERROR_BAD_REPLY,
     "the connection ended before the reply was complete"},
    {"23", "{'fault': 'reset'}", 0, ERROR_BAD_REPLY,
     "the connection ended before the reply was complete"},
    {"24", "{'fault': 'plain-http'}", 0, ERROR_BAD_REPLY,
     "the reply has no gRPC status (HTTP status 503)"},
    {"25", "{'fault': 'garbage'}", 0, ERROR_BAD_REPLY,
     "the connection ended before the reply was complete"},
    {"26", "{'fault': 'oversized'}", 0, ERROR_TOO_LARGE, "the reply is larger than 4194304 bytes"},
    {"27", "{'fault': 'close'}", 0, ERROR_BAD_REPLY,
     "the connection ended before the reply was complete"},
    {"28", "{'fault': 'internal'}", 0, ERROR_UNAVAILABLE,
     "rpc error: code = Internal desc = no luck: café\\n100%"},
    {"29", "{'fault': 'strange-status'}", 0, ERROR_BAD_REPLY,
     "rpc error: code = Code(99) desc = what"},
    {"30", "{'fault': 'malformed-status'}", 0, ERROR_BAD_REPLY,
     "the reply has no gRPC status (HTTP status 200)"},
    {"31", "{'fault': 'ok-alone'}", 0, ERROR_BAD_REPLY, "the reply has no message"},
    {"32", "{'fault': 'empty-message'}", 0, ERROR_BAD_REPLY,
     "the reply is not about this container"},
    {"33", "{'fault': 'short-message'}", 0, ERROR_BAD_REPLY,
     "the reply has 309 bytes of a message of 310"},
    {"34", "{'fault': 'two-messages'}", 0, ERROR_BAD_REPLY,
     "the reply has 625 bytes of a message of 310"},
    {"35", "{'fault': 'compressed'}", 0, ERROR_BAD_REPLY, "the reply is compressed"},
    {"36", "{'fault': 'bad-varint'}", 0, ERROR_BAD_REPLY,
     "the reply is not a ContainerStatusResponse"},
    {"37", "{'fault': 'bad-length'}", 0, ERROR_BAD_REPLY,
     "the reply is not a ContainerStatusResponse"},
    {"38", "{'fault': 'bad-wire-type'}", 0, ERROR_BAD_REPLY,
     "the reply is not a ContainerStatusResponse"},
    {"41", "{'pid': 9, 'sandbox': true}", 9, ERROR_NONE, NULL},
    {"42", "{'pid': 9, 'sandbox': true, 'state': 1}", 0, ERROR_NOT_FOUND,
     "rpc error: code = NotFound desc = could not find container "
     "\"0000000000000000000000000000000000000000000000000000000000000042\": not found"},
    {"43", "{'sandbox': true, 'fault': 'bad-varint'}", 0, ERROR_BAD_REPLY,
     "the reply is not a PodSandboxStatusResponse"},
    {"44", "{'sandbox': true, 'id': 'feed'}", 0, ERROR_BAD_REPLY,
     "the reply is not about this container"},
    {"39", "{'fault': 'late'}", 0, ERROR_TIMEOUT,
     "rpc error: code = DeadlineExceeded desc = context deadline exceeded"},
    {"40", "{'fault': 'late-trailers'}", 0, ERROR_TIMEOUT,
     "rpc error: code = DeadlineExceeded desc = context deadline exceeded"},
};

static struct {
    struct fake_folder folder;
    char *containers;
    char *socket_v1, *socket_v1alpha2, *log;
    pid_t v1, v1alpha2;
} fixture = {.folder = FAKE_FOLDER};

static void format_id(const char *number, char ret[static ID_LEN + 1])
{
    snprintf(ret, ID_LEN + 1, "%0*d%s", ID_LEN - (int)strlen(number), 0, number);
}

// ' for " around names, ` for " within texts that are JSON themselves.
static void add_container(struct strbuf *json, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '`')
            strbuf_add_text(json, "\\\"");
        else
            strbuf_add_char(json, (char)(*text == '\'' ? '"' : *text));
    }
}

static void write_containers(void)
{
    CLEANUP_STRBUF struct strbuf json = {0};

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        char id[ID_LEN + 1];

        if (rows[i].container == NULL)
            continue;
        format_id(rows[i].number, id);
        strbuf_add_format(&json, "%s\"%s\": ", i == 0 ? "{" : ",\n", id);
        add_container(&json, rows[i].container);
    }
    strbuf_add_text(&json, "}\n");
    fake_folder_write(&fixture.folder, "containers.json", strbuf_text(&json));
}

static pid_t start(const char *socket_path, const char *api)
{
    static const char program[] = NSINFO_SUPPORT "/fake_cri.py";

    return fake_server_start((const char *const[]){program, socket_path, fixture.containers,
                                                   "--api", api, "--log", fixture.log, NULL});
}

static int start_servers(void **state ATTR_UNUSED)
{
    fake_folder_make(&fixture.folder);
    fixture.containers = fake_folder_file(&fixture.folder, "containers.json");
    fixture.log = fake_folder_file(&fixture.folder, "log");
    fixture.socket_v1 = fake_folder_file(&fixture.folder, "v1.sock");
    fixture.socket_v1alpha2 = fake_folder_file(&fixture.folder, "v1alpha2.sock");
    write_containers();
    fixture.v1 = start(fixture.socket_v1, "v1");
    fixture.v1alpha2 = start(fixture.socket_v1alpha2, "v1alpha2");
    return 0;
}

static int stop_servers(void **state ATTR_UNUSED)
{
    char *const paths[] = {fixture.containers, fixture.log, fixture.socket_v1,
                           fixture.socket_v1alpha2};

    fake_server_stop(fixture.v1);
    fake_server_stop(fixture.v1alpha2);
    for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
        free(paths[i]);
    fake_folder_remove(&fixture.folder);
    return 0;
}

static void every_answer_is_a_pid_or_a_clear_error(void **state ATTR_UNUSED)
{
    struct cri *cri = cri_new(fixture.socket_v1);

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        bool late = rows[i].code == ERROR_TIMEOUT;
        char id[ID_LEN + 1];
        uint64_t pid = 0;

        print_message("# %s %s\n", rows[i].number, rows[i].container);
        format_id(rows[i].number, id);
        int rc = cri_find_pid(cri, id, deadline_in(late ? HASTY_MS : PATIENT_MS), &pid, &err);
        assert_int_equal(rc, rows[i].pid == 0 ? -1 : 0);
        assert_int_equal(pid, rows[i].pid);
        if (rc < 0)
            assert_error(&err, rows[i].code, rows[i].message);
    }
    cri_free(&cri);
}

static void
a_runtime_that_knows_only_v1alpha2_is_asked_by_it_and_remembered(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_STRBUF struct strbuf log = {0};
    struct cri *cri = cri_new(fixture.socket_v1alpha2);
    char id[ID_LEN + 1];
    uint64_t pid = 0;

    assert_int_equal(truncate(fixture.log, 0), 0);
    format_id("1", id);
    for (int i = 0; i < 2; i++) {
        pid = 0;
        assert_int_equal(cri_find_pid(cri, id, deadline_in(PATIENT_MS), &pid, &err), 0);
        assert_int_equal(pid, 267);
        assert_null(err.message);
    }
    cri_free(&cri);
    assert_int_equal(file_read(fixture.log, &log, &err), 0);
    CLEANUP_FREE char *expected = xasprintf(
        "v1 ContainerStatus %s\nv1alpha2 ContainerStatus %s\nv1alpha2 ContainerStatus %s\n", id, id,
        id);
    assert_string_equal(strbuf_text(&log), expected);
}

static void a_dead_socket_is_an_error_at_once(void **state ATTR_UNUSED)
{
    CLEANUP_FREE char *missing = fake_folder_file(&fixture.folder, "missing.sock");
    const struct {
        const char *path;
        int sys_errno;
        const char *why;
    } sockets[] = {
        {missing, ENOENT, "no such file or directory"},
        {fixture.containers, ECONNREFUSED, "connection refused"},
    };

    for (size_t i = 0; i < ARRAY_SIZE(sockets); i++) {
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_FREE char *expected =
            xasprintf("dial unix %s: connect: %s", sockets[i].path, sockets[i].why);
        struct cri *cri = cri_new(sockets[i].path);
        uint64_t pid = 0;

        assert_int_equal(cri_find_pid(cri, "x", deadline_in(PATIENT_MS), &pid, &err), -1);
        assert_error(&err, ERROR_UNREACHABLE, expected);
        assert_int_equal(err.sys_errno, sockets[i].sys_errno);
        cri_free(&cri);
    }
}

static void a_runtime_that_accepts_no_connections_is_an_error_in_time(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_FREE char *path = fake_folder_file(&fixture.folder, "full.sock");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    CLEANUP_FD int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct cri *cri = cri_new(path);
    uint64_t pid = 0;

    memcpy(address.sun_path, path, strlen(path) + 1);
    assert_int_equal(bind(listener, (const struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(listen(listener, 0), 0);
    // The first connection waits to be accepted, the second finds no room.
    struct cri *first = cri_new(path);
    assert_int_equal(cri_find_pid(first, "x", deadline_in(HASTY_MS / 4), &pid, &err), -1);
    assert_error(&err, ERROR_TIMEOUT,
                 "rpc error: code = DeadlineExceeded desc = context deadline exceeded");
    assert_int_equal(cri_find_pid(cri, "x", deadline_in(HASTY_MS / 4), &pid, &err), -1);
    assert_error(&err, ERROR_BAD_REPLY, "the connection ended before the reply was complete");
    cri_free(&first);
    cri_free(&cri);
    unlink(path);
}

static void a_deadline_that_has_passed_makes_no_call(void **state ATTR_UNUSED)
{
    CLEANUP_ERROR struct error err = {0};
    struct cri *cri = cri_new(fixture.socket_v1);
    char id[ID_LEN + 1];
    uint64_t pid = 0;

    format_id("1", id);
    assert_int_equal(cri_find_pid(cri, id, 0, &pid, &err), -1);
    assert_error(&err, ERROR_TIMEOUT,
                 "rpc error: code = DeadlineExceeded desc = context deadline exceeded");
    cri_free(&cri);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_answer_is_a_pid_or_a_clear_error),
        cmocka_unit_test(a_runtime_that_knows_only_v1alpha2_is_asked_by_it_and_remembered),
        cmocka_unit_test(a_dead_socket_is_an_error_at_once),
        cmocka_unit_test(a_runtime_that_accepts_no_connections_is_an_error_in_time),
        cmocka_unit_test(a_deadline_that_has_passed_makes_no_call),
    };

    return cmocka_run_group_tests(tests, start_servers, stop_servers);
}
