// SPDX-License-Identifier: Apache-2.0
//
// Against test/support/fake_apiserver.py, by HTTP and by HTTPS.
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/net/http_client.h"
#include "test/unit/unit.h"

#define ROUTES(...) #__VA_ARGS__
// clang-format off
static const char routes[] = ROUTES([
    {"path": "/hello", "json": {"a": 1}},
    {"path": "/query?x=1&y=%20z", "text": "query"},
    {"path": "/a%2F..%2Fb/../c", "text": "as it is"},
    {"path": "/404", "status": 404, "text": "none", "type": "text/plain"},
    {"path": "/301", "status": 301, "text": "", "headers": {"Location": "/hello"}},
    {"path": "/warn", "json": 1,
     "headers": {"Warning": ["299 - \"one\"", "299 - \"two\""]}},
    {"method": "PATCH", "path": "/patch", "status": 201, "text": "made"},
    {"path": "/nothing", "text": ""},
    {"path": "/slow", "fault": "delay", "seconds": 5, "text": "late"},
    {"path": "/drip", "fault": "drip", "seconds": 1, "text": "abcdefgh"},
    {"path": "/cut", "fault": "cut", "text": "0123456789"},
    {"path": "/chunk-cut", "fault": "chunk-cut", "text": "0123456789"},
    {"path": "/close", "fault": "close"},
    {"path": "/reset", "fault": "reset"},
    {"path": "/garbage", "fault": "garbage"},
    {"path": "/huge", "fault": "huge", "size": 1000000},
    {"path": "/flood", "fault": "headers-flood"}
]);
// clang-format on

struct server {
    pid_t pid;
    char *url;
};

// What the group's tests share.
static struct {
    char folder[sizeof("/tmp/nsinfo-test-XXXXXX")];
    struct server tls, plain;
} fixture;

static void assert_ends_well(pid_t pid)
{
    int status = 0;

    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

static void make_certs(void)
{
    pid_t pid = fork();

    if (pid == 0) {
        execl(NSINFO_SUPPORT "/make_certs", "make_certs", fixture.folder, NULL);
        _exit(127);
    }
    assert_ends_well(pid);
}

static void remove_folder(void)
{
    pid_t pid = fork();

    if (pid == 0) {
        execl("/bin/rm", "rm", "-rf", fixture.folder, NULL);
        _exit(127);
    }
    assert_ends_well(pid);
}

// By HTTPS if there is a folder of certificates.
static struct server start(const char *tls_folder, const char *routes_file)
{
    static const char program[] = NSINFO_SUPPORT "/fake_apiserver.py";
    const char *option = tls_folder == NULL ? NULL : "--tls";
    char url[64] = "";
    int output[2];

    assert_int_equal(pipe(output), 0);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(output[1], STDOUT_FILENO);
        execl(program, program, routes_file, "--lifetime", "240", option, tls_folder, NULL);
        _exit(127);
    }
    assert_true(pid > 0);
    close(output[1]);
    assert_true(read(output[0], url, sizeof(url) - 1) > 0);
    close(output[0]);
    url[strcspn(url, "\n")] = '\0';
    return (struct server){.pid = pid, .url = xstrdup(url)};
}

static void stop(struct server *server)
{
    kill(server->pid, SIGTERM);
    waitpid(server->pid, NULL, 0);
    free(server->url);
}

static char *in_folder(const char *name)
{
    return xasprintf("%s/%s", fixture.folder, name);
}

static int start_servers(void **state)
{
    (void)state;
    snprintf(fixture.folder, sizeof(fixture.folder), "/tmp/nsinfo-test-XXXXXX");
    assert_non_null(mkdtemp(fixture.folder));
    CLEANUP_FREE char *routes_file = in_folder("routes.json");
    FILE *file = fopen(routes_file, "we");
    assert_non_null(file);
    fputs(routes, file);
    assert_int_equal(fclose(file), 0);
    make_certs();
    fixture.tls = start(fixture.folder, routes_file);
    fixture.plain = start(NULL, routes_file);
    return 0;
}

