// SPDX-License-Identifier: Apache-2.0
//
// Against test/support/fake_apiserver.py by TLS, which does what a server should not as well.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include "common/base/monotonic.h"
#include "common/base/text.h"
#include "node-agent/apiserver/api_client.h"
#include "test/unit/fake_server.h"

#define ROUTES(...) #__VA_ARGS__
// clang-format off
static const char routes[] = ROUTES([
    {"path": "/hello", "json": {"a": 1}},
    {"path": "/query?x=%20y", "text": "query"},
    {"method": "POST", "path": "/made", "status": 201, "text": "made"},
    {"path": "/nothing", "status": 204, "fault": "raw",
     "text": "HTTP/1.1 204 No Content\r\n\r\n"},
    {"path": "/301", "status": 301, "text": "moved", "headers": {"Location": "/hello"}},
    {"path": "/401", "status": 401, "text": "who"},
    {"path": "/403", "status": 403, "text": "no"},
    {"path": "/429", "status": 429, "text": "later", "headers": {"Retry-After": "1"}},
    {"path": "/500", "status": 500, "text": "broken"},
    {"path": "/ten", "text": "0123456789"},
    {"path": "/last", "text": "last", "headers": {"Connection": "close"}},
    {"path": "/bye", "fault": "raw", "end": "clean",
     "text": "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbye"},
    {"path": "/bye-dirty", "fault": "raw", "end": "dirty",
     "text": "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nbye"},
    {"path": "/more", "fault": "raw",
     "text": "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmoreHTTP/1.1 200 OK\r\n\r\n"},
    {"path": "/late", "fault": "raw", "seconds": 0.002,
     "text": "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nlateHTTP/1.1 408 Timeout\r\n\r\n"},
    {"path": "/busy", "replies": [{"text": "one"}, {"fault": "close"}, {"text": "two"}]},
    {"path": "/busy-reset", "replies": [{"text": "one"}, {"fault": "reset"}, {"text": "two"}]},
    {"path": "/busy-cut", "replies": [{"text": "one"}, {"fault": "cut", "text": "0123"},
                                      {"text": "two"}]},
    {"path": "/close", "fault": "close"},
    {"path": "/reset", "fault": "reset"},
    {"path": "/garbage", "fault": "garbage"},
    {"path": "/status", "fault": "raw", "text": "HTTP/1.1 99 Odd\r\nContent-Length: 0\r\n\r\n"},
    {"path": "/length", "fault": "raw", "text": "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\n{}"},
    {"path": "/no-end", "fault": "raw", "end": "clean",
     "text": "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n\r\n{}"},
    {"path": "/flood", "fault": "headers-flood"},
    {"path": "/drip", "fault": "drip", "seconds": 0.1,
     "text": "0123456789012345678901234567890123456789012345678901234567890123456789"},
    {"path": "/drip-all", "fault": "raw", "seconds": 0.1,
     "text": "HTTP/1.1 200 OK\r\nX: 0123456789012345678901234567890123456789\r\n\r\n"},
    {"path": "/hang", "fault": "hang", "seconds": 10},
    {"path": "/cut", "fault": "cut", "text": "0123456789"},
    {"path": "/head-cut", "fault": "raw", "end": "clean", "text": "HTTP/1.1 200 OK\r\nContent-"},
    {"path": "/chunk-cut", "fault": "chunk-cut", "text": "0123456789"},
    {"path": "/to-the-end", "fault": "raw", "end": "clean",
     "text": "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n0123456789"},
    {"path": "/to-no-end", "fault": "raw", "end": "dirty",
     "text": "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n0123456789"},
    {"path": "/chunks", "fault": "raw",
     "text": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n0123\r\n6\r\n456789\r\n0\r\n\r\n"},
    {"path": "/chunk-bad", "fault": "raw",
     "text": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nz\r\n"},
    {"path": "/huge", "fault": "huge", "size": 1000000}
]);
// clang-format on

// Each a folder of certificates and the server that has them.
enum { GOOD, EXPIRED, OTHER_NAME, OLD_TLS, PLAIN, SERVER_COUNT };

static struct {
    struct fake_folder folder;
    pid_t pids[SERVER_COUNT];
    char *urls[SERVER_COUNT];
    char *ca, *token, *log;
} fixture;

// More than is gathered of an answer, and then nothing.
static void write_endless_routes(void)
{
    enum { BYTES = 200000 };
    static const char HEAD[] = "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n";
    CLEANUP_STRBUF struct strbuf filler = {0};
    CLEANUP_STRBUF struct strbuf text = {0};

    strbuf_add_repeated(&filler, '0', BYTES);
    strbuf_add_format(&text,
                      "[{\"path\": \"/chunk-vast\", \"fault\": \"raw\", \"text\": "
                      "\"%s7fffffff\\r\\n%s\"}, "
                      "{\"path\": \"/chunk-line\", \"fault\": \"raw\", \"text\": \"%s%s\"}]",
                      HEAD, strbuf_text(&filler), HEAD, strbuf_text(&filler));
    fake_folder_write(&fixture.folder, "routes/endless.json", strbuf_text(&text));
}

static void write_routes(void)
{
    CLEANUP_FREE char *folder = fake_folder_file(&fixture.folder, "routes");

    assert_int_equal(mkdir(folder, 0700), 0);
    fake_folder_write(&fixture.folder, "routes/usual.json", routes);
    write_endless_routes();
}

static void start(int which, const char *certs, const char *option)
{
    CLEANUP_FREE char *routes_folder = fake_folder_file(&fixture.folder, "routes");
    CLEANUP_FREE char *folder = certs == NULL ? NULL : fake_folder_file(&fixture.folder, certs);
    const char *const argv[] = {
        NSINFO_SUPPORT "/fake_apiserver.py", routes_folder, "--log", fixture.log,
        folder == NULL ? NULL : "--tls",     folder,        option,  NULL};

    fixture.pids[which] = fake_server_start_at(argv, &fixture.urls[which]);
}

static int start_servers(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN); // as the agent does
    fixture.folder = (struct fake_folder)FAKE_FOLDER;
    fake_folder_make(&fixture.folder);
    fake_folder_make_certs(&fixture.folder);
    write_routes();
    fake_folder_write(&fixture.folder, "token", "s3cret");
    fixture.ca = fake_folder_file(&fixture.folder, "ca.pem");
    fixture.token = fake_folder_file(&fixture.folder, "token");
    fixture.log = fake_folder_file(&fixture.folder, "log");
    start(GOOD, "", NULL);
    start(EXPIRED, "expired", NULL);
    start(OTHER_NAME, "other-name", NULL);
    start(OLD_TLS, "", "--tls-1.1");
    start(PLAIN, NULL, NULL);
    return 0;
}

static int stop_servers(void **state)
{
    (void)state;
    for (int i = 0; i < SERVER_COUNT; i++) {
        fake_server_stop(fixture.pids[i]);
        free(fixture.urls[i]);
    }
    fake_folder_remove(&fixture.folder);
    free(fixture.ca);
    free(fixture.token);
    free(fixture.log);
    return 0;
}

static struct api_client *client_of(const char *url, const char *ca_file, const char *token_file)
{
    const struct api_config config = {url, ca_file, token_file};
    CLEANUP_ERROR struct error err = {0};
    struct api_client *client = NULL;

    assert_int_equal(api_client_new(&config, &client, &err), 0);
    return client;
}

static struct api_client *good_client(void)
{
    return client_of(fixture.urls[GOOD], fixture.ca, fixture.token);
}

// Long enough for a handshake under valgrind.
enum { PATIENT_MS = 20 * 1000, HASTY_MS = 700, MAX_REPLY = 50000 };

static struct api_request get(const char *path)
{
    return (struct api_request){
        .method = "GET", .path = path, .max_reply = MAX_REPLY, .timeout_ms = PATIENT_MS};
}

static void assert_answers(struct api_client *client, const struct api_request *request, int status,
                           const char *body)
{
    CLEANUP_API_REPLY struct api_reply reply = {0};
    CLEANUP_ERROR struct error err = {0};
    int rc = api_client_send(client, request, &reply, &err);

    assert_string_equal(err.message == NULL ? "" : err.message, "");
    assert_int_equal(rc, 0);
    assert_int_equal(reply.status, status);
    assert_string_equal(strbuf_text(&reply.body), body);
}

static void assert_gets(struct api_client *client, const char *path, int status, const char *body)
{
    const struct api_request request = get(path);

    assert_answers(client, &request, status, body);
}

// The server's address and port stand between the two parts of the message.
static void assert_fails(struct api_client *client, const struct api_request *request,
                         const char *url, enum error_code code, const char *before,
                         const char *after)
{
    CLEANUP_FREE char *message = xasprintf("%s%s%s", before, url + strlen("https://"), after);
    struct api_reply reply = {.status = -1};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(api_client_send(client, request, &reply, &err), -1);
    assert_error(&err, code, message);
    assert_int_equal(reply.status, -1);
    assert_null(reply.body.data);
}

#define SERVER "the API server at "

// ---- what the server has seen

static void forget_requests(void)
{
    fake_folder_write(&fixture.folder, "log", "");
}

static void read_log(struct strbuf *ret)
{
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(file_read(fixture.log, ret, &err), 0);
}

static unsigned requests_seen(void)
{
    CLEANUP_STRBUF struct strbuf log = {0};
    unsigned count = 0;

    read_log(&log);
    for (size_t i = 0; i < log.len; i++)
        count += log.data[i] == '\n';
    return count;
}

static bool is_seen(const char *text)
{
    CLEANUP_STRBUF struct strbuf log = {0};

    read_log(&log);
    return strstr(strbuf_text(&log), text) != NULL;
}

// How many connections the requests have come over, by their clients' ports: the last word of each
// line.
static unsigned connections_seen(void)
{
    static const char PORT[] = "\"port\": ";
    CLEANUP_STRBUF struct strbuf log = {0};
    uint64_t last = 0;
    unsigned count = 0;

    read_log(&log);
    for (const char *at = strbuf_text(&log); (at = strstr(at, PORT)) != NULL;) {
        uint64_t port = 0;

        at += strlen(PORT);
        assert_int_equal(parse_u64_at(&at, UINT16_MAX, &port), 0);
        count += port != last;
        last = port;
    }
    return count;
}

// ---- requests and replies

static void any_status_is_a_reply(void **state)
{
    (void)state;
    CLEANUP_API_CLIENT struct api_client *client = good_client();

    assert_gets(client, "/hello", 200, "{\"a\": 1}");
    assert_gets(client, "/query?x=%20y", 200, "query");
    assert_gets(client, "/nothing", 204, "");
    assert_gets(client, "/301", 301, "moved");
    assert_gets(client, "/401", 401, "who");
    assert_gets(client, "/403", 403, "no");
    assert_gets(client, "/429", 429, "later");
    assert_gets(client, "/500", 500, "broken");
}

static void a_request_has_its_body_and_headers(void **state)
{
    (void)state;
    CLEANUP_API_CLIENT struct api_client *client = good_client();
    CLEANUP_STRBUF struct strbuf body = {0};
    CLEANUP_FREE char *host =
        xasprintf("\"host\": \"%s\"", fixture.urls[GOOD] + strlen("https://"));
    struct api_request request = get("/made");

    strbuf_add_text(&body, "[\"x\"]");
    request.method = "POST";
    request.body = &body;
    forget_requests();
    assert_answers(client, &request, 201, "made");
    assert_true(is_seen("\"method\": \"POST\", \"path\": \"/made\", \"body\": \"[\\\"x\\\"]\""));
    assert_true(is_seen(host));
    assert_true(is_seen("\"authorization\": \"Bearer s3cret\""));
    assert_true(is_seen("\"accept\": \"application/json\""));
    assert_true(is_seen("\"content-type\": \"application/json\""));
    assert_true(is_seen("\"user-agent\": \"nsinfo-agent/" NSINFO_VERSION "\""));
    forget_requests();
    assert_gets(client, "/hello", 200, "{\"a\": 1}");
    assert_true(is_seen("\"method\": \"GET\", \"path\": \"/hello\", \"body\": \"\""));
    assert_false(is_seen("content-"));
}

static void a_body_is_whole_in_every_encoding(void **state)
{
    (void)state;
    CLEANUP_API_CLIENT struct api_client *client = good_client();

    assert_gets(client, "/ten", 200, "0123456789");
    assert_gets(client, "/chunks", 200, "0123456789");
    assert_gets(client, "/to-the-end", 200, "0123456789");
}

static void a_body_of_just_the_limit_is_whole_and_one_byte_more_is_too_large(void **state)
{
    static const char *const paths[] = {"/ten", "/chunks", "/to-the-end"};
    (void)state;
    CLEANUP_API_CLIENT struct api_client *client = good_client();

    for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
        struct api_request request = get(paths[i]);

        request.max_reply = 10;
        assert_answers(client, &request, 200, "0123456789");
        request.max_reply = 9;
        assert_fails(client, &request, fixture.urls[GOOD], ERROR_TOO_LARGE, "the answer of " SERVER,
                     " is larger than 9 bytes");
    }
}

