// SPDX-License-Identifier: Apache-2.0
//
// Requests and answers of the agent's client for the API server.
#include "common/base/monotonic.h"
#include "test/unit/api_fixture.h"

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
    {"path": "/chunk-vast", "fault": "raw", "zeros": 200000,
     "text": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n"},
    {"path": "/chunk-line", "fault": "raw", "zeros": 200000,
     "text": "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"},
    {"path": "/huge", "fault": "huge", "size": 1000000}
]);
// clang-format on

static int start_servers(void **state)
{
    (void)state;
    fixture_set_up(routes, GOOD);
    return 0;
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
        cmocka_unit_test(answers_that_are_none_are_told_apart),
        cmocka_unit_test(a_line_or_a_chunk_without_an_end_is_gathered_no_further),
        cmocka_unit_test(the_deadline_is_for_the_whole_exchange),
        cmocka_unit_test(a_url_has_an_address_and_a_port),
    };
    return cmocka_run_group_tests(tests, start_servers, fixture_tear_down);
}
