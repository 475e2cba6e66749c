// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_AGENT_REPLY_H
#define NSINFO_AGENT_REPLY_H

#include <jansson.h>
#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/model/report.h"
#include "common/net/http_client.h"

// What came back from an agent: pure functions. Through pods/proxy, a reply is the agent's own, or
// the API server's where that could not or would not ask. agents_in is the agents' Kubernetes
// namespace.

// The JSON of a 200 reply, owned by the caller. Else an error: the agent's Error object in its
// words, the API server's Status in its own, with the rule that is missing for a 403.
int agent_reply_json(const struct http_reply *reply, const char *agents_in, json_t **ret,
                     struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

// Adds to the error of a reply that came through pods/proxy what else there is, if the API server,
// or what stands before it, says that it does not reach the pod: by the words that it has for that
// (k8s.io/apimachinery util/proxy; once with a capital letter), or by status 502 or 503.
void agent_explain_unreachable(const struct http_reply *reply, struct error *err)
    ATTR_NONNULL(1, 2);

// A ContainerList; ERROR_BAD_REPLY if processes were asked for and are missing.
int agent_reply_report(const struct http_reply *reply, const char *agents_in, bool processes,
                       struct report *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 4, 5);

// Whether it is the agent's own word that the token is not good, or no longer.
bool agent_refuses_token(const struct http_reply *reply) ATTR_NODISCARD ATTR_NONNULL(1);

// Adds to the API server's words of an ERROR_FORBIDDEN which rule it is, of that Kubernetes
// namespace, that is missing: verb and resource of the core API group. Returns -1.
int agent_explain_forbidden(const char *agents_in, const char *verb, const char *resource,
                            struct error *err) ATTR_NONNULL(1, 2, 3, 4);

#endif