// ---- the connection

static void requests_go_over_one_connection(void **state)
{
    (void)state;
    CLEANUP_API_CLIENT struct api_client *client = good_client();

    forget_requests();
    for (int i = 0; i < 3; i++)
        assert_gets(client, "/hello", 200, "{\"a\": 1}");
    assert_gets(client, "/404", 404,
                "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"metadata\": {}, \"status\": "
                "\"Failure\", \"message\": \"the server could not find the requested resource\", "
                "\"code\": 404, \"reason\": \"NotFound\"}");
    assert_int_equal(requests_seen(), 4);
    assert_int_equal(connections_seen(), 1);
}

// Whether it said so, or not; nothing was lost, and so nothing is sent twice.
static void a_connection_that_the_server_has_closed_is_replaced(void **state)
{
    static const struct {
        const char *path, *body;
    } rows[] = {{"/last", "last"}, {"/bye", "bye"}, {"/bye-dirty", "bye"}};
    (void)state;

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_API_CLIENT struct api_client *client = good_client();

        forget_requests();
        assert_gets(client, rows[i].path, 200, rows[i].body);
        usleep(100 * 1000); // until it has closed it
        assert_gets(client, "/hello", 200, "{\"a\": 1}");
        assert_int_equal(requests_seen(), 2);
        assert_int_equal(connections_seen(), 2);
    }
}

