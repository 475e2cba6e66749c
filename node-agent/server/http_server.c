// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/http_server.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <signal.h>

#include "common/base/fdio.h"
#include "common/base/monotonic.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/agent_token.h"
#include "common/model/limits.h"
#include "node-agent/server/connection.h"
#include "node-agent/server/listen_socket.h"
#include "node-agent/server/peer.h"
#include "node-agent/server/worker_pool.h"

enum {
    FIRST_SIGNAL_EVENT = 2, // in http_server.events
    METHODS_ALL = 0xffff,   // the ones the library does not know too: the router refuses them
};

struct http_server {
    struct http_server_config config;
    struct event_base *base;
    struct evhttp *http;
    struct evhttp_bound_socket *listener;
    uint16_t port;
    struct worker_pool *workers;
    struct worker_pool *askers;
    struct event *events[4]; // the pools have replies; SIGTERM; SIGINT
    size_t event_count;
    struct connections connections;
};

// A request on its way through a worker.
struct exchange {
    struct job job; // the first member: the pool hands this one back
    struct connection *connection;
    int fd; // the connection's, which stays open as long as this
    struct evhttp_request *library_request;
    struct server_request request;
    struct server_reply reply;
    bool may_ask;
    bool answered;
};

// ---- requests

static const char *method_name(enum evhttp_cmd_type type)
{
    static const char *const names[] = {// a bit each (event2/http.h)
                                        "GET",     "POST",  "HEAD",    "PUT",  "DELETE",
                                        "OPTIONS", "TRACE", "CONNECT", "PATCH"};
    size_t bit = (size_t)__builtin_ctz((unsigned)type);

    return bit < ARRAY_SIZE(names) ? names[bit] : "other";
}

static void exchange_free(struct exchange *exchange)
{
    server_request_release(&exchange->request);
    server_reply_release(&exchange->reply);
    free(exchange);
}

static void on_replied(struct evhttp_request *library_request ATTR_UNUSED, void *context)
{
    connection_replied(context);
}

static void free_body(const void *data ATTR_UNUSED, size_t len ATTR_UNUSED, void *owned)
{
    free(owned);
}

static void add_headers(const struct exchange *exchange, bool stopping)
{
    struct evkeyvalq *headers = evhttp_request_get_output_headers(exchange->library_request);

    evhttp_add_header(headers, "Content-Type", exchange->reply.content_type);
    evhttp_add_header(headers, "Cache-Control", "no-store");
    if (exchange->reply.allow != NULL)
        evhttp_add_header(headers, "Allow", exchange->reply.allow);
    // A body behind a method that has none is not to be taken for the next request.
    if (stopping || !str_eq(exchange->request.method, "GET"))
        evhttp_add_header(headers, "Connection", "close");
}

// The library frees the text once it has left.
static struct evbuffer *take_body(struct server_reply *reply)
{
    struct evbuffer *body = evbuffer_new();
    size_t len = reply->body.len;
    char *text = strbuf_steal(&reply->body);

    evbuffer_add_reference(body, text, len, free_body, text);
    return body;
}

static void send_reply(struct http_server *server, struct exchange *exchange)
{
    const struct http_server_config *config = &server->config;
    struct server_reply *reply = &exchange->reply;
    bool head_only = str_eq(exchange->request.method, "HEAD");

    config->in_flight(config->context, -1);
    config->answered(config->context, &exchange->request, reply,
                     monotonic_us() - exchange->request.arrived_us);
    struct evbuffer *body = head_only ? NULL : take_body(reply);
    add_headers(exchange, server->connections.stopping);
    connection_replying(exchange->connection, reply->caller_known);
    evhttp_request_set_on_complete_cb(exchange->library_request, on_replied, exchange->connection);
    evhttp_send_reply(exchange->library_request, reply->status, NULL, body);
    if (body != NULL)
        evbuffer_free(body);
    exchange_free(exchange);
}

static void run_exchange(struct job *job)
{
    struct exchange *exchange = (struct exchange *)job;
    const struct http_server_config *config = exchange->connection->all->config;
    CLEANUP_ERROR struct error err = {0};

    if (peer_has_left(exchange->fd)) {
        error_set(&err, ERROR_UNAVAILABLE, "the client has closed its end of the connection");
        server_reply_error(&exchange->reply, &err);
        exchange->answered = true;
        return;
    }
    exchange->answered =
        config->answer(config->context, &exchange->request, exchange->may_ask, &exchange->reply);
}

static void start_exchange(struct http_server *server, struct exchange *exchange)
{
    const struct http_server_config *config = &server->config;

    config->in_flight(config->context, 1);
    if (!config->at_once(config->context, &exchange->request)) {
        worker_pool_submit(server->workers, &exchange->job);
        return;
    }
    (void)config->answer(config->context, &exchange->request, true, &exchange->reply);
    send_reply(server, exchange);
}

// Behind a CONNECT the library sends a reply without a length, and keeps the connection.
static void refuse_tunnel(struct connection *connection)
{
    CLEANUP_ERROR struct error err = {0};

    error_set(&err, ERROR_BAD_REQUEST, "\"CONNECT\" is for a proxy, which this is not");
    connection_refuse(connection, error_http_status(err.code), &err);
}