static int stop_servers(void **state)
{
    (void)state;
    stop(&fixture.tls);
    stop(&fixture.plain);
    remove_folder();
    return 0;
}

static void read_pem(const char *name, struct strbuf *ret)
{
    CLEANUP_FREE char *path = in_folder(name);
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(file_read(path, ret, &err), 0);
}

static struct http_client *plain_client(const char *url)
{
    return http_client_new(&(struct http_endpoint){.base_url = url, .user_agent = "test"});
}

// Long enough for a handshake under valgrind.
enum { PATIENT_MS = 20 * 1000, HASTY_MS = 500 };

static int get_within(struct http_client *client, const char *path, uint64_t timeout_ms,
                      struct http_reply *ret, struct error *err)
{
    return http_client_send(
        client,
        &(struct http_request){
            .method = "GET", .path = path, .timeout_ms = timeout_ms, .max_reply = 65536},
        ret, err);
}

static int get(struct http_client *client, const char *path, struct http_reply *ret,
               struct error *err)
{
    return get_within(client, path, PATIENT_MS, ret, err);
}

static void assert_get(struct http_client *client, const char *path, int status, const char *body)
{
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(get(client, path, &reply, &err), 0);
    assert_int_equal(reply.status, status);
    assert_string_equal(strbuf_text(&reply.body), body);
}

static void assert_fails(struct http_client *client, const char *path, enum error_code code,
                         const char *message)
{
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(get(client, path, &reply, &err), -1);
    assert_error(&err, code, message);
    assert_null(reply.body.data);
}

static void assert_times_out(struct http_client *client, const char *path, const char *message)
{
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(get_within(client, path, HASTY_MS, &reply, &err), -1);
    assert_error(&err, ERROR_TIMEOUT, message);
}

static void any_status_is_a_reply(void **state)
{
    (void)state;
    CLEANUP_HTTP_CLIENT struct http_client *client = plain_client(fixture.plain.url);
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_get(client, "/hello", 200, "{\"a\": 1}");
    assert_get(client, "/404", 404, "none");
    assert_get(client, "/301", 301, "");
    assert_get(client, "/nothing", 200, "");
    assert_int_equal(get(client, "/404", &reply, &err), 0);
    assert_string_equal(reply.content_type, "text/plain");
    assert_null(reply.warnings);
}

static void a_path_goes_out_as_it_is(void **state)
{
    (void)state;
    CLEANUP_HTTP_CLIENT struct http_client *client = plain_client(fixture.plain.url);
    CLEANUP_FREE char *base = xasprintf("%s/a%%2F..%%2Fb", fixture.plain.url);
    CLEANUP_HTTP_CLIENT struct http_client *below = plain_client(base);

    assert_get(client, "/query?x=1&y=%20z", 200, "query");
    assert_get(client, "/a%2F..%2Fb/../c", 200, "as it is");
    assert_get(below, "/../c", 200, "as it is");
}

static void warnings_come_with_the_reply(void **state)
{
    (void)state;
    CLEANUP_HTTP_CLIENT struct http_client *client = plain_client(fixture.plain.url);
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(get(client, "/warn", &reply, &err), 0);
    assert_string_equal(reply.warnings, "one\ntwo\n");
}

static void a_body_goes_out_with_its_method_and_headers(void **state)
{
    static const char *const headers[] = {"Content-Type: application/x", NULL};
    (void)state;
    CLEANUP_HTTP_CLIENT struct http_client *client = plain_client(fixture.plain.url);
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};
    CLEANUP_ERROR struct error err = {0};
    struct http_request request = {.method = "PATCH",
                                   .path = "/patch",
                                   .headers = headers,
                                   .body = {.data = "doc", .len = 3},
                                   .timeout_ms = PATIENT_MS,
                                   .max_reply = 100};

    assert_int_equal(http_client_send(client, &request, &reply, &err), 0);
    assert_int_equal(reply.status, 201);
    assert_string_equal(strbuf_text(&reply.body), "made");
    // The next request is a GET again.
    assert_get(client, "/hello", 200, "{\"a\": 1}");
}