// At once, or while no request is under way, as from a load balancer that says why it closes.
static void what_comes_behind_an_answer_is_no_answer(void **state)
{
    static const struct {
        const char *path, *body;
    } rows[] = {{"/more", "more"}, {"/late", "late"}};
    (void)state;

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_API_CLIENT struct api_client *client = good_client();

        forget_requests();
        assert_gets(client, rows[i].path, 200, rows[i].body);
        usleep(300 * 1000); // until all of it is there
        assert_gets(client, "/ten", 200, "0123456789");
        assert_int_equal(connections_seen(), 2);
    }
}

static void a_kept_connection_that_closes_on_a_request_has_it_sent_once_more(void **state)
{
    static const char *const paths[] = {"/busy", "/busy-reset"};
    (void)state;
    CLEANUP_STRBUF struct strbuf body = {0};

    strbuf_add_text(&body, "[]");
    for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
        CLEANUP_API_CLIENT struct api_client *client = good_client();
        struct api_request request = get(paths[i]);

        request.method = "POST";
        request.body = &body;
        forget_requests();
        assert_answers(client, &request, 200, "one");
        assert_answers(client, &request, 200, "two");
        assert_int_equal(requests_seen(), 3);
        assert_int_equal(connections_seen(), 2);
    }
}

static void it_is_sent_no_more_than_that(void **state)
{
    (void)state;
    CLEANUP_API_CLIENT struct api_client *client = good_client();
    const struct api_request request = get("/close");

    assert_gets(client, "/hello", 200, "{\"a\": 1}");
    forget_requests();
    assert_fails(client, &request, fixture.urls[GOOD], ERROR_UNREACHABLE, SERVER,
                 " closed the connection without an answer");
    assert_int_equal(requests_seen(), 2);
    forget_requests();
    assert_fails(client, &request, fixture.urls[GOOD], ERROR_UNREACHABLE, SERVER,
                 " closed the connection without an answer");
    assert_int_equal(requests_seen(), 1);
}

