// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/last_reply.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/http.h>
#include <stdint.h>
#include <sys/socket.h>

#include "common/model/limits.h"
#include "node-agent/server/tls.h"

enum { LINGER_SECONDS = 2 };

static void on_read(struct bufferevent *stream, void *context ATTR_UNUSED)
{
    evbuffer_drain(bufferevent_get_input(stream), SIZE_MAX);
}

// The reply has left. The connection stays open for reading a while: closing it with unread bytes
// would reset it, and the client might lose the reply.
static void on_written(struct bufferevent *stream, void *context)
{
    const struct timeval linger = {.tv_sec = LINGER_SECONDS};
    const struct last_reply *reply = context;

    if (reply->tls)
        tls_stream_end(stream);
    shutdown(bufferevent_getfd(stream), SHUT_WR);
    evtimer_add(reply->timer, &linger);
}

static void on_event(struct bufferevent *stream, short what, void *context)
{
    const struct last_reply *reply = context;
    bool unsent = evbuffer_get_length(bufferevent_get_output(stream)) > 0;

    if ((what & BEV_EVENT_CONNECTED) != 0) // TLS is set up only now
        return;
    if ((what & BEV_EVENT_EOF) != 0 && unsent && !reply->tls)
        bufferevent_disable(stream, EV_READ);
    else
        evhttp_connection_free(reply->peer);
}

void last_reply_send(struct last_reply *reply, struct bufferevent *stream,
                     const struct strbuf *text)
{
    const struct timeval patience = {.tv_sec = LIMIT_REQUEST_SECONDS};

    bufferevent_setcb(stream, on_read, on_written, on_event, reply);
    bufferevent_write(stream, text->data, text->len);
    bufferevent_enable(stream, EV_READ | EV_WRITE);
    evtimer_add(reply->timer, &patience);
}
