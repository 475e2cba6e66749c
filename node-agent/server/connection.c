// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/connection.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <event2/listener.h>

#include "common/base/monotonic.h"
#include "common/base/xalloc.h"
#include "node-agent/server/request_limit.h"

enum {
    SECOND_US = 1000 * 1000,
    // By then the first that a client has to send is there, if it was not when it was accepted.
    FIRST_BYTES_US = 50 * 1000,
};

static void set_timer(struct event *timer, int seconds)
{
    const struct timeval delay = {.tv_sec = seconds};

    evtimer_add(timer, &delay);
}

char *connection_address(const struct connection *connection)
{
    char *address = NULL;
    uint16_t port = 0;

    if (connection->all->config->socket >= 0) // the library says "localhost"
        return xstrdup("unix");
    evhttp_connection_get_peer(connection->peer, &address, &port);
    return xstrdup(address);
}

// By a handshake, which only a client makes that means to ask something.
static bool has_begun(const struct connection *connection)
{
    return connection->all->config->tls != NULL && tls_stream_has_begun(connection->stream);
}

// How long it keeps its place though others wait for one: by then a client has done all that it can
// do in one go, as those do that mean to ask something. The reply to a refused one leaves at once,
// or with TLS when the client has done its part.
static uint64_t patience_us(const struct connection *connection)
{
    if (connection->state == CONNECTION_REFUSED)
        return has_begun(connection) ? SECOND_US : FIRST_BYTES_US;
    return has_begun(connection) || connection->all->config->tls == NULL ? 3 * SECOND_US
                                                                         : SECOND_US;
}

// Whether it has less claim to its place than the other: its client is not known yet, and the
// other's is; or it has not begun; or it has been at it for longer.
static bool has_less_claim(const struct connection *connection, const struct connection *other)
{
    if (connection->served != other->served)
        return other->served;
    if (has_begun(connection) != has_begun(other))
        return has_begun(other);
    return connection->waiting_since_us < other->waiting_since_us;
}

// Of those in this state which have had their time; NULL if there is none.
static struct connection *find_least_claim(struct connections *all, enum connection_state state,
                                           const struct connection *but)
{
    uint64_t now = monotonic_us();
    struct connection *found = NULL;

    for (struct connection *at = LIST_FIRST(&all->list); at != NULL; at = LIST_NEXT(at, link))
        if (at != but && at->state == state && now - at->waiting_since_us >= patience_us(at) &&
            (found == NULL || has_less_claim(at, found)))
            found = at;
    return found;
}

// ---- how many there are

static void stop_accepting(struct connections *all)
{
    const struct timeval delay = {.tv_usec = FIRST_BYTES_US};

    evconnlistener_disable(all->listener);
    evtimer_add(all->full, &delay);
}

static void go_on_accepting(struct connections *all)
{
    if (all->listener == NULL)
        return;
    evconnlistener_enable(all->listener);
    evtimer_del(all->full);
}

// Those that wait to be accepted cost nothing: so each that was has its time, however many come.
static void on_full(evutil_socket_t fd ATTR_UNUSED, short what ATTR_UNUSED, void *context)
{
    struct connections *all = context;
    struct connection *found = find_least_claim(all, CONNECTION_REFUSED, NULL);

    stop_accepting(all); // until the next look, if none ends
    if (found == NULL)
        found = find_least_claim(all, CONNECTION_READING, NULL);
    for (; found != NULL; found = find_least_claim(all, CONNECTION_REFUSED, NULL))
        evhttp_connection_free(found->peer);
}

void connections_init(struct connections *all, const struct http_server_config *config,
                      struct event_base *base)
{
    *all = (struct connections){.config = config, .base = base};
    all->full = evtimer_new(base, on_full, all);
}

void connections_release(struct connections *all)
{
    all->listener = NULL;
    event_free(all->full);
}

// ---- the end of one

void connection_refuse(struct connection *connection, int status, const struct error *err)
{
    const struct http_server_config *config = connection->all->config;
    CLEANUP_SERVER_REQUEST struct server_request request = {
        .method = "-",
        .path = xstrdup("-"),
        .remote = connection_address(connection),
    };
    CLEANUP_SERVER_REPLY struct server_reply reply = {0};
    CLEANUP_STRBUF struct strbuf text = {0};

    connection->state = CONNECTION_REFUSED;
    connection->waiting_since_us = monotonic_us();
    connection->all->refused++;
    server_reply_error(&reply, err);
    reply.status = status;
    // There is room again as soon as one of the many has its answer.
    if (err->code == ERROR_UNAVAILABLE)
        reply.retry_after_s = 1;
    server_reply_add_http(&reply, &text);
    connection->last_reply =
        (struct last_reply){connection->peer, connection->timer, config->tls != NULL};
    last_reply_send(&connection->last_reply, connection->stream, &text);
    config->answered(config->context, &request, &reply, 0);
}

static void on_input(struct evbuffer *input, const struct evbuffer_cb_info *info, void *context);

