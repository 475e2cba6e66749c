// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_NET_HTTP_EXCHANGE_H
#define NSINFO_NET_HTTP_EXCHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/net/http_client.h"

// One request and its reply, on a handle of the HTTP library: the inner part of http_client.c.

// Whom a client's exchanges are with; the client owns the texts, which are NULL where there is
// nothing to say.
struct http_peer {
    char *base_url;    // with server_name in the place of the host
    char *host_header; // the true one then
    char *host, *port; // of the endpoint, for messages
    char *server_name; // that its certificate must have
    char *proxy;       // its host and port, for messages
    char *unix_socket;
};

// It may be used again and again, for one request at a time.
struct http_exchange {
    void *curl; // an easy handle of libcurl's, owned
    const struct http_peer *peer;
    void *tag; // the caller's own word for the request
    bool busy;
    uint64_t begun_us; // monotonic
    size_t max_reply;
    bool keep_headers;
    bool handshake_began;
    char *port; // of the request's own base_url, for messages; NULL: the peer's
    struct strbuf body, warnings, headers;
    bool has_retry_after;
    uint64_t retry_after_s;
    void *header_list;    // libcurl's, while it is busy
    char error_text[256]; // CURL_ERROR_SIZE
};

// Takes the handle over.
struct http_exchange *http_exchange_new(void *curl, const struct http_peer *peer) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);
void http_exchange_free(struct http_exchange *exchange) ATTR_NONNULL(1);

// Makes the handle ready for the request. Of that the body alone has to stay until the end.
void http_exchange_begin(struct http_exchange *exchange, const struct http_request *request)
    ATTR_NONNULL(1, 2);

// The handle has come to this CURLcode: the reply, or an error as http_client_send() has them. The
// handle is free for the next request.
int http_exchange_end(struct http_exchange *exchange, int curl_code, struct http_reply *ret,
                      struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 3, 4);

#endif