static void replies_that_are_none_are_told_apart(void **state)
{
    static const char cut[] =
        "unexpected error when reading response body. Please retry. Original error: unexpected EOF";
    (void)state;
    CLEANUP_HTTP_CLIENT struct http_client *client = plain_client(fixture.plain.url);
    CLEANUP_FREE char *reset =
        xasprintf("read tcp %s: connection reset by peer", fixture.plain.url + strlen("http://"));

    assert_fails(client, "/cut", ERROR_BAD_REPLY, cut);
    assert_fails(client, "/chunk-cut", ERROR_BAD_REPLY, cut);
    assert_fails(client, "/close", ERROR_UNREACHABLE, "EOF");
    assert_fails(client, "/reset", ERROR_UNREACHABLE, reset);
    assert_fails(client, "/garbage", ERROR_BAD_REPLY,
                 "net/http: HTTP/1.x transport connection broken: received HTTP/0.9 when not "
                 "allowed");
    assert_fails(client, "/huge", ERROR_TOO_LARGE, "the reply is larger than 65536 bytes");
    assert_times_out(client, "/slow",
                     "net/http: request canceled (Client.Timeout exceeded while awaiting headers)");
    assert_times_out(client, "/drip",
                     "net/http: request canceled (Client.Timeout exceeded while reading body)");
    // And the client is as good as new.
    assert_get(client, "/hello", 200, "{\"a\": 1}");
}

static void headers_without_an_end_are_refused(void **state)
{
    (void)state;
    CLEANUP_HTTP_CLIENT struct http_client *client = plain_client(fixture.plain.url);
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(get(client, "/flood", &reply, &err), -1);
    assert_string_equal(error_code_name(err.code), "BadReply");
    assert_non_null(strstr(err.message, "too large response headers"));
}

// A port that nobody listens on: bound, so that nobody else takes it, but without listen(2).
static int bind_silent_port(unsigned *ret_port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    *ret_port = ntohs(address.sin_port);
    return fd;
}

static void a_refused_connection_has_its_errno(void **state)
{
    (void)state;
    unsigned port = 0;
    CLEANUP_FD ATTR_UNUSED int fd = bind_silent_port(&port);
    CLEANUP_FREE char *url = xasprintf("http://127.0.0.1:%u", port);
    CLEANUP_FREE char *message =
        xasprintf("dial tcp 127.0.0.1:%u: connect: connection refused", port);
    CLEANUP_HTTP_CLIENT struct http_client *client = plain_client(url);
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(get(client, "/", &reply, &err), -1);
    assert_error(&err, ERROR_UNREACHABLE, message);
    assert_int_equal(err.sys_errno, ECONNREFUSED);
}

// It accepts, by the kernel's queue, and never says a word.
static void a_handshake_without_an_answer_times_out(void **state)
{
    (void)state;
    unsigned port = 0;
    CLEANUP_FD int fd = bind_silent_port(&port);
    assert_int_equal(listen(fd, 4), 0);
    CLEANUP_FREE char *url = xasprintf("https://127.0.0.1:%u", port);
    CLEANUP_HTTP_CLIENT struct http_client *client = plain_client(url);

    assert_times_out(client, "/", "net/http: TLS handshake timeout");
}

// The fake server over TLS: which CA, certificate and key (files in the folder, NULL: none), which
// name; NULL for what is expected: it works.
static const struct {
    const char *ca, *cert, *key;
    const char *server_name;
    bool skip_verify;
    enum error_code code;
    const char *message;
} tls_rows[] = {
    {.ca = "ca.pem"},
    {.ca = "ca.pem", .cert = "client.pem", .key = "client.key"},
    {.ca = "ca.pem", .cert = "client-rsa.pem", .key = "client-rsa.key"},
    {.ca = "ca.pem", .server_name = "localhost"},
    {.skip_verify = true},
    {.skip_verify = true, .server_name = "elsewhere.example"},
    {.code = ERROR_UNREACHABLE,
     .message = "tls: failed to verify certificate: x509: certificate signed by unknown "
                "authority"},
    {.ca = "wrong-ca.pem",
     .code = ERROR_UNREACHABLE,
     .message = "tls: failed to verify certificate: x509: certificate signed by unknown "
                "authority"},
    {.ca = "ca.pem",
     .server_name = "elsewhere.example",
     .code = ERROR_UNREACHABLE,
     .message = "tls: failed to verify certificate: x509: certificate is not valid for "
                "elsewhere.example"},
    {.ca = "ca.pem",
     .cert = "client.pem",
     .key = "client-rsa.key",
     .code = ERROR_BAD_REQUEST,
     .message = "tls: private key does not match public key"},
    {.ca = "ca.pem",
     .cert = "client.pem",
     .key = "server.key",
     .code = ERROR_BAD_REQUEST,
     .message = "tls: private key does not match public key, or is damaged"},
    {.ca = "client.key",
     .code = ERROR_BAD_REQUEST,
     .message = "unable to load root certificates: error importing CA certificate blob"},
};