// The stream may live on for as long as the library is reading from it.
static void connection_forget(struct evhttp_connection *peer ATTR_UNUSED, void *context)
{
    struct connection *connection = context;
    struct connections *all = connection->all;

    if (all->config->tls != NULL)
        tls_stream_end(connection->stream);
    evbuffer_remove_cb(bufferevent_get_input(connection->stream), on_input, connection);
    LIST_REMOVE(connection, link);
    all->count--;
    all->refused -= connection->state == CONNECTION_REFUSED;
    go_on_accepting(all);
    event_free(connection->timer);
    free(connection);
    if (all->stopping && all->count == 0)
        event_base_loopbreak(all->base);
}

// There is room in the place of one that has had its time.
static void find_room(struct connection *connection)
{
    CLEANUP_ERROR struct error err = {0};
    struct connection *found = find_least_claim(connection->all, CONNECTION_READING, connection);

    if (found != NULL) {
        evhttp_connection_free(found->peer);
        return;
    }
    error_set(&err, ERROR_UNAVAILABLE, "more than %d connections", LIMIT_CONNECTIONS_COUNT);
    connection_refuse(connection, error_http_status(err.code), &err);
}

// ---- its life

static void await_request(struct connection *connection)
{
    connection->state = CONNECTION_READING;
    connection->received = evbuffer_get_length(bufferevent_get_input(connection->stream));
    connection->waiting_since_us = monotonic_us();
    set_timer(connection->timer, LIMIT_REQUEST_SECONDS);
}

// The first time that the loop comes round, the library's object for the connection is there: it
// has made itself the argument of the stream's callbacks.
static void adopt(struct connection *connection)
{
    struct connections *all = connection->all;
    void *peer = NULL;

    bufferevent_getcb(connection->stream, NULL, NULL, NULL, &peer);
    if (peer == NULL) { // it has given the connection up
        struct bufferevent *stream = connection->stream;

        connection_forget(NULL, connection);
        bufferevent_decref(stream);
        return;
    }
    bufferevent_decref(connection->stream);
    connection->peer = peer;
    if (all->config->tls != NULL)
        tls_stream_watch(connection->stream);
    evhttp_connection_set_closecb(connection->peer, connection_forget, connection);
    await_request(connection);
    if (all->stopping)
        evhttp_connection_free(connection->peer);
    else if (all->count - all->refused > LIMIT_CONNECTIONS_COUNT)
        find_room(connection);
}

static void expire(struct connection *connection)
{
    CLEANUP_ERROR struct error err = {0};

    if (connection->state != CONNECTION_READING || connection->received == 0 ||
        connection->all->stopping) {
        evhttp_connection_free(connection->peer);
        return;
    }
    error_set(&err, ERROR_TIMEOUT, "the request did not arrive within %d seconds",
              LIMIT_REQUEST_SECONDS);
    connection_refuse(connection, 408, &err);
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
        connection_refuse(connection, status, &err);
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

struct bufferevent *connection_new(struct connections *all)
{
    const struct http_server_config *config = all->config;
    struct connection *connection = xcalloc(1, sizeof(*connection));

    config->accepting(config->context);
    connection->all = all;
    // The library closes what this option does not, and does so before it takes the socket's events
    // away: by then the number may be that of another thread's file.
    connection->stream = config->tls == NULL
                             ? bufferevent_socket_new(all->base, -1, BEV_OPT_CLOSE_ON_FREE)
                             : tls_stream_new(config->tls, all->base);
    connection->timer = evtimer_new(all->base, on_timer, connection);
    evbuffer_add_cb(bufferevent_get_input(connection->stream), on_input, connection);
    bufferevent_setwatermark(connection->stream, EV_READ, 0, CONNECTION_READ_AHEAD);
    LIST_INSERT_HEAD(&all->list, connection, link);
    if (++all->count == LIMIT_CONNECTIONS_COUNT + LIMIT_REFUSED_CONNECTIONS_COUNT)
        stop_accepting(all);
    bufferevent_incref(connection->stream); // until it is adopted
    event_active(connection->timer, EV_TIMEOUT, 0);
    return connection->stream;
}

struct connection *connection_of(struct connections *all, const struct evhttp_connection *peer)
{
    struct connection *connection = LIST_FIRST(&all->list);

    while (connection != NULL && connection->peer != peer)
        connection = LIST_NEXT(connection, link);
    return connection;
}

void connection_handling(struct connection *connection)
{
    connection->state = CONNECTION_HANDLING;
    evtimer_del(connection->timer);
}

void connection_replying(struct connection *connection, bool caller_known)
{
    connection->served = connection->served || caller_known;
    connection->state = CONNECTION_REPLYING;
    set_timer(connection->timer, LIMIT_REQUEST_SECONDS);
}

void connection_replied(struct connection *connection)
{
    uint64_t since_us = connection->waiting_since_us;

    await_request(connection);
    if (!connection->served) // what anybody may ask for gives no claim to a place
        connection->waiting_since_us = since_us;
    if (connection->all->stopping) // not at once: the library still works with it
        event_active(connection->timer, EV_TIMEOUT, 0);
}

void connections_stop(struct connections *all)
{
    all->stopping = true;
    all->listener = NULL;
    evtimer_del(all->full);
    for (struct connection *at = LIST_FIRST(&all->list), *next = NULL; at != NULL; at = next) {
        next = LIST_NEXT(at, link);
        if (at->state == CONNECTION_READING || at->state == CONNECTION_REFUSED)
            evhttp_connection_free(at->peer);
    }
}
