// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_NET_HTTP_CLIENT_H
#define NSINFO_NET_HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"

// HTTP and HTTPS requests, one at a time or many at once, over connections that are kept between
// them; HTTP/2 where the server offers it. The only module that knows the HTTP library.

// Bytes that belong to somebody else; data is NULL where there are none.
struct http_blob {
    const void *data;
    size_t len;
};

// How to reach a server. Everything belongs to the caller and has to outlive the client.
struct http_endpoint {
    const char *base_url;    // "https://host:port[/path]", no slash at the end
    struct http_blob ca;     // PEM; none: the system's certificates
    struct http_blob cert;   // PEM: the client's certificate, its chain behind it
    struct http_blob key;    // PEM: its private key
    const char *server_name; // the name that the certificate must have; NULL: the URL's
    bool skip_verify;
    const char *proxy_url; // http, https or socks5; NULL: as the environment says
    bool compressed;       // replies may come compressed
    const char *user_agent;
    const char *unix_socket; // its path: the connection goes there; NULL: to base_url's host
    bool http2_only;         // HTTP/2 without asking for it (RFC 9113, 3.3), a connection a request
};

struct http_request {
    const char *method;
    const char *base_url;       // in the place of the endpoint's; NULL: that
    const char *path;           // from "/" on, with its query, percent-encoded
    const char *const *headers; // "Name: value"; NULL at the end; NULL if there are none
    struct http_blob body;
    uint64_t timeout_ms; // for the whole exchange; 0: none
    size_t max_reply;    // bytes of the body
    bool keep_headers;
};

struct http_reply {
    int status;
    char *content_type; // NULL if there was none
    char *warnings;     // the texts of the Warning headers, a line each (RFC 7234); NULL if none
    struct strbuf body;
    struct strbuf headers; // if they are to be kept: "name: value" a line, trailers among them
    bool has_retry_after;  // a Retry-After header in seconds (RFC 9110, 10.2.3)
    uint64_t retry_after_s;
};

struct http_client;

// Never fails: what is wrong with the endpoint shows in the first request.
struct http_client *http_client_new(const struct http_endpoint *endpoint) ATTR_NODISCARD
    ATTR_NONNULL(1);
void http_client_free(struct http_client **client) ATTR_NONNULL(1);
#define CLEANUP_HTTP_CLIENT CLEANUP(http_client_free)

void http_reply_release(struct http_reply *reply) ATTR_NONNULL(1);
#define CLEANUP_HTTP_REPLY CLEANUP(http_reply_release)

// Any status that the server sent is a reply, not an error. Redirects are not followed. Errors, in
// the words that kubectl has for them: ERROR_UNREACHABLE (no connection, no trust, or no reply;
// sys_errno = ECONNREFUSED if that was it), ERROR_TIMEOUT, ERROR_TOO_LARGE (the body passed
// max_reply), ERROR_BAD_REPLY (cut short, not HTTP), ERROR_BAD_REQUEST (the endpoint's certificates
// or its URL).
int http_client_send(struct http_client *client, const struct http_request *request,
                     struct http_reply *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3, 4);

enum http_next {
    HTTP_NEXT_NONE,    // none is left, or none before one that is under way is done
    HTTP_NEXT_REQUEST, // *ret
    HTTP_NEXT_LATER,   // not now: ask again in *ret_wait_ms at the latest
};

// Many requests at once, of a number that is bounded. All functions are called from within
// http_client_run(), and send nothing themselves.
struct http_work {
    void *context;
    // What to send next, and the caller's own word for it. Of the request the body alone has to
    // stay until it is done. Asked again whenever there is room for one more.
    enum http_next (*next)(void *context, struct http_request *ret, void **ret_tag,
                           uint64_t *ret_wait_ms);
    // As soon as a reply is there, which may be taken over; NULL, and an error of those above, if
    // none came.
    void (*done)(void *context, void *tag, struct http_reply *reply, struct error *err);
    // From time to time, ten times a second at least, and after what there is to send was sent; may
    // be NULL.
    void (*turn)(void *context);
};

// The answer to the one thing that is asked: where it goes, and whether it came (0) or not (-1).
struct http_answer {
    struct http_reply *reply;
    struct error *err;
    int result;
};

// done() of work that asks one thing: the context begins with its struct http_answer.
void http_answer_done(void *context, void *tag, struct http_reply *reply, struct error *err)
    ATTR_NONNULL(1);

// Returns when next() has nothing more and everything is done.
void http_client_run(struct http_client *client, const struct http_work *work) ATTR_NONNULL(1, 2);

#endif
