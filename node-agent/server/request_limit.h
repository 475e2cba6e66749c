// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_SERVER_REQUEST_LIMIT_H
#define NSINFO_SERVER_REQUEST_LIMIT_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// Whether a request that is still arriving is to be refused: the HTTP status, and the error that
// says why, or 0. Of the request `taken` bytes were looked at before, and len bytes at text wait;
// other requests may follow it there. 413 if the request line asks for more containers than are
// answered at once, 414 if it is too long for another reason, 413 if the whole request is.
int request_limit_check(size_t taken, const char *text, size_t len,
                        struct error *err) ATTR_NODISCARD ATTR_NONNULL(4);

#endif