static void on_request(struct evhttp_request *library_request, void *context)
{
    struct http_server *server = context;
    struct evhttp_connection *peer = evhttp_request_get_connection(library_request);
    const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(library_request);
    struct connection *connection = connection_of(&server->connections, peer);
    const char *path = evhttp_uri_get_path(uri);

    if (connection == NULL) { // each was adopted before its first byte was read
        evhttp_send_error(library_request, error_http_status(ERROR_INTERNAL), NULL);
        return;
    }
    if (evhttp_request_get_command(library_request) == EVHTTP_REQ_CONNECT) {
        refuse_tunnel(connection);
        return;
    }
    struct exchange *exchange = xcalloc(1, sizeof(*exchange));
    connection_handling(connection);
    exchange->job.run = run_exchange;
    exchange->connection = connection;
    exchange->fd = bufferevent_getfd(connection->stream);
    exchange->library_request = library_request;
    exchange->request = (struct server_request){
        .method = method_name(evhttp_request_get_command(library_request)),
        .path = xstrdup(path == NULL ? "" : path),
        .query = xstrdup(evhttp_uri_get_query(uri)),
        .remote = connection_address(connection),
        .token = xstrdup(evhttp_find_header(evhttp_request_get_input_headers(library_request),
                                            AGENT_TOKEN_HEADER)),
        .arrived_us = monotonic_us(),
    };
    start_exchange(server, exchange);
}

static void take_finished(struct http_server *server, struct worker_pool *pool)
{
    for (struct job *job = worker_pool_take(pool), *next = NULL; job != NULL; job = next) {
        struct exchange *exchange = (struct exchange *)job;

        next = job->next;
        if (exchange->answered) {
            send_reply(server, exchange);
        } else {
            exchange->may_ask = true;
            worker_pool_submit(server->askers, job);
        }
    }
}

static void on_finished(evutil_socket_t fd ATTR_UNUSED, short what ATTR_UNUSED, void *context)
{
    struct http_server *server = context;

    take_finished(server, server->workers);
    take_finished(server, server->askers);
}

// ---- the server

static void on_signal(evutil_socket_t number ATTR_UNUSED, short what ATTR_UNUSED, void *context)
{
    const struct timeval patience = {.tv_sec = HTTP_SERVER_STOP_SECONDS};
    struct http_server *server = context;

    for (size_t i = FIRST_SIGNAL_EVENT; i < server->event_count; i++)
        event_del(server->events[i]); // the next signal ends the process
    evhttp_del_accept_socket(server->http, server->listener);
    server->listener = NULL;
    connections_stop(&server->connections);
    event_base_loopexit(server->base, &patience);
    if (server->connections.count == 0)
        event_base_loopbreak(server->base);
}

static int listen_with_library(struct http_server *server, struct error *err)
{
    const struct http_server_config *config = &server->config;
    CLEANUP_FD int fd = config->socket;

    if (fd < 0 && listen_socket_open(config->address, config->port, &fd, &server->port, err) < 0)
        return -1;
    server->listener = evhttp_accept_socket_with_handle(server->http, fd);
    if (server->listener == NULL)
        return error_set(err, ERROR_INTERNAL, "the HTTP library refuses the listening socket");
    server->connections.listener = evhttp_bound_socket_get_listener(server->listener);
    (void)!steal_fd(&fd);
    return 0;
}

static struct bufferevent *on_accepted(struct event_base *base ATTR_UNUSED, void *context)
{
    return connection_new(context);
}

static void set_up_http(struct http_server *server)
{
    evhttp_set_allowed_methods(server->http, METHODS_ALL);
    evhttp_set_max_headers_size(server->http,
                                CONNECTION_READ_AHEAD); // the connection checks first, bodies too
    evhttp_set_timeout(server->http, 2 * LIMIT_REQUEST_SECONDS); // so does the timer
    evhttp_set_bevcb(server->http, on_accepted, &server->connections);
    evhttp_set_gencb(server->http, on_request, server);
}

static void add_event(struct http_server *server, int number, short what,
                      event_callback_fn callback)
{
    struct event *event =
        event_new(server->base, number, (short)(what | EV_PERSIST), callback, server);

    event_add(event, NULL);
    server->events[server->event_count++] = event;
}

int http_server_new(const struct http_server_config *config, struct http_server **ret,
                    struct error *err)
{
    CLEANUP_HTTP_SERVER struct http_server *server = xcalloc(1, sizeof(*server));

    event_set_log_callback(config->warned);
    server->config = *config;
    server->base = event_base_new();
    server->http = server->base == NULL ? NULL : evhttp_new(server->base);
    if (server->http == NULL)
        return error_set(err, ERROR_INTERNAL, "start the HTTP library");
    connections_init(&server->connections, &server->config, server->base);
    set_up_http(server);
    if (listen_with_library(server, err) < 0 ||
        worker_pool_new(config->workers, &server->workers, err) < 0 ||
        worker_pool_new(config->askers, &server->askers, err) < 0)
        return -1;
    add_event(server, worker_pool_fd(server->workers), EV_READ, on_finished);
    add_event(server, worker_pool_fd(server->askers), EV_READ, on_finished);
    add_event(server, SIGTERM, EV_SIGNAL, on_signal);
    add_event(server, SIGINT, EV_SIGNAL, on_signal);
    *ret = steal(&server);
    return 0;
}

uint16_t http_server_port(const struct http_server *server)
{
    return server->port;
}

bool http_server_run(struct http_server *server)
{
    event_base_dispatch(server->base);
    return server->connections.count == 0;
}

void http_server_free(struct http_server **server_pointer)
{
    struct http_server *server = steal(server_pointer);

    if (server == NULL)
        return;
    worker_pool_free(&server->workers);
    worker_pool_free(&server->askers);
    if (server->http != NULL) {
        connections_release(&server->connections);
        evhttp_free(server->http);
    }
    for (size_t i = 0; i < server->event_count; i++)
        event_free(server->events[i]);
    if (server->base != NULL)
        event_base_free(server->base);
    free(server);
}
