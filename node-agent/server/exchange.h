// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_SERVER_EXCHANGE_H
#define NSINFO_SERVER_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"

// A request and its reply, as plain structs: all that the server's library and the handlers know of
// each other.

struct server_request {
    const char *method;  // static
    char *path;          // as it came, without the query; owned, as the rest
    char *query;         // as it came, without "?"; NULL if there is none
    char *remote;        // the peer's address
    char *token;         // who asks: AGENT_TOKEN_HEADER's value; NULL if there is none
    uint64_t arrived_us; // monotonic_us()
};

struct server_reply {
    int status;
    const char *content_type; // static
    const char *allow;        // the Allow header's value, static; NULL: no such header
    unsigned retry_after_s;   // the Retry-After header's (RFC 9110, 10.2.3); 0: no such header
    struct strbuf body;
    const char *route; // the path of the routing table, static; NULL: none fitted
    size_t id_count;   // containers that were asked for
    char *error;       // the message of one that says so; owned; NULL: it is none
    bool caller_known; // it is for one whom the API server knows, or who needs not be known
};

#define CONTENT_JSON    "application/json"
#define CONTENT_TEXT    "text/plain; charset=utf-8"
#define CONTENT_METRICS "text/plain; version=0.0.4; charset=utf-8"

void server_request_release(struct server_request *request) ATTR_NONNULL(1);
void server_reply_release(struct server_reply *reply) ATTR_NONNULL(1);
#define CLEANUP_SERVER_REQUEST CLEANUP(server_request_release)
#define CLEANUP_SERVER_REPLY   CLEANUP(server_reply_release)

// The reply of a request that failed: err as JSON, with the HTTP status of its code.
void server_reply_error(struct server_reply *reply, const struct error *err) ATTR_NONNULL(1, 2);

// Appends the whole reply as HTTP/1.1 has it on the wire (RFC 9112), for a connection that closes.
void server_reply_add_http(const struct server_reply *reply, struct strbuf *buf) ATTR_NONNULL(1, 2);

#endif