static void an_answer_that_has_begun_is_not_asked_for_again(void **state)
{
    (void)state;
    CLEANUP_API_CLIENT struct api_client *client = good_client();
    const struct api_request request = get("/busy-cut");

    assert_gets(client, "/busy-cut", 200, "one");
    forget_requests();
    assert_fails(client, &request, fixture.urls[GOOD], ERROR_BAD_REPLY, "the answer of " SERVER,
                 " is cut short");
    assert_int_equal(requests_seen(), 1);
}

enum { DESCRIPTORS = 64 };

// Which are open.
static void list_descriptors(bool ret[static DESCRIPTORS])
{
    for (int fd = 0; fd < DESCRIPTORS; fd++)
        ret[fd] = fcntl(fd, F_GETFD) >= 0;
}

static void descriptors_are_closed_on_exec_and_after_use(void **state)
{
    bool before[DESCRIPTORS], made[DESCRIPTORS], after[DESCRIPTORS];
    (void)state;

    list_descriptors(before);
    struct api_client *client = good_client();
    assert_gets(client, "/hello", 200, "{\"a\": 1}");
    list_descriptors(made);
    for (int fd = 0; fd < DESCRIPTORS; fd++)
        if (made[fd] && !before[fd])
            assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
    api_client_free(&client);
    list_descriptors(after);
    assert_memory_not_equal(before, made, sizeof(before));
    assert_memory_equal(before, after, sizeof(before));
}

static void a_failed_connection_is_closed_at_once(void **state)
{
    bool before[DESCRIPTORS], after[DESCRIPTORS];
    (void)state;
    CLEANUP_API_CLIENT struct api_client *client = good_client();
    struct api_request request = get("/hang");

    list_descriptors(before);
    request.timeout_ms = HASTY_MS;
    assert_fails(client, &request, fixture.urls[GOOD], ERROR_TIMEOUT, SERVER,
                 " did not answer within 700 ms");
    list_descriptors(after);
    assert_memory_equal(before, after, sizeof(before));
}

// Else the body would wait for the server's word that it has the headers, which takes 40 ms.
static void a_body_does_not_wait_behind_its_headers(void **state)
{
    int sockets = 0;
    (void)state;
    CLEANUP_API_CLIENT struct api_client *client = good_client();

    assert_gets(client, "/hello", 200, "{\"a\": 1}");
    for (int fd = 0; fd < DESCRIPTORS; fd++) {
        int set = 0;
        socklen_t len = sizeof(set);

        if (getsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &set, &len) < 0)
            continue;
        assert_int_not_equal(set, 0);
        sockets++;
    }
    assert_int_equal(sockets, 1);
}

// ---- servers that fail

