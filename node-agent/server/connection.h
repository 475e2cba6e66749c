// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_SERVER_CONNECTION_H
#define NSINFO_SERVER_CONNECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/model/limits.h"
#include "node-agent/server/http_server.h"
#include "node-agent/server/last_reply.h"

struct bufferevent;
struct evconnlistener;
struct event_base;

// The clients' connections, of one loop: what is kept of them beside the library's objects, whose
// timeouts begin anew with every byte and whose connections are not counted. A part of http_server.

enum {
    // What is read ahead of one connection; above all that a request may have, so that one which
    // has more is seen to.
    CONNECTION_READ_AHEAD = 2 * (LIMIT_REQUEST_HEADERS + LIMIT_REQUEST_BODY),
};

enum connection_state {
    CONNECTION_NEW,      // accepted; the library is just making its own object for it
    CONNECTION_READING,  // a request is arriving, or awaited
    CONNECTION_HANDLING, // it has arrived and is with a worker
    CONNECTION_REPLYING, // its reply is leaving
    CONNECTION_REFUSED,  // taken from the library; a last reply leaves, the rest is thrown away
};

struct connection {
    struct connections *all;
    struct bufferevent *stream;
    struct evhttp_connection *peer; // NULL while new
    struct event *timer;
    struct last_reply last_reply;
    enum connection_state state;
    size_t received;           // bytes since the last request was complete
    uint64_t waiting_since_us; // for the whole request
    bool served;               // it has had a reply to a caller who is known
    LIST_ENTRY(connection) link;
};

struct connections {
    const struct http_server_config *config;
    struct event_base *base;
    struct evconnlistener *listener; // NULL when no more are accepted
    struct event *full;              // while none is accepted until one ends
    LIST_HEAD(connection_list, connection) list;
    size_t count;
    size_t refused; // of those
    bool stopping;  // the loop ends with the last one
};

// The listener is set later. Releasing does not close what is still there.
void connections_init(struct connections *all, const struct http_server_config *config,
                      struct event_base *base) ATTR_NONNULL(1, 2, 3);
void connections_release(struct connections *all) ATTR_NONNULL(1);

// The stream for a connection that the library has accepted and asks one for (evhttp_set_bevcb(3)).
// What is kept of it ends with the library's object.
struct bufferevent *connection_new(struct connections *all) ATTR_NODISCARD ATTR_NONNULL(1);

// NULL if there is none.
struct connection *connection_of(struct connections *all,
                                 const struct evhttp_connection *peer) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

// The client's address in digits; the caller frees it.
char *connection_address(const struct connection *connection) ATTR_NODISCARD ATTR_NONNULL(1);

// A request has arrived; its reply, to a caller who is known or not, is about to leave; and has
// left.
void connection_handling(struct connection *connection) ATTR_NONNULL(1);
void connection_replying(struct connection *connection, bool caller_known) ATTR_NONNULL(1);
void connection_replied(struct connection *connection) ATTR_NONNULL(1);

// Takes the connection from the library, answers, and closes it.
void connection_refuse(struct connection *connection, int status, const struct error *err)
    ATTR_NONNULL(1, 3);

// Closes those that wait for no answer, and the others once they are answered.
void connections_stop(struct connections *all) ATTR_NONNULL(1);

#endif
