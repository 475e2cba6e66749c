// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RUNTIME_GRPC_WIRE_H
#define NSINFO_RUNTIME_GRPC_WIRE_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"

// gRPC over HTTP/2 (grpc/grpc, doc/PROTOCOL-HTTP2.md), as far as calls with one message each way
// need it. Pure.

// Appends the message with its head: a byte that says it is not compressed, and its length.
void grpc_add_message(struct strbuf *buf, const void *message, size_t len) ATTR_NONNULL(1);

// The one message of a reply's body, which *ret_message points into. ERROR_BAD_REPLY if the body is
// anything else.
int grpc_take_message(const struct strbuf *body, const void **ret_message, size_t *ret_len,
                      struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

// How a call ended, from the lines of its reply's headers and trailers: 0; or an error in the words
// of Go's gRPC, "rpc error: code = NotFound desc = …", with sys_errno = ENOSYS if the code is
// Unimplemented; or -EBADMSG, and err untouched, if they do not say.
int grpc_status_check(const char *headers, struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2);

#endif
