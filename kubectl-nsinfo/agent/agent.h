// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_AGENT_AGENT_H
#define NSINFO_AGENT_AGENT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/model/report.h"
#include "kubectl-nsinfo/agent/direct.h"
#include "kubectl-nsinfo/apiserver/connection.h"
#include "kubectl-nsinfo/pod/pod_list.h"

// The nsinfo agents of a cluster, and what they answer. They are reached through the API server
// (pods/proxy), as pods of the DaemonSet that deploy/ has, or directly (direct.h). Which Kubernetes
// namespace they are in, agent_kube_namespace() tells (place.h): below it is agents_in.

#define AGENT_SELECTOR "app.kubernetes.io/name=nsinfo-agent"

enum { AGENT_PORT = 9479, AGENT_TIMEOUT_MS = 30 * 1000 };

// The agents' pods on a node, of which agent_choose() takes one.
int agent_list_of_node(struct connection *connection, const char *agents_in, const char *node,
                       struct pod_list *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3, 4, 5);

// Of a node's agent pods, the one to ask: one that is ready before one that just runs. Pure. NULL
// if none can be, and err set, which says what to do, but for agents that are about to be taken
// away (agents_in NULL): ERROR_NOT_FOUND if there is none there, ERROR_UNAVAILABLE if it cannot
// answer now.
struct pod *agent_choose(const struct pod_list *pods, const char *agents_in, const char *node,
                         struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 3, 4);

// All agents of the cluster, by the names of their nodes.
int agent_list(struct connection *connection, const char *agents_in, struct pod_list *ret,
               struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

// What to ask an agent: of the containers with these IDs ("<runtime>://<64 hex>", each once, at
// most LIMIT_IDS_PER_REQUEST), what may be seen with the token (token.h).
struct agent_question {
    const struct pod *agent; // stays until it is answered; the rest may go before
    const char *token;
    const char *const *ids;
    size_t id_count;
    bool processes;
    void *tag; // the caller's own word for it
};

struct agent_work {
    void *context;
    // What to ask next; false: nothing more.
    bool (*next)(void *context, struct agent_question *ret);
    // The answer, as soon as it is there: the report may be taken over.
    void (*answered)(void *context, void *tag, struct report *report);
    // Or why there is none; the error may be taken over. token_refused: because of the token.
    void (*failed)(void *context, void *tag, bool token_refused, struct error *err);
    // Ten times a second at least.
    void (*turn)(void *context);
};

// Asks many agents at once; direct NULL: through the API server.
void agent_ask(struct connection *connection, struct direct *direct, const struct agent_work *work)
    ATTR_NONNULL(1, 3);

// Appends the containers and errors of `more`, which is left empty, to *report.
void agent_report_merge(struct report *report, struct report *more) ATTR_NONNULL(1, 2);

struct agent_identity {
    char *version;
    char *node; // NULL if it does not say; this and the version belong to the caller
};

// What the agent says it is; direct as above.
int agent_identify(struct connection *connection, struct direct *direct, const struct pod *agent,
                   struct agent_identity *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 3, 4, 5);

#endif