static void read_pem_if_any(const char *name, struct strbuf *ret)
{
    if (name != NULL)
        read_pem(name, ret);
}

static void tls_is_checked_as_go_checks_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(tls_rows); i++) {
        CLEANUP_STRBUF struct strbuf ca = {0};
        CLEANUP_STRBUF struct strbuf cert = {0};
        CLEANUP_STRBUF struct strbuf key = {0};
        read_pem_if_any(tls_rows[i].ca, &ca);
        read_pem_if_any(tls_rows[i].cert, &cert);
        read_pem_if_any(tls_rows[i].key, &key);
        CLEANUP_HTTP_CLIENT struct http_client *client =
            http_client_new(&(struct http_endpoint){.base_url = fixture.tls.url,
                                                    .ca = {ca.data, ca.len},
                                                    .cert = {cert.data, cert.len},
                                                    .key = {key.data, key.len},
                                                    .server_name = tls_rows[i].server_name,
                                                    .skip_verify = tls_rows[i].skip_verify,
                                                    .user_agent = "test"});
        if (tls_rows[i].message == NULL)
            assert_get(client, "/hello", 200, "{\"a\": 1}");
        else
            assert_fails(client, "/hello", tls_rows[i].code, tls_rows[i].message);
    }
}

static void a_server_that_speaks_no_tls_is_told_so(void **state)
{
    (void)state;
    CLEANUP_FREE char *url = xasprintf("https%s", fixture.plain.url + strlen("http"));
    CLEANUP_HTTP_CLIENT struct http_client *client = plain_client(url);

    assert_fails(client, "/hello", ERROR_UNREACHABLE,
                 "http: server gave HTTP response to HTTPS client");
}

static void a_url_that_is_none_fails_with_the_first_request(void **state)
{
    (void)state;
    CLEANUP_HTTP_CLIENT struct http_client *client = plain_client("http://[");
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(get(client, "/", &reply, &err), -1);
    assert_string_equal(error_code_name(err.code), "BadRequest");
}

static void a_proxy_of_the_environment_is_not_used_for_loopback(void **state)
{
    (void)state;
    setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    CLEANUP_HTTP_CLIENT struct http_client *client = plain_client(fixture.plain.url);
    assert_get(client, "/hello", 200, "{\"a\": 1}");
    unsetenv("ALL_PROXY");
    unsetenv("http_proxy");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_status_is_a_reply),
        cmocka_unit_test(a_path_goes_out_as_it_is),
        cmocka_unit_test(warnings_come_with_the_reply),
        cmocka_unit_test(a_body_goes_out_with_its_method_and_headers),
        cmocka_unit_test(replies_that_are_none_are_told_apart),
        cmocka_unit_test(headers_without_an_end_are_refused),
        cmocka_unit_test(a_refused_connection_has_its_errno),
        cmocka_unit_test(a_handshake_without_an_answer_times_out),
        cmocka_unit_test(tls_is_checked_as_go_checks_it),
        cmocka_unit_test(a_server_that_speaks_no_tls_is_told_so),
        cmocka_unit_test(a_url_that_is_none_fails_with_the_first_request),
        cmocka_unit_test(a_proxy_of_the_environment_is_not_used_for_loopback),
    };
    return cmocka_run_group_tests(tests, start_servers, stop_servers);
}