static const struct {
    const char *path;
    enum error_code code;
    const char *before, *after;
} fault_rows[] = {
    {"/close", ERROR_UNREACHABLE, SERVER, " closed the connection without an answer"},
    {"/reset", ERROR_UNREACHABLE, SERVER, " closed the connection without an answer"},
    {"/garbage", ERROR_BAD_REPLY, "the answer of " SERVER, " is not HTTP"},
    {"/status", ERROR_BAD_REPLY, "the answer of " SERVER, " is not HTTP"},
    {"/length", ERROR_BAD_REPLY, "the answer of " SERVER, " is not HTTP"},
    {"/no-end", ERROR_BAD_REPLY, "the answer of " SERVER, " is not HTTP"},
    {"/chunk-bad", ERROR_BAD_REPLY, "the answer of " SERVER, " is not HTTP"},
    {"/cut", ERROR_BAD_REPLY, "the answer of " SERVER, " is cut short"},
    {"/head-cut", ERROR_BAD_REPLY, "the answer of " SERVER, " is cut short"},
    {"/chunk-cut", ERROR_BAD_REPLY, "the answer of " SERVER, " is cut short"},
    {"/to-no-end", ERROR_BAD_REPLY, "the answer of " SERVER, " is cut short"},
    {"/huge", ERROR_TOO_LARGE, "the answer of " SERVER, " is larger than 50000 bytes"},
    {"/flood", ERROR_TOO_LARGE, "the answer of " SERVER, " has headers of more than 16384 bytes"},
};

static void answers_that_are_none_are_told_apart(void **state)
{
    (void)state;
    CLEANUP_API_CLIENT struct api_client *client = good_client();

    for (size_t i = 0; i < ARRAY_SIZE(fault_rows); i++) {
        const struct api_request request = get(fault_rows[i].path);

        assert_fails(client, &request, fixture.urls[GOOD], fault_rows[i].code, fault_rows[i].before,
                     fault_rows[i].after);
    }
    // And the client is as good as new.
    assert_gets(client, "/hello", 200, "{\"a\": 1}");
}

// The library would wait for the whole of it, whatever its size.
static void a_line_or_a_chunk_without_an_end_is_gathered_no_further(void **state)
{
    static const char *const paths[] = {"/chunk-vast", "/chunk-line"};
    (void)state;
    CLEANUP_API_CLIENT struct api_client *client = good_client();

    for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
        const struct api_request request = get(paths[i]);

        assert_fails(client, &request, fixture.urls[GOOD], ERROR_TOO_LARGE, "the answer of " SERVER,
                     " is larger than 50000 bytes");
    }
}

static void the_deadline_is_for_the_whole_exchange(void **state)
{
    static const char *const paths[] = {"/hang", "/drip", "/drip-all"};
    enum { LATE_US = 4 * 1000 * 1000 }; // by the drops it would take 6 s and more
    (void)state;
    CLEANUP_API_CLIENT struct api_client *client = good_client();

    for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
        struct api_request request = get(paths[i]);
        uint64_t begun = monotonic_us();

        request.timeout_ms = HASTY_MS;
        assert_fails(client, &request, fixture.urls[GOOD], ERROR_TIMEOUT, SERVER,
                     " did not answer within 700 ms");
        assert_in_range(monotonic_us() - begun, HASTY_MS * 1000 / 2, LATE_US);
    }
    assert_gets(client, "/hello", 200, "{\"a\": 1}");
}

// ---- servers that are not there, or not the right ones

// A port that nobody listens on: bound, so that nobody else takes it, but without listen(2).
static int bind_silent_port(int family, char **ret_url)
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } address = {.any.sa_family = (sa_family_t)family};
    socklen_t len = family == AF_INET ? sizeof(address.v4) : sizeof(address.v6);
    int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (family == AF_INET)
        address.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    else
        address.v6.sin6_addr = in6addr_loopback;
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, &address.any, len), 0);
    assert_int_equal(getsockname(fd, &address.any, &len), 0);
    *ret_url = family == AF_INET ? xasprintf("https://127.0.0.1:%u", ntohs(address.v4.sin_port))
                                 : xasprintf("https://[::1]:%u", ntohs(address.v6.sin6_port));
    return fd;
}

static void a_refused_connection_has_its_errno(void **state)
{
    static const int families[] = {AF_INET, AF_INET6};
    (void)state;

    for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
        CLEANUP_FREE char *url = NULL;
        CLEANUP_FD ATTR_UNUSED int fd = bind_silent_port(families[i], &url);
        CLEANUP_API_CLIENT struct api_client *client = client_of(url, fixture.ca, fixture.token);
        CLEANUP_API_REPLY struct api_reply reply = {0};
        CLEANUP_FREE char *message = xasprintf(
            "connect to the API server at %s: Connection refused", url + strlen("https://"));
        CLEANUP_ERROR struct error err = {0};
        const struct api_request request = get("/");

        assert_int_equal(api_client_send(client, &request, &reply, &err), -1);
        assert_error(&err, ERROR_UNREACHABLE, message);
        assert_int_equal(err.sys_errno, ECONNREFUSED);
    }
}

