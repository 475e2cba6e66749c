// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/http_server.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <signal.h>
#include <sys/queue.h>

#include "common/base/fdio.h"
#include "common/base/monotonic.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "node-agent/server/last_reply.h"
#include "node-agent/server/listen_socket.h"
#include "node-agent/server/peer.h"
#include "node-agent/server/request_limit.h"
#include "node-agent/server/worker_pool.h"

enum {
    // Above LIMIT_CONNECTIONS_COUNT a connection is told so; above this it is closed.
    CONNECTIONS_MAX = 2 * LIMIT_CONNECTIONS_COUNT,
    // What is read ahead of one connection; above all that a request may have, so that one which
    // has more is seen to.
    READ_AHEAD = 2 * (LIMIT_REQUEST_HEADERS + LIMIT_REQUEST_BODY),
    FIRST_SIGNAL_EVENT = 1, // in http_server.events
    METHODS_ALL = 0xffff,   // the ones the library does not know too: the router refuses them
};

enum connection_state {
    CONNECTION_NEW,      // accepted; the library is just making its own object for it
    CONNECTION_READING,  // a request is arriving, or awaited
    CONNECTION_HANDLING, // it has arrived and is with a worker
    CONNECTION_REPLYING, // its reply is leaving
    CONNECTION_REFUSED,  // taken from the library; a last reply leaves, the rest is thrown away
};

// What we keep of a connection beside the library's object, whose timeouts begin anew with every
// byte and whose connections are not counted.
struct connection {
    struct http_server *server;
    struct bufferevent *stream;
    struct evhttp_connection *peer; // NULL while new
    struct event *timer;
    struct last_reply last_reply;
    enum connection_state state;
    size_t received; // bytes since the last request was complete
    LIST_ENTRY(connection) link;
};

struct http_server {
    struct http_server_config config;
    struct event_base *base;
    struct evhttp *http;
    struct evhttp_bound_socket *listener;
    uint16_t port;
    struct worker_pool *pool;
    struct event *events[3]; // the pool has replies; SIGTERM; SIGINT
    size_t event_count;
    LIST_HEAD(connection_list, connection) connections;
    size_t connection_count;
    bool stopping;
};

// A request on its way through a worker.
struct exchange {
    struct job job; // the first member: the pool hands this one back
    struct connection *connection;
    int fd; // the connection's, which stays open as long as this
    struct evhttp_request *library_request;
    struct server_request request;
    struct server_reply reply;
    uint64_t begun_us;
};

static void set_timer(struct event *timer, int seconds)
{
    const struct timeval delay = {.tv_sec = seconds};

    evtimer_add(timer, &delay);
}

// ---- refusals: replies that the library has no part in

static char *peer_address(struct evhttp_connection *peer)
{
    char *address = NULL;
    uint16_t port = 0;

    evhttp_connection_get_peer(peer, &address, &port);
    return xstrdup(address);
}

// Takes the connection from the library, answers, and closes it.
static void refuse(struct connection *connection, int status, const struct error *err)
{
    const struct http_server_config *config = &connection->server->config;
    CLEANUP_SERVER_REQUEST struct server_request request = {
        .method = "-",
        .path = xstrdup("-"),
        .remote = peer_address(connection->peer),
    };
    CLEANUP_SERVER_REPLY struct server_reply reply = {0};
    CLEANUP_STRBUF struct strbuf text = {0};

    connection->state = CONNECTION_REFUSED;
    server_reply_error(&reply, err);
    reply.status = status;
    server_reply_add_http(&reply, &text);
    connection->last_reply = (struct last_reply){connection->peer, connection->timer};
    last_reply_send(&connection->last_reply, connection->stream, &text);
    config->answered(config->context, &request, &reply, 0);
}

// ---- connections

static void connection_forget(struct evhttp_connection *peer ATTR_UNUSED, void *context)
{
    struct connection *connection = context;
    struct http_server *server = connection->server;

    LIST_REMOVE(connection, link);
    server->connection_count--;
    event_free(connection->timer);
    free(connection);
    if (server->stopping && server->connection_count == 0)
        event_base_loopbreak(server->base);
}

// The first time that the loop comes round, the library's object for the connection is there: it
// has made itself the argument of the stream's callbacks.
static void adopt(struct connection *connection)
{
    struct http_server *server = connection->server;
    CLEANUP_ERROR struct error err = {0};
    void *peer = NULL;

    bufferevent_getcb(connection->stream, NULL, NULL, NULL, &peer);
    bufferevent_decref(connection->stream);
    if (peer == NULL) { // it has given the connection up
        connection_forget(NULL, connection);
        return;
    }
    connection->peer = peer;
    connection->state = CONNECTION_READING;
    evhttp_connection_set_closecb(connection->peer, connection_forget, connection);
    set_timer(connection->timer, LIMIT_REQUEST_SECONDS);
    if (server->stopping || server->connection_count > CONNECTIONS_MAX) {
        evhttp_connection_free(connection->peer);
    } else if (server->connection_count > LIMIT_CONNECTIONS_COUNT) {
        error_set(&err, ERROR_UNAVAILABLE, "more than %d connections", LIMIT_CONNECTIONS_COUNT);
        refuse(connection, error_http_status(err.code), &err);
    }
}

