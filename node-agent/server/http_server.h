// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_SERVER_HTTP_SERVER_H
#define NSINFO_SERVER_HTTP_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/model/limits.h"
#include "node-agent/server/exchange.h"
#include "node-agent/server/tls.h"

// An HTTP/1.1 server, with TLS or without: one loop for all connections, a few threads for the
// answers. The only module of the server, with its parts connection, last_reply and tls, that knows
// its library (libevent). It holds the limits of common/model/limits.h: connections, bytes of a
// request, and the time for all of it to arrive and for its reply to leave. What is not HTTP at all
// gets the library's own page, status 400; every other refusal is JSON.

struct http_server_config {
    const char *address; // an IPv4 or IPv6 address in digits
    uint16_t port;       // 0: any free one
    int socket;          // a listening unix socket in the place of both, to be taken over; or -1
    struct tls *tls;     // outlives the server; NULL: plain HTTP
    size_t workers;
    size_t askers;
    // Told of each connection that comes, before its first byte is read, on the loop's thread.
    void (*accepting)(void *context);
    // Whether a request's answer waits for nothing: then it is given on the loop's thread, whatever
    // the workers are held up by.
    bool (*at_once)(void *context, const struct server_request *request);
    // Answers a request, on a worker unless at_once(), and fills *ret. False, with *ret untouched,
    // if somebody else has to be asked first: then it is called again on an asker, with may_ask
    // set, so that those who wait for that one hold up no others. Not called for a client that has
    // closed its end by the time that a thread is free.
    bool (*answer)(void *context, const struct server_request *request, bool may_ask,
                   struct server_reply *ret);
    // Told of each request that has arrived (+1) and that is answered (-1), on the loop's thread.
    void (*in_flight)(void *context, int change);
    // Told of each reply as it is sent, on the loop's thread. Of a request that was refused before
    // it had arrived, method and path are "-".
    void (*answered)(void *context, const struct server_request *request,
                     const struct server_reply *reply, uint64_t microseconds);
    // Told of the library's own complaints; the first parameter is its level.
    void (*warned)(int level, const char *message);
    void *context;
};

struct http_server;

// Listens, so that clients may connect already. The config is copied.
int http_server_new(const struct http_server_config *config, struct http_server **ret,
                    struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// 0 for a unix socket.
uint16_t http_server_port(const struct http_server *server) ATTR_NODISCARD ATTR_NONNULL(1);

// Serves until SIGTERM or SIGINT, then finishes what has arrived; a second signal ends the process.
// False if answers were still due after HTTP_SERVER_STOP_SECONDS: then the server cannot be freed.
bool http_server_run(struct http_server *server) ATTR_NODISCARD ATTR_NONNULL(1);

enum { HTTP_SERVER_STOP_SECONDS = 10 };

// What it may have open at once: its connections, and the few that it runs by.
enum {
    HTTP_SERVER_DESCRIPTORS = LIMIT_CONNECTIONS_COUNT + LIMIT_REFUSED_CONNECTIONS_COUNT + 32,
};

void http_server_free(struct http_server **server) ATTR_NONNULL(1);
#define CLEANUP_HTTP_SERVER CLEANUP(http_server_free)

#endif