// The broadcast address is none for TCP.
static void an_address_that_cannot_be_reached_has_its_errno(void **state)
{
    static const char URL[] = "https://255.255.255.255:443";
    (void)state;
    CLEANUP_API_CLIENT struct api_client *client = client_of(URL, fixture.ca, fixture.token);
    CLEANUP_API_REPLY struct api_reply reply = {0};
    CLEANUP_ERROR struct error err = {0};
    const struct api_request request = get("/");

    assert_int_equal(api_client_send(client, &request, &reply, &err), -1);
    assert_string_equal(error_code_name(err.code), "Unreachable");
    assert_true(str_starts_with(err.message, "connect to the API server at 255.255.255.255:443: "));
    assert_int_not_equal(err.sys_errno, 0);
    assert_int_not_equal(err.sys_errno, ECONNREFUSED);
}

// It accepts, by the kernel's queue, and never says a word.
static void a_handshake_without_an_answer_times_out(void **state)
{
    (void)state;
    CLEANUP_FREE char *url = NULL;
    CLEANUP_FD int fd = bind_silent_port(AF_INET, &url);
    assert_int_equal(listen(fd, 4), 0);
    CLEANUP_API_CLIENT struct api_client *client = client_of(url, fixture.ca, fixture.token);
    struct api_request request = get("/");

    request.timeout_ms = 1000;
    assert_fails(client, &request, url, ERROR_TIMEOUT, SERVER, " did not answer within 1 s");
}

static const struct {
    int server;
    const char *ca;
    const char *before, *after;
} trust_rows[] = {
    {GOOD, "wrong-ca.pem", "the certificate of " SERVER,
     ": certificate verify failed (unable to get local issuer certificate)"},
    {EXPIRED, "ca.pem", "the certificate of " SERVER,
     ": certificate verify failed (certificate has expired)"},
    {OTHER_NAME, "ca.pem", "the certificate of " SERVER,
     ": certificate verify failed (IP address mismatch)"},
    {OLD_TLS, "ca.pem", "the TLS handshake with " SERVER, ": tlsv1 alert protocol version"},
    {PLAIN, "ca.pem", "the TLS handshake with " SERVER, ": wrong version number"},
};

static void a_server_that_is_not_the_right_one_gets_no_request(void **state)
{
    (void)state;
    forget_requests();
    for (size_t i = 0; i < ARRAY_SIZE(trust_rows); i++) {
        CLEANUP_FREE char *ca = fake_folder_file(&fixture.folder, trust_rows[i].ca);
        CLEANUP_FREE char *url =
            xasprintf("https%s", strchr(fixture.urls[trust_rows[i].server], ':'));
        CLEANUP_API_CLIENT struct api_client *client = client_of(url, ca, fixture.token);
        const struct api_request request = get("/hello");

        assert_fails(client, &request, url, ERROR_UNREACHABLE, trust_rows[i].before,
                     trust_rows[i].after);
    }
    assert_int_equal(requests_seen(), 0);
}

// ---- files

// A link to one of the files in the folder, turned as kubelet turns it.
static void turn_link(const char *link, const char *target)
{
    CLEANUP_FREE char *fresh = xasprintf("%s.new", link);

    assert_int_equal(symlink(target, fresh), 0);
    assert_int_equal(rename(fresh, link), 0);
}

static void a_token_that_is_rotated_is_taken(void **state)
{
    (void)state;
    CLEANUP_FREE char *link = fake_folder_file(&fixture.folder, "token-link");
    fake_folder_write(&fixture.folder, "token-1", "first\n");
    fake_folder_write(&fixture.folder, "token-2", " \tother \r\n\n");
    turn_link(link, "token-1");
    CLEANUP_API_CLIENT struct api_client *client = client_of(fixture.urls[GOOD], fixture.ca, link);

    forget_requests();
    assert_gets(client, "/hello", 200, "{\"a\": 1}");
    assert_true(is_seen("\"authorization\": \"Bearer first\""));
    turn_link(link, "token-2");
    assert_gets(client, "/hello", 200, "{\"a\": 1}");
    assert_true(is_seen("\"authorization\": \"Bearer other\""));
    assert_int_equal(connections_seen(), 1);
}

// NULL: it is not there.
static const struct {
    const char *content, *before, *after;
} token_rows[] = {
    {NULL, "read the token \"", "\": No such file or directory"},
    {"", "the token \"", "\" is empty"},
    {" \r\n", "the token \"", "\" is empty"},
    {"s3c\nret", "the token \"", "\" has characters that are not allowed in one"},
    {"s3c\r\nX-Evil: 1", "the token \"", "\" has characters that are not allowed in one"},
    {"s3c\x7f", "the token \"", "\" has characters that are not allowed in one"},
    {"s3c\xc3\xa9", "the token \"", "\" has characters that are not allowed in one"},
};