static void expire(struct connection *connection)
{
    CLEANUP_ERROR struct error err = {0};

    if (connection->state != CONNECTION_READING || connection->received == 0 ||
        connection->server->stopping) {
        evhttp_connection_free(connection->peer);
        return;
    }
    error_set(&err, ERROR_TIMEOUT, "the request did not arrive within %d seconds",
              LIMIT_REQUEST_SECONDS);
    refuse(connection, 408, &err);
}

static void on_timer(evutil_socket_t fd ATTR_UNUSED, short what ATTR_UNUSED, void *context)
{
    struct connection *connection = context;

    if (connection->state == CONNECTION_NEW)
        adopt(connection);
    else if (connection->state != CONNECTION_HANDLING)
        expire(connection);
}

static void check_size(struct connection *connection, struct evbuffer *input)
{
    CLEANUP_ERROR struct error err = {0};
    size_t len = evbuffer_get_length(input);

    if (connection->received <= LIMIT_REQUEST_HEADERS)
        return;
    const void *text = evbuffer_pullup(input, (ev_ssize_t)len);
    int status = request_limit_check(connection->received - len, text, len, &err);
    if (status != 0)
        refuse(connection, status, &err);
}

// Bytes have arrived, which the library has not seen yet.
static void on_input(struct evbuffer *input, const struct evbuffer_cb_info *info, void *context)
{
    struct connection *connection = context;

    if (info->n_added == 0)
        return;
    connection->received += info->n_added;
    if (connection->state == CONNECTION_READING)
        check_size(connection, input);
}

// The library asks for the stream of a connection that it has accepted.
static struct bufferevent *on_accepted(struct event_base *base, void *context)
{
    struct http_server *server = context;
    struct connection *connection = xcalloc(1, sizeof(*connection));

    connection->server = server;
    // The library closes what this option does not, and does so before it takes the socket's events
    // away: by then the number may be that of another thread's file.
    connection->stream = bufferevent_socket_new(base, -1, BEV_OPT_CLOSE_ON_FREE);
    connection->timer = evtimer_new(base, on_timer, connection);
    evbuffer_add_cb(bufferevent_get_input(connection->stream), on_input, connection);
    bufferevent_setwatermark(connection->stream, EV_READ, 0, READ_AHEAD);
    LIST_INSERT_HEAD(&server->connections, connection, link);
    server->connection_count++;
    bufferevent_incref(connection->stream); // until it is adopted
    event_active(connection->timer, EV_TIMEOUT, 0);
    return connection->stream;
}

static struct connection *find_connection(struct http_server *server,
                                          const struct evhttp_connection *peer)
{
    struct connection *connection = LIST_FIRST(&server->connections);

    while (connection != NULL && connection->peer != peer)
        connection = LIST_NEXT(connection, link);
    return connection;
}

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

// The reply has left, and the library goes on to the connection's next request.
static void on_replied(struct evhttp_request *library_request ATTR_UNUSED, void *context)
{
    struct connection *connection = context;

    connection->state = CONNECTION_READING;
    connection->received = evbuffer_get_length(bufferevent_get_input(connection->stream));
    set_timer(connection->timer, LIMIT_REQUEST_SECONDS);
    if (connection->server->stopping) // not at once: the library still works with it
        event_active(connection->timer, EV_TIMEOUT, 0);
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
                     monotonic_us() - exchange->begun_us);
    struct evbuffer *body = head_only ? NULL : take_body(reply);
    add_headers(exchange, server->stopping);
    exchange->connection->state = CONNECTION_REPLYING;
    set_timer(exchange->connection->timer, LIMIT_REQUEST_SECONDS);
    evhttp_request_set_on_complete_cb(exchange->library_request, on_replied, exchange->connection);
    evhttp_send_reply(exchange->library_request, reply->status, NULL, body);
    if (body != NULL)
        evbuffer_free(body);
    exchange_free(exchange);
}

static void run_exchange(struct job *job)
{
    struct exchange *exchange = (struct exchange *)job;
    const struct http_server_config *config = &exchange->connection->server->config;
    CLEANUP_ERROR struct error err = {0};

    if (peer_has_left(exchange->fd)) {
        error_set(&err, ERROR_UNAVAILABLE, "the client has closed its end of the connection");
        server_reply_error(&exchange->reply, &err);
        return;
    }
    config->answer(config->context, &exchange->request, &exchange->reply);
}

