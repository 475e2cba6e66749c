// SPDX-License-Identifier: Apache-2.0
#include "node-agent/apiserver/api_connection.h"

#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "common/base/deadline.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "node-agent/apiserver/api_failure.h"

struct api_connection {
    const struct api_url *url;
    struct api_trust *trust;
    struct event_base *base;
    struct event *timer;            // the exchange's deadline
    struct evhttp_connection *peer; // NULL: none is open
    bool closed;                    // the library has closed it
    struct exchange *exchange;      // the one that is under way
};

struct exchange {
    struct api_connection *connection;
    const struct api_request *request;
    bool over;
    enum api_failure_kind failure; // where it is over; none: reply is whole
    int sys_errno;
    bool sent;       // the handshake is done, and the request goes out
    size_t received; // bytes of the answer
    bool has_head;   // its headers are whole
    struct api_reply reply;
};

// ---- what happens in the course of an exchange

// The first failure is the one that counts: it brings others with it.
static void finish(struct exchange *exchange, enum api_failure_kind failure)
{
    if (exchange->over)
        return;
    exchange->over = true;
    exchange->failure = failure;
    event_base_loopbreak(exchange->connection->base);
}

static void on_deadline(evutil_socket_t fd ATTR_UNUSED, short what ATTR_UNUSED, void *context)
{
    struct api_connection *connection = context;

    finish(connection->exchange, API_FAILURE_TIMEOUT);
}

// The first bytes go out when the connection is made and the handshake done.
static void on_output(struct evbuffer *output ATTR_UNUSED, const struct evbuffer_cb_info *info,
                      void *context)
{
    struct api_connection *connection = context;

    if (connection->exchange != NULL && info->n_added > 0)
        connection->exchange->sent = true;
}

// Bytes have arrived, which the library has not seen yet. It would gather any number of them while
// a line or a chunk of the body has no end.
static void on_input(struct evbuffer *input, const struct evbuffer_cb_info *info, void *context)
{
    struct api_connection *connection = context;
    struct exchange *exchange = connection->exchange;

    if (exchange == NULL)
        return;
    exchange->received += info->n_added;
    if (evbuffer_get_length(input) > 2 * LIMIT_API_REPLY_HEADERS + exchange->request->max_reply)
        finish(exchange,
               exchange->has_head ? API_FAILURE_BODY_TOO_LARGE : API_FAILURE_HEADERS_TOO_LARGE);
}

// Behind such headers the library takes the body for empty. (RFC 9112, 6.3: it ends with the
// connection.)
static bool hides_its_end(const struct evkeyvalq *headers, int status)
{
    enum { NO_CONTENT = 204, NOT_MODIFIED = 304 };
    const char *connection = evhttp_find_header(headers, "Connection");

    return status != NO_CONTENT && status != NOT_MODIFIED && connection != NULL &&
           strcasecmp(connection, "close") != 0 &&
           evhttp_find_header(headers, "Content-Length") == NULL &&
           evhttp_find_header(headers, "Transfer-Encoding") == NULL;
}

static enum api_failure_kind check_head(const struct evkeyvalq *headers, int status,
                                        size_t max_reply)
{
    enum { FIRST_FINAL = 200, LAST = 599 };
    const char *length = evhttp_find_header(headers, "Content-Length");
    uint64_t bytes = 0;
    int rc = length == NULL ? 0 : parse_u64(length, max_reply, &bytes);

    if (status < FIRST_FINAL || status > LAST || rc == -EINVAL || hides_its_end(headers, status))
        return API_FAILURE_NOT_HTTP;
    return rc < 0 ? API_FAILURE_BODY_TOO_LARGE : API_FAILURE_NONE;
}

static int on_head(struct evhttp_request *library_request, void *context)
{
    struct exchange *exchange = context;
    enum api_failure_kind failure =
        check_head(evhttp_request_get_input_headers(library_request),
                   evhttp_request_get_response_code(library_request), exchange->request->max_reply);

    exchange->has_head = true;
    if (failure == API_FAILURE_NONE)
        return 0;
    finish(exchange, failure);
    return -1;
}

static void on_body(struct evhttp_request *library_request, void *context)
{
    struct exchange *exchange = context;
    struct strbuf *body = &exchange->reply.body;
    struct evbuffer *piece = evhttp_request_get_input_buffer(library_request);
    size_t len = evbuffer_get_length(piece);
    size_t room = 0;

    if (len > exchange->request->max_reply - body->len) {
        finish(exchange, API_FAILURE_BODY_TOO_LARGE);
        return;
    }
    char *to = strbuf_room(body, len, &room);
    evbuffer_remove(piece, to, len);
    strbuf_filled(body, len);
}

