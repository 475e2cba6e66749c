// SPDX-License-Identifier: Apache-2.0
#include "node-agent/apiserver/api_failure.h"

#include <inttypes.h>

#include "common/model/limits.h"

static int timeout_error(const struct api_failure *failure, struct error *err)
{
    enum { SECOND_MS = 1000 };
    bool whole = failure->timeout_ms % SECOND_MS == 0;

    return error_set(
        err, ERROR_TIMEOUT, "the API server at %s did not answer within %" PRIu64 " %s",
        failure->authority, failure->timeout_ms / (whole ? SECOND_MS : 1), whole ? "s" : "ms");
}

int api_failure_error(const struct api_failure *failure, struct error *err)
{
    const char *server = failure->authority;

    switch (failure->kind) {
    case API_FAILURE_CONNECT:
        return error_set_errno(err, ERROR_UNREACHABLE, failure->sys_errno,
                               "connect to the API server at %s", server);
    case API_FAILURE_CERTIFICATE:
        return error_set(err, ERROR_UNREACHABLE,
                         "the certificate of the API server at %s: certificate verify failed (%s)",
                         server, failure->reason);
    case API_FAILURE_HANDSHAKE:
        return error_set(err, ERROR_UNREACHABLE, "the TLS handshake with the API server at %s: %s",
                         server, failure->reason);
    case API_FAILURE_CLOSED:
        return error_set(err, ERROR_UNREACHABLE,
                         "the API server at %s closed the connection without an answer", server);
    case API_FAILURE_CUT:
        return error_set(err, ERROR_BAD_REPLY, "the answer of the API server at %s is cut short",
                         server);
    case API_FAILURE_NOT_HTTP:
        return error_set(err, ERROR_BAD_REPLY, "the answer of the API server at %s is not HTTP",
                         server);
    case API_FAILURE_HEADERS_TOO_LARGE:
        return error_set(err, ERROR_TOO_LARGE,
                         "the answer of the API server at %s has headers of more than %d bytes",
                         server, LIMIT_API_REPLY_HEADERS);
    case API_FAILURE_BODY_TOO_LARGE:
        return error_set(err, ERROR_TOO_LARGE,
                         "the answer of the API server at %s is larger than %zu bytes", server,
                         failure->max_reply);
    case API_FAILURE_TIMEOUT:
        return timeout_error(failure, err);
    case API_FAILURE_NONE:
    case API_FAILURE_LIBRARY:
    default:
        return error_set(err, ERROR_INTERNAL, "the HTTP library's loop ended before its time");
    }
}
