// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_AGENT_API_CLIENT_H
#define NSINFO_AGENT_API_CLIENT_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"

// Requests to the Kubernetes API server by HTTPS, one at a time, over a connection that is kept
// between them. It has a loop of its own, and so never waits for the server's.

// Where the API server is, and by what this program is known there. Texts belong to the caller and
// outlive the client.
struct api_config {
    const char *url;        // "https://HOST:PORT", an IPv6 address in brackets; no path
    const char *ca_file;    // PEM; the only authorities that are trusted
    const char *token_file; // a bearer token; kubelet changes both files as they age
};

struct api_request {
    const char *method;        // "GET" or "POST"
    const char *path;          // from "/" on, with its query, percent-encoded
    const struct strbuf *body; // JSON; NULL: none
    size_t max_reply;          // bytes of the body
    uint64_t timeout_ms;       // for the whole exchange
};

struct api_reply {
    int status;
    struct strbuf body;
};

void api_reply_release(struct api_reply *reply) ATTR_NONNULL(1);
#define CLEANUP_API_REPLY CLEANUP(api_reply_release)

struct api_client; // used by one thread at a time

// ERROR_USAGE for a URL that is none, or whose host is a name: it is not looked up. Reads no file
// yet.
int api_client_new(const struct api_config *config, struct api_client **ret,
                   struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

void api_client_free(struct api_client **client) ATTR_NONNULL(1);
#define CLEANUP_API_CLIENT CLEANUP(api_client_free)

// Any status that the server sent is a reply, not an error; redirects are not followed. Where the
// server has closed a kept connection without a byte of an answer, the request is sent once more,
// over a fresh one. ERROR_UNREACHABLE (no connection, no trust, no answer; sys_errno says why if
// the system did), ERROR_TIMEOUT, ERROR_TOO_LARGE, ERROR_BAD_REPLY; ERROR_UNAVAILABLE if the token
// or CA file cannot be read or used.
int api_client_send(struct api_client *client, const struct api_request *request,
                    struct api_reply *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3, 4);

#endif