// The connection is no more.
static void lose(struct exchange *exchange, int sys_errno)
{
    exchange->sys_errno = sys_errno;
    finish(exchange, !exchange->sent           ? API_FAILURE_CONNECT
                     : exchange->received == 0 ? API_FAILURE_CLOSED
                                               : API_FAILURE_CUT);
}

// What of the answer cannot be used has the same codes as what is too large of it; but for the
// headers' length the limits are kept here, and not by the library.
static void on_error(enum evhttp_request_error error, void *context)
{
    struct exchange *exchange = context;

    switch (error) {
    case EVREQ_HTTP_INVALID_HEADER:
    case EVREQ_HTTP_DATA_TOO_LONG:
        finish(exchange, !exchange->has_head && exchange->received > LIMIT_API_REPLY_HEADERS
                             ? API_FAILURE_HEADERS_TOO_LARGE
                             : API_FAILURE_NOT_HTTP);
        break;
    case EVREQ_HTTP_EOF:
    case EVREQ_HTTP_BUFFER_ERROR:
    case EVREQ_HTTP_TIMEOUT:
    case EVREQ_HTTP_REQUEST_CANCEL:
    default:
        lose(exchange, errno); // which the library restores for this
        break;
    }
}

// Without a request where on_error() has said it all; with one that has no status where the
// connection was refused.
static void on_done(struct evhttp_request *library_request, void *context)
{
    struct exchange *exchange = context;

    if (library_request == NULL)
        return;
    exchange->reply.status = evhttp_request_get_response_code(library_request);
    if (exchange->reply.status == 0)
        lose(exchange, ECONNREFUSED);
    else
        finish(exchange, API_FAILURE_NONE);
}

// ---- the connection

static void on_closed(struct evhttp_connection *peer ATTR_UNUSED, void *context)
{
    struct api_connection *connection = context;

    connection->closed = true;
}

void api_connection_close(struct api_connection *connection)
{
    if (connection->peer == NULL)
        return;
    evhttp_connection_free(connection->peer);
    connection->peer = NULL;
    event_base_loop(connection->base, EVLOOP_NONBLOCK); // in which it ends
}

static struct bufferevent *stream_of(const struct api_connection *connection)
{
    return evhttp_connection_get_bufferevent(connection->peer);
}

static void open_peer(struct api_connection *connection)
{
    const struct timeval never = {.tv_sec = 24 * 60 * 60}; // the deadline comes first
    struct bufferevent *stream = api_trust_stream_new(connection->trust, connection->base);

    connection->peer = stream == NULL
                           ? NULL
                           : evhttp_connection_base_bufferevent_new(connection->base, NULL, stream,
                                                                    connection->url->address,
                                                                    connection->url->port);
    if (connection->peer == NULL)
        abort(); // as for all memory
    connection->closed = false;
    evhttp_connection_set_timeout_tv(connection->peer, &never);
    evhttp_connection_set_max_headers_size(connection->peer, LIMIT_API_REPLY_HEADERS);
    evhttp_connection_set_closecb(connection->peer, on_closed, connection);
    evbuffer_add_cb(bufferevent_get_input(stream), on_input, connection);
    evbuffer_add_cb(bufferevent_get_output(stream), on_output, connection);
}

