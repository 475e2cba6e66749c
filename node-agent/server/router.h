// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_SERVER_ROUTER_H
#define NSINFO_SERVER_ROUTER_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "node-agent/server/exchange.h"
#include "node-agent/server/handlers.h"
#include "node-agent/server/query.h"

// One row a path. A handler fills the reply, or fails with an error that becomes the reply.
struct route {
    const char *path;
    int (*handle)(const struct agent *agent, const struct query *query, struct server_reply *reply,
                  struct error *err);
    const char *const *parameters; // that the query may have; ends with NULL
    bool at_once;                  // nothing that a container or a runtime does holds it up
};

// The routing table's paths, to be counted by; the array ends with NULL.
const char *const *router_paths(void);

// Whether router_answer() for this request waits for nothing.
bool router_answers_at_once(const struct server_request *request) ATTR_NODISCARD ATTR_NONNULL(1);

// Answers a request; always fills *ret, which the caller releases. Blocks as long as the answer
// takes.
void router_answer(const struct agent *agent, const struct server_request *request,
                   struct server_reply *ret) ATTR_NONNULL(1, 2, 3);

#endif
