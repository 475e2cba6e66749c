// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "common/base/fdio.h"
#include "node-agent/server/http_server.h"
#include "test/unit/unit.h"

enum { ROUNDS = 50 };

static int unanswered;
static size_t closed_numbers; // that the library spoke of to the kernel

// In the place of the C library's, for the server's library too.
int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event)
{
    long rc = syscall(SYS_epoll_ctl, epfd, op, fd, event);

    if (rc < 0 && errno == EBADF)
        closed_numbers++;
    return (int)rc;
}

static void accepting(void *context ATTR_UNUSED)
{
}

static bool at_once(void *context ATTR_UNUSED, const struct server_request *request)
{
    return request->path[1] == '\0';
}

// "/ask" needs somebody else to be asked first.
static bool answer(void *context ATTR_UNUSED, const struct server_request *request, bool may_ask,
                   struct server_reply *ret)
{
    if (strcmp(request->path, "/ask") == 0 && !may_ask)
        return false;
    *ret = (struct server_reply){.status = 200, .content_type = CONTENT_TEXT};
    strbuf_add_text(&ret->body, "ok\n");
    return true;
}

static void in_flight(void *context ATTR_UNUSED, int change)
{
    unanswered += change;
}

static void answered(void *context ATTR_UNUSED, const struct server_request *request ATTR_UNUSED,
                     const struct server_reply *reply ATTR_UNUSED,
                     uint64_t microseconds ATTR_UNUSED)
{
}

static void warned(int level ATTR_UNUSED, const char *message ATTR_UNUSED)
{
}

static bool ask_once(uint16_t port, const char *request)
{
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
    CLEANUP_FD int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    char reply[1024];

    return connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
           send(fd, request, strlen(request), MSG_NOSIGNAL) > 0 &&
           recv(fd, reply, sizeof(reply), 0) > 0;
}

// Clients that leave, and one that is told to.
static void *visit(void *context)
{
    const uint16_t *port = context;
    static size_t answers;

    answers = 0;
    for (int i = 0; i < ROUNDS; i++) {
        answers += ask_once(*port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        answers += ask_once(*port, "GET /ask HTTP/1.1\r\nHost: x\r\n\r\n");
        answers += ask_once(*port, "GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }
    kill(getpid(), SIGTERM);
    return &answers;
}

static void no_connection_is_closed_before_the_loop_has_forgotten_it(void **state ATTR_UNUSED)
{
    CLEANUP_HTTP_SERVER struct http_server *server = NULL;
    CLEANUP_ERROR struct error err = {0};
    const struct http_server_config config = {
        .address = "127.0.0.1",
        .socket = -1,
        .workers = 2,
        .askers = 1,
        .accepting = accepting,
        .at_once = at_once,
        .answer = answer,
        .in_flight = in_flight,
        .answered = answered,
        .warned = warned,
    };
    pthread_t client = {0};
    void *answers = NULL;

    assert_int_equal(http_server_new(&config, &server, &err), 0);
    uint16_t port = http_server_port(server);
    assert_int_equal(pthread_create(&client, NULL, visit, &port), 0);
    assert_true(http_server_run(server));
    assert_int_equal(pthread_join(client, &answers), 0);
    assert_int_equal(*(size_t *)answers, 3 * ROUNDS);
    assert_int_equal(closed_numbers, 0);
    assert_int_equal(unanswered, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_connection_is_closed_before_the_loop_has_forgotten_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