// Also where the one before was good; and the next is.
static void a_token_that_is_none_is_refused_without_being_told(void **state)
{
    (void)state;
    CLEANUP_FREE char *path = fake_folder_file(&fixture.folder, "bad-token");
    CLEANUP_API_CLIENT struct api_client *client = client_of(fixture.urls[GOOD], fixture.ca, path);
    const struct api_request request = get("/hello");

    for (size_t i = 0; i < ARRAY_SIZE(token_rows); i++) {
        CLEANUP_FREE char *message =
            xasprintf("%s%s%s", token_rows[i].before, path, token_rows[i].after);
        CLEANUP_API_REPLY struct api_reply reply = {0};
        CLEANUP_ERROR struct error err = {0};

        fake_folder_write(&fixture.folder, "bad-token", "good");
        assert_gets(client, "/hello", 200, "{\"a\": 1}");
        assert_int_equal(unlink(path), 0);
        if (token_rows[i].content != NULL)
            fake_folder_write(&fixture.folder, "bad-token", token_rows[i].content);
        assert_int_equal(api_client_send(client, &request, &reply, &err), -1);
        assert_error(&err, ERROR_UNAVAILABLE, message);
    }
}

static void a_token_without_an_end_is_refused(void **state)
{
    (void)state;
    CLEANUP_API_CLIENT struct api_client *client =
        client_of(fixture.urls[GOOD], fixture.ca, "/dev/zero");
    CLEANUP_API_REPLY struct api_reply reply = {0};
    CLEANUP_ERROR struct error err = {0};
    const struct api_request request = get("/hello");

    assert_int_equal(api_client_send(client, &request, &reply, &err), -1);
    assert_error(&err, ERROR_UNAVAILABLE,
                 "read the token \"/dev/zero\": it is larger than 1048576 bytes");
}

static void authorities_that_change_count_at_once(void **state)
{
    (void)state;
    CLEANUP_FREE char *link = fake_folder_file(&fixture.folder, "ca-link");
    turn_link(link, "ca.pem");
    CLEANUP_API_CLIENT struct api_client *client =
        client_of(fixture.urls[GOOD], link, fixture.token);
    const struct api_request request = get("/hello");

    assert_gets(client, "/hello", 200, "{\"a\": 1}");
    turn_link(link, "wrong-ca.pem");
    assert_fails(client, &request, fixture.urls[GOOD], ERROR_UNREACHABLE,
                 "the certificate of " SERVER,
                 ": certificate verify failed (unable to get local issuer certificate)");
    turn_link(link, "ca.pem");
    assert_gets(client, "/hello", 200, "{\"a\": 1}");
}

static void add_file(const char *name, struct strbuf *ret)
{
    CLEANUP_FREE char *path = fake_folder_file(&fixture.folder, name);
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(file_read(path, ret, &err), 0);
}

static void each_of_several_authorities_is_trusted(void **state)
{
    (void)state;
    CLEANUP_FREE char *path = fake_folder_file(&fixture.folder, "both.pem");
    CLEANUP_STRBUF struct strbuf both = {0};
    add_file("wrong-ca.pem", &both);
    add_file("ca.pem", &both);
    fake_folder_write(&fixture.folder, "both.pem", strbuf_text(&both));
    CLEANUP_API_CLIENT struct api_client *client =
        client_of(fixture.urls[GOOD], path, fixture.token);

    assert_gets(client, "/hello", 200, "{\"a\": 1}");
}

// As in Go, and so as every other client of the cluster has it.
static void a_certificate_without_its_issuer_is_an_authority(void **state)
{
    (void)state;
    CLEANUP_FREE char *path = fake_folder_file(&fixture.folder, "server.pem");
    CLEANUP_API_CLIENT struct api_client *client =
        client_of(fixture.urls[GOOD], path, fixture.token);

    assert_gets(client, "/hello", 200, "{\"a\": 1}");
}

// NULL: it is not there.
static const struct {
    const char *content, *after;
} ca_rows[] = {
    {NULL, ": No such file or directory"},
    {"", ": there is no certificate in it"},
    {"no PEM", ": there is no certificate in it"},
    {"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", ": wrong tag"},
    {"-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n", ": bad base64 decode"},
};

static void authorities_that_are_none_are_refused(void **state)
{
    (void)state;
    CLEANUP_FREE char *path = fake_folder_file(&fixture.folder, "bad.pem");
    CLEANUP_API_CLIENT struct api_client *client =
        client_of(fixture.urls[GOOD], path, fixture.token);
    const struct api_request request = get("/hello");

    for (size_t i = 0; i < ARRAY_SIZE(ca_rows); i++) {
        CLEANUP_FREE char *message =
            xasprintf("read the certificate authorities \"%s\"%s", path, ca_rows[i].after);
        CLEANUP_API_REPLY struct api_reply reply = {0};
        CLEANUP_ERROR struct error err = {0};

        if (ca_rows[i].content != NULL)
            fake_folder_write(&fixture.folder, "bad.pem", ca_rows[i].content);
        assert_int_equal(api_client_send(client, &request, &reply, &err), -1);
        assert_error(&err, ERROR_UNAVAILABLE, message);
    }
}

