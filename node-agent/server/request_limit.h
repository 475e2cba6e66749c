// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_SERVER_REQUEST_LIMIT_H
#define NSINFO_SERVER_REQUEST_LIMIT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// A request that is refused while it is still arriving.

// How much of it there is.
struct request_progress {
    size_t received;    // bytes so far
    bool line_complete; // the request line has ended
};

// The HTTP status to refuse it with, and the error that says why: 413 if the beginning of the
// request line (len bytes at text) asks for more containers than are answered in one request, 414
// if the request line is too long for another reason, 413 if the request is. 0 if it is not over a
// limit.
int request_limit_check(const struct request_progress *progress, const char *text, size_t len,
                        struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 4);

#endif
