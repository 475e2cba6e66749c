// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_NET_HTTP_FAILURE_H
#define NSINFO_NET_HTTP_FAILURE_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// Why an exchange failed, in the words that kubectl (Go's net/http and crypto/tls) has for it,
// which are the ones that people search for. Pure.

enum http_failure_kind {
    HTTP_FAILURE_OTHER,
    HTTP_FAILURE_URL,
    HTTP_FAILURE_NO_HOST,
    HTTP_FAILURE_CONNECT,
    HTTP_FAILURE_TIMEOUT,
    HTTP_FAILURE_NOTHING, // the connection ended without a reply
    HTTP_FAILURE_LOST,    // the connection broke
    HTTP_FAILURE_CUT,     // the body ended too early
    HTTP_FAILURE_TOO_LARGE,
    HTTP_FAILURE_NOT_HTTP,
    HTTP_FAILURE_VERIFY, // the server's certificate
    HTTP_FAILURE_TLS,
    HTTP_FAILURE_CA,
    HTTP_FAILURE_CERT, // the client's own, or its key
};

// How far the exchange had come.
enum http_stage { HTTP_STAGE_CONNECT, HTTP_STAGE_HANDSHAKE, HTTP_STAGE_HEADERS, HTTP_STAGE_BODY };

struct http_failure {
    enum http_failure_kind kind;
    enum http_stage stage;
    long sys_errno;
    long
        verify_result; // OpenSSL's (x509_vfy.h); 0 with HTTP_FAILURE_VERIFY: the name did not match
    const char *host;
    const char *port;
    const char *proxy;       // "host:port" of the one on the way; NULL
    long proxy_status;       // what it answered to CONNECT; 0: nothing
    const char *unix_socket; // where the connection went instead; NULL
    const char *server_name; // that the certificate should have had
    const char *text;        // the HTTP library's own
    size_t max_reply;
};

// Sets err; returns -1.
int http_failure_error(const struct http_failure *failure, struct error *err) ATTR_NONNULL(1, 2);

#endif
