// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_AGENT_API_FAILURE_H
#define NSINFO_AGENT_API_FAILURE_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// Why an exchange with the API server failed, as an error. Pure.

enum api_failure_kind {
    API_FAILURE_NONE,
    API_FAILURE_CONNECT,     // or the connection broke before the handshake was done: sys_errno
    API_FAILURE_CERTIFICATE, // the server's: reason
    API_FAILURE_HANDSHAKE,   // reason
    API_FAILURE_CLOSED,      // without a byte of an answer
    API_FAILURE_CUT,         // in the middle of the answer
    API_FAILURE_NOT_HTTP,
    API_FAILURE_HEADERS_TOO_LARGE,
    API_FAILURE_BODY_TOO_LARGE,
    API_FAILURE_TIMEOUT,
    API_FAILURE_LIBRARY,
};

struct api_failure {
    enum api_failure_kind kind;
    const char *authority; // the server's address and port
    int sys_errno;
    const char *reason; // the TLS library's
    size_t max_reply;
    uint64_t timeout_ms;
};

// Sets err; returns -1.
int api_failure_error(const struct api_failure *failure, struct error *err) ATTR_NONNULL(1, 2);

#endif
