// SPDX-License-Identifier: Apache-2.0
//
// The connection of the agent's client for the API server.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "test/unit/api_fixture.h"

// clang-format off
static const char routes[] = ROUTES([
    {"path": "/hello", "json": {"a": 1}},
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
    {"path": "/hang", "fault": "hang", "seconds": 10}
]);
// clang-format on

static int start_servers(void **state)
{
    (void)state;
    fixture_set_up(routes, GOOD);
    return 0;
}

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_go_over_one_connection),
        cmocka_unit_test(a_connection_that_the_server_has_closed_is_replaced),
        cmocka_unit_test(what_comes_behind_an_answer_is_no_answer),
        cmocka_unit_test(a_kept_connection_that_closes_on_a_request_has_it_sent_once_more),
        cmocka_unit_test(it_is_sent_no_more_than_that),
        cmocka_unit_test(an_answer_that_has_begun_is_not_asked_for_again),
        cmocka_unit_test(descriptors_are_closed_on_exec_and_after_use),
        cmocka_unit_test(a_failed_connection_is_closed_at_once),
        cmocka_unit_test(a_body_does_not_wait_behind_its_headers),
    };
    return cmocka_run_group_tests(tests, start_servers, fixture_tear_down);
}
