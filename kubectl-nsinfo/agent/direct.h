// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_AGENT_DIRECT_H
#define NSINFO_AGENT_DIRECT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/text_list.h"
#include "common/net/http_client.h"
#include "kubectl-nsinfo/apiserver/connection.h"
#include "kubectl-nsinfo/pod/pod.h"
#include "kubectl-nsinfo/pod/pod_list.h"

// Asks agents without the API server between: at a URL, or through a port-forward to each. Nothing
// of the user's own credentials goes there. An agent makes its certificate by itself, so that
// nobody vouches for it, and it is not checked, as the API server does not check it either.
struct direct;

struct direct_settings {
    const char *url;        // where the one agent is; NULL: by port-forward
    struct text_list flags; // for kubectl: of the cluster and the user; taken over
    const char *user_agent; // stays, as the URL
    uint64_t verbosity;     // as in struct cluster_access
    void (*log)(const char *lines);
};

struct direct *direct_new(struct direct_settings *settings) ATTR_NODISCARD ATTR_NONNULL(1);

// Ends all port-forwards.
void direct_free(struct direct **direct) ATTR_NONNULL(1);

// The URL of the one agent; NULL if there are many, and where nothing is asked directly.
const char *direct_url(const struct direct *direct);

// Adds that agent, as a pod without a name that is ready on the node.
void direct_add_agent(const char *kube_namespace, const char *node, struct pod_list *list)
    ATTR_NONNULL(1, 2, 3);

struct direct_work {
    void *context;
    // The agent to ask next, which stays until it is done, and what: paths are the agent's own.
    // NULL: nothing more.
    const struct pod *(*next)(void *context, struct api_call *ret);
    // As in struct api_work. No connection is ERROR_UNAVAILABLE: it is about one agent.
    void (*done)(void *context, void *tag, struct http_reply *reply, struct error *err);
    void (*turn)(void *context); // may be NULL
};

// Asks many things at once, of a number of agents that is bounded.
void direct_run(struct direct *direct, const struct direct_work *work) ATTR_NONNULL(1, 2);

#endif
