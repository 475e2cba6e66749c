// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RENDER_SKEW_H
#define NSINFO_RENDER_SKEW_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"
#include "kubectl-nsinfo/pod/pod_report.h"

// Agents whose version is not the client's. Both programs go on as far as they understand each
// other; what that leaves out is said in a line for each version, not for each node. Pure
// functions.

struct skewed_agent {
    const char *node;
    const char *version;
    unsigned missing, present; // fields that its reports have not, and have: skewed_agent_add()
};

// Adds what a report of the agent has, and what not.
void skewed_agent_add(struct skewed_agent *agent, const struct pod_report *pod) ATTR_NONNULL(1, 2);

// Appends a warning for each version that is more than one minor version away from the client's, or
// that is none. Puts the agents into another order.
void add_version_warnings(struct skewed_agent *agents, size_t count, const char *client_version,
                          struct strbuf *out) ATTR_NONNULL(3, 4);

// The same, and of older ones what none of their reports says, so that it is unknown.
void add_skew_remarks(struct skewed_agent *agents, size_t count, const char *client_version,
                      struct strbuf *out) ATTR_NONNULL(3, 4);

#endif
