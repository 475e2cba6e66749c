// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_SERVER_LAST_REPLY_H
#define NSINFO_SERVER_LAST_REPLY_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"

struct bufferevent;
struct event;
struct evhttp_connection;

// A reply that the server's library has no part in, and the end of its connection. Belongs to what
// the connection is kept as; so does the timer, which is to end the connection when it runs out.
struct last_reply {
    struct evhttp_connection *peer;
    struct event *timer;
    bool tls; // the stream writes no more once the client has closed its end
};

// Takes the connection from the library and sends the text, then reads on for a while what the
// client still sends, and throws it away.
void last_reply_send(struct last_reply *reply, struct bufferevent *stream,
                     const struct strbuf *text) ATTR_NONNULL(1, 2, 3);

#endif
