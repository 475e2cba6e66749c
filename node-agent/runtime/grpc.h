// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RUNTIME_GRPC_H
#define NSINFO_RUNTIME_GRPC_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"

// Calls over a unix socket, one message each way.

struct grpc_client;

struct grpc_client *grpc_client_new(const char *socket_path) ATTR_NODISCARD ATTR_NONNULL(1);
void grpc_client_free(struct grpc_client **client) ATTR_NONNULL(1);

struct grpc_call {
    const char *method; // "/package.Service/Method"
    const void *message;
    size_t len;
    uint64_t deadline;
    size_t max_reply; // bytes
};

// Appends the reply's message to ret_message. A call whose reply does not say how it ended is made
// once more: every method that is called here only reads. Errors: as http_client_send() and
// grpc_status_check() have them.
int grpc_client_call(struct grpc_client *client, const struct grpc_call *call,
                     struct strbuf *ret_message, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3, 4);

#endif