static void start_exchange(struct http_server *server, struct exchange *exchange)
{
    const struct http_server_config *config = &server->config;

    config->in_flight(config->context, 1);
    if (!config->at_once(config->context, &exchange->request)) {
        worker_pool_submit(server->pool, &exchange->job);
        return;
    }
    config->answer(config->context, &exchange->request, &exchange->reply);
    send_reply(server, exchange);
}

// Behind a CONNECT the library sends a reply without a length, and keeps the connection.
static void refuse_tunnel(struct connection *connection)
{
    CLEANUP_ERROR struct error err = {0};

    error_set(&err, ERROR_BAD_REQUEST, "\"CONNECT\" is for a proxy, which this is not");
    refuse(connection, error_http_status(err.code), &err);
}

static void on_request(struct evhttp_request *library_request, void *context)
{
    struct http_server *server = context;
    struct evhttp_connection *peer = evhttp_request_get_connection(library_request);
    const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(library_request);
    struct connection *connection = find_connection(server, peer);
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
    connection->state = CONNECTION_HANDLING;
    evtimer_del(connection->timer);
    exchange->job.run = run_exchange;
    exchange->connection = connection;
    exchange->fd = bufferevent_getfd(connection->stream);
    exchange->library_request = library_request;
    exchange->begun_us = monotonic_us();
    exchange->request = (struct server_request){
        .method = method_name(evhttp_request_get_command(library_request)),
        .path = xstrdup(path == NULL ? "" : path),
        .query = xstrdup(evhttp_uri_get_query(uri)),
        .remote = peer_address(peer),
    };
    start_exchange(server, exchange);
}

static void on_finished(evutil_socket_t fd ATTR_UNUSED, short what ATTR_UNUSED, void *context)
{
    struct http_server *server = context;

    for (struct job *job = worker_pool_take(server->pool), *next = NULL; job != NULL; job = next) {
        next = job->next;
        send_reply(server, (struct exchange *)job);
    }
}

// ---- the server

static void on_signal(evutil_socket_t number ATTR_UNUSED, short what ATTR_UNUSED, void *context)
{
    const struct timeval patience = {.tv_sec = HTTP_SERVER_STOP_SECONDS};
    struct http_server *server = context;

    server->stopping = true;
    for (size_t i = FIRST_SIGNAL_EVENT; i < server->event_count; i++)
        event_del(server->events[i]); // the next signal ends the process
    evhttp_del_accept_socket(server->http, server->listener);
    server->listener = NULL;
    for (struct connection *at = LIST_FIRST(&server->connections), *next = NULL; at != NULL;
         at = next) {
        next = LIST_NEXT(at, link);
        if (at->state == CONNECTION_READING)
            evhttp_connection_free(at->peer);
    }
    event_base_loopexit(server->base, &patience);
    if (server->connection_count == 0)
        event_base_loopbreak(server->base);
}

static int listen_with_library(struct http_server *server, struct error *err)
{
    const struct http_server_config *config = &server->config;
    CLEANUP_FD int fd = -1;

    if (listen_socket_open(config->address, config->port, &fd, &server->port, err) < 0)
        return -1;
    server->listener = evhttp_accept_socket_with_handle(server->http, fd);
    if (server->listener == NULL)
        return error_set(err, ERROR_INTERNAL, "the HTTP library refuses the listening socket");
    (void)!steal_fd(&fd);
    return 0;
}

static void set_up_http(struct http_server *server)
{
    evhttp_set_allowed_methods(server->http, METHODS_ALL);
    evhttp_set_max_headers_size(server->http,
                                READ_AHEAD); // check_size() comes first, for bodies too
    evhttp_set_timeout(server->http, 2 * LIMIT_REQUEST_SECONDS); // so does the timer
    evhttp_set_bevcb(server->http, on_accepted, server);
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
    set_up_http(server);
    if (listen_with_library(server, err) < 0 ||
        worker_pool_new(config->workers, &server->pool, err) < 0)
        return -1;
    add_event(server, worker_pool_fd(server->pool), EV_READ, on_finished);
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
    return server->connection_count == 0;
}

void http_server_free(struct http_server **server_pointer)
{
    struct http_server *server = steal(server_pointer);

    if (server == NULL)
        return;
    worker_pool_free(&server->pool);
    if (server->http != NULL)
        evhttp_free(server->http);
    for (size_t i = 0; i < server->event_count; i++)
        event_free(server->events[i]);
    if (server->base != NULL)
        event_base_free(server->base);
    free(server);
}