// ---- URLs

static const struct {
    const char *url, *message; // NULL: it is one
} url_rows[] = {
    {"https://10.96.0.1:443", NULL},
    {"https://[fd00::1]:6443", NULL},
    {"http://10.96.0.1:443", "\"http://10.96.0.1:443\" is not https://ADDRESS:PORT"},
    {"https://10.96.0.1", "\"https://10.96.0.1\" is not https://ADDRESS:PORT"},
    {"https://10.96.0.1:0", "\"https://10.96.0.1:0\" is not https://ADDRESS:PORT"},
    {"https://10.96.0.1:65536", "\"https://10.96.0.1:65536\" is not https://ADDRESS:PORT"},
    {"https://10.96.0.1:443/", "\"https://10.96.0.1:443/\" is not https://ADDRESS:PORT"},
    {"https://fd00::1:6443", "\"https://fd00::1:6443\" is not https://ADDRESS:PORT"},
    {"https://[fd00::1", "\"https://[fd00::1\" is not https://ADDRESS:PORT"},
    {"https://[fd00::1]", "\"https://[fd00::1]\" is not https://ADDRESS:PORT"},
    {"https://:443", "\"https://:443\" is not https://ADDRESS:PORT"},
    {"", "\"\" is not https://ADDRESS:PORT"},
    {"https://kubernetes.default.svc:443",
     "the host of \"https://kubernetes.default.svc:443\" is not an IP address, and names are not "
     "looked up"},
    {"https://[10.96.0.1]:443",
     "the host of \"https://[10.96.0.1]:443\" is not an IP address, and names are not looked up"},
    {"https://10.96.1:443",
     "the host of \"https://10.96.1:443\" is not an IP address, and names are not looked up"},
};

static void a_url_has_an_address_and_a_port(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(url_rows); i++) {
        const struct api_config config = {url_rows[i].url, "none-such", "none-such"};
        CLEANUP_API_CLIENT struct api_client *client = NULL;
        CLEANUP_ERROR struct error err = {0};
        int rc = api_client_new(&config, &client, &err);

        assert_int_equal(rc, url_rows[i].message == NULL ? 0 : -1);
        if (url_rows[i].message != NULL)
            assert_error(&err, ERROR_USAGE, url_rows[i].message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_status_is_a_reply),
        cmocka_unit_test(a_request_has_its_body_and_headers),
        cmocka_unit_test(a_body_is_whole_in_every_encoding),
        cmocka_unit_test(a_body_of_just_the_limit_is_whole_and_one_byte_more_is_too_large),
        cmocka_unit_test(requests_go_over_one_connection),
        cmocka_unit_test(a_connection_that_the_server_has_closed_is_replaced),
        cmocka_unit_test(what_comes_behind_an_answer_is_no_answer),
        cmocka_unit_test(a_kept_connection_that_closes_on_a_request_has_it_sent_once_more),
        cmocka_unit_test(it_is_sent_no_more_than_that),
        cmocka_unit_test(an_answer_that_has_begun_is_not_asked_for_again),
        cmocka_unit_test(descriptors_are_closed_on_exec_and_after_use),
        cmocka_unit_test(a_failed_connection_is_closed_at_once),
        cmocka_unit_test(a_body_does_not_wait_behind_its_headers),
        cmocka_unit_test(answers_that_are_none_are_told_apart),
        cmocka_unit_test(a_line_or_a_chunk_without_an_end_is_gathered_no_further),
        cmocka_unit_test(the_deadline_is_for_the_whole_exchange),
        cmocka_unit_test(a_refused_connection_has_its_errno),
        cmocka_unit_test(an_address_that_cannot_be_reached_has_its_errno),
        cmocka_unit_test(a_handshake_without_an_answer_times_out),
        cmocka_unit_test(a_server_that_is_not_the_right_one_gets_no_request),
        cmocka_unit_test(a_token_that_is_rotated_is_taken),
        cmocka_unit_test(a_token_that_is_none_is_refused_without_being_told),
        cmocka_unit_test(a_token_without_an_end_is_refused),
        cmocka_unit_test(authorities_that_change_count_at_once),
        cmocka_unit_test(each_of_several_authorities_is_trusted),
        cmocka_unit_test(a_certificate_without_its_issuer_is_an_authority),
        cmocka_unit_test(authorities_that_are_none_are_refused),
        cmocka_unit_test(a_url_has_an_address_and_a_port),
    };
    return cmocka_run_group_tests(tests, start_servers, stop_servers);
}
