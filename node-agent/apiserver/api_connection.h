// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_AGENT_API_CONNECTION_H
#define NSINFO_AGENT_API_CONNECTION_H

#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "node-agent/apiserver/api_client.h"
#include "node-agent/apiserver/api_trust.h"
#include "node-agent/apiserver/api_url.h"

// The connection to the API server and the exchanges over it, by the HTTP library (libevent), whose
// own timeouts begin anew with every byte: a part of api_client.
struct api_connection;

// None is open yet. The URL and the trust outlive it.
int api_connection_new(const struct api_url *url, struct api_trust *trust,
                       struct api_connection **ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3, 4);

void api_connection_free(struct api_connection **connection) ATTR_NONNULL(1);

// The next exchange opens a fresh one.
void api_connection_close(struct api_connection *connection) ATTR_NONNULL(1);

// As api_client_send(), until the deadline (common/base/deadline.h).
int api_connection_send(struct api_connection *connection, const struct api_request *request,
                        const char *token, uint64_t deadline, struct api_reply *ret,
                        struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 5, 6);

#endif