// The library makes the socket, without these. A body goes out behind its headers at once.
static void set_up_socket(const struct api_connection *connection)
{
    const int on = 1;
    int fd = bufferevent_getfd(stream_of(connection));

    if (fd < 0) // it has failed already
        return;
    (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

// Whether one is open from the exchange before. What came since then nobody has asked for, unless
// it is the end.
static bool is_kept(struct api_connection *connection)
{
    if (connection->peer == NULL)
        return false;
    event_base_loop(connection->base, EVLOOP_NONBLOCK);
    if (!connection->closed &&
        evbuffer_get_length(bufferevent_get_input(stream_of(connection))) == 0)
        return true;
    api_connection_close(connection);
    return false;
}

// ---- exchanges

static void free_request(struct evhttp_request **library_request)
{
    evhttp_request_free(*library_request);
}

static void add_headers(struct evkeyvalq *headers, const struct exchange *exchange,
                        const char *token)
{
    CLEANUP_FREE char *authorization = xasprintf("Bearer %s", token);

    evhttp_add_header(headers, "Host", exchange->connection->url->authority);
    evhttp_add_header(headers, "Authorization", authorization);
    evhttp_add_header(headers, "Accept", "application/json");
    evhttp_add_header(headers, "User-Agent", "nsinfo-agent/" NSINFO_VERSION);
    if (exchange->request->body != NULL)
        evhttp_add_header(headers, "Content-Type", "application/json");
}

static struct evhttp_request *request_new(struct exchange *exchange, const char *token)
{
    const struct strbuf *body = exchange->request->body;
    struct evhttp_request *library_request = evhttp_request_new(on_done, exchange);

    if (library_request == NULL)
        abort(); // as for all memory
    evhttp_request_own(library_request);
    evhttp_request_set_error_cb(library_request, on_error);
    evhttp_request_set_header_cb(library_request, on_head);
    evhttp_request_set_chunked_cb(library_request, on_body);
    add_headers(evhttp_request_get_output_headers(library_request), exchange, token);
    if (body != NULL)
        evbuffer_add(evhttp_request_get_output_buffer(library_request), body->data, body->len);
    return library_request;
}

static void run_until(struct exchange *exchange, uint64_t deadline)
{
    enum { SECOND_MS = 1000, MS_US = 1000 };
    struct api_connection *connection = exchange->connection;
    uint64_t left = deadline_left(deadline);
    const struct timeval delay = {.tv_sec = (time_t)(left / SECOND_MS),
                                  .tv_usec = (suseconds_t)(left % SECOND_MS * MS_US)};

    evtimer_add(connection->timer, &delay);
    event_base_dispatch(connection->base);
    evtimer_del(connection->timer);
    finish(exchange, API_FAILURE_LIBRARY);
}

static void run(struct exchange *exchange, struct evhttp_request *library_request,
                uint64_t deadline)
{
    struct api_connection *connection = exchange->connection;
    const struct api_request *request = exchange->request;
    enum evhttp_cmd_type method =
        str_eq(request->method, "POST") ? EVHTTP_REQ_POST : EVHTTP_REQ_GET;
    bool fresh = connection->peer == NULL;

    if (fresh)
        open_peer(connection);
    connection->exchange = exchange;
    if (evhttp_make_request(connection->peer, library_request, method, request->path) < 0)
        finish(exchange, API_FAILURE_LIBRARY);
    if (fresh)
        set_up_socket(connection);
    if (!exchange->over)
        run_until(exchange, deadline);
    connection->exchange = NULL;
}

static int explain(const struct exchange *exchange, struct error *err)
{
    bool certificate = false;
    struct api_failure failure = {.kind = exchange->failure,
                                  .authority = exchange->connection->url->authority,
                                  .sys_errno = exchange->sys_errno,
                                  .max_reply = exchange->request->max_reply,
                                  .timeout_ms = exchange->request->timeout_ms};

    if (failure.kind == API_FAILURE_CONNECT) {
        failure.reason = api_trust_failure(stream_of(exchange->connection), &certificate);
        if (failure.reason != NULL)
            failure.kind = certificate ? API_FAILURE_CERTIFICATE : API_FAILURE_HANDSHAKE;
    }
    return api_failure_error(&failure, err);
}

// *ret_failure says which failure it was, if any; err, what happened.
static int send_once(struct api_connection *connection, const struct api_request *request,
                     const char *token, uint64_t deadline, struct api_reply *ret,
                     enum api_failure_kind *ret_failure, struct error *err)
{
    struct exchange exchange = {.connection = connection, .request = request};
    // It is freed after the connection, which may have it still.
    CLEANUP(free_request)
    struct evhttp_request *library_request = request_new(&exchange, token);

    run(&exchange, library_request, deadline);
    *ret_failure = exchange.failure;
    if (exchange.failure == API_FAILURE_NONE) {
        *ret = exchange.reply;
        return 0;
    }
    api_reply_release(&exchange.reply);
    explain(&exchange, err);
    api_connection_close(connection);
    return -1;
}

int api_connection_send(struct api_connection *connection, const struct api_request *request,
                        const char *token, uint64_t deadline, struct api_reply *ret,
                        struct error *err)
{
    enum api_failure_kind failure = API_FAILURE_NONE;
    bool kept = is_kept(connection);
    int rc = send_once(connection, request, token, deadline, ret, &failure, err);

    if (!kept || failure != API_FAILURE_CLOSED)
        return rc;
    error_release(err);
    return send_once(connection, request, token, deadline, ret, &failure, err);
}

int api_connection_new(const struct api_url *url, struct api_trust *trust,
                       struct api_connection **ret, struct error *err)
{
    CLEANUP(api_connection_free)
    struct api_connection *connection = xcalloc(1, sizeof(*connection));

    connection->url = url;
    connection->trust = trust;
    connection->base = event_base_new();
    if (connection->base == NULL)
        return error_set(err, ERROR_INTERNAL, "start the HTTP library");
    connection->timer = evtimer_new(connection->base, on_deadline, connection);
    *ret = steal(&connection);
    return 0;
}

void api_connection_free(struct api_connection **connection_pointer)
{
    struct api_connection *connection = steal(connection_pointer);

    if (connection == NULL)
        return;
    api_connection_close(connection);
    if (connection->timer != NULL)
        event_free(connection->timer);
    if (connection->base != NULL)
        event_base_free(connection->base);
    free(connection);
}
