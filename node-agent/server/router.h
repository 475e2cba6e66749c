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
    handler *handle;
    const char *const *parameters; // that the query may have; ends with NULL
    bool at_once;                  // nothing that a container or a runtime does holds it up
    bool for_callers;              // it is for those alone whom the API server knows
};

// The routing table's paths, to be counted by; the array ends with NULL.
const char *const *router_paths(void);

// Whether router_answer() for this request waits for nothing.
bool router_answers_at_once(const struct server_request *request) ATTR_NODISCARD ATTR_NONNULL(1);

// Answers a request, and blocks as long as that takes: fills *ret, which the caller releases.
// False, with *ret untouched, if the API server has to be asked first and may_ask is not set.
bool router_answer(const struct agent *agent, const struct server_request *request, bool may_ask,
                   struct server_reply *ret) ATTR_NODISCARD ATTR_NONNULL(1, 2, 4);

#endif
