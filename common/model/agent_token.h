// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_MODEL_AGENT_TOKEN_H
#define NSINFO_MODEL_AGENT_TOKEN_H

#include <stdbool.h>

#include "common/base/attributes.h"

// What the client sends to an agent, and the agent has the API server check: a token of a
// ServiceAccount that was made for the agents alone (TokenRequest, k8s.io/api authentication/v1).

#define AGENT_TOKEN_HEADER   "X-Nsinfo-Token"
#define AGENT_TOKEN_AUDIENCE "nsinfo-agent"

// For how many seconds it is asked for: the fewest that the API server grants. Agents take none
// that was made for much longer, since whoever may mint can ask for years.
#define AGENT_TOKEN_LIFE "600"
enum { AGENT_TOKEN_LIFE_MAX_SECONDS = 660 };

// Of the characters of a bearer token (RFC 6750, 2.1), so that it ends no header; not empty, and of
// LIMIT_AGENT_TOKEN bytes at most.
bool agent_token_is_well_formed(const char *text) ATTR_NODISCARD ATTR_NONNULL(1);

#endif
