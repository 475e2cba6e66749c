// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_AGENT_AGENT_H
#define NSINFO_AGENT_AGENT_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/model/report.h"
#include "kubectl-nsinfo/apiserver/connection.h"
#include "kubectl-nsinfo/pod/pod_list.h"

// The nsinfo agents of a cluster, and what they answer. They are reached through the API server
// (pods/proxy), as pods of the DaemonSet that deploy/ has.

#define AGENT_KUBE_NAMESPACE "nsinfo-system"
#define AGENT_SELECTOR       "app.kubernetes.io/name=nsinfo-agent"

enum { AGENT_PORT = 9479, AGENT_TIMEOUT_MS = 30 * 1000 };

// The agent's pod on a node, owned by the caller. ERROR_NOT_FOUND if there is none there,
// ERROR_UNAVAILABLE if it cannot answer now; both say what to do.
int agent_find(struct connection *connection, const char *node, struct pod *ret,
               struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

// Of a node's agent pods, the one to ask: one that is ready before one that just runs. Pure. NULL,
// and err set, if none can be.
struct pod *agent_choose(const struct pod_list *pods, const char *node,
                         struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// All agents of the cluster, by the names of their nodes.
int agent_list(struct connection *connection, struct pod_list *ret,
               struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// What the agent says of the containers with these IDs ("<runtime>://<64 hex>", each once), in
// requests of at most LIMIT_IDS_PER_REQUEST. What may be seen with the token (token.h).
struct agent_question {
    const char *token;
    const char *const *ids;
    size_t id_count;
    bool processes;
};
int agent_ask(struct connection *connection, const struct pod *agent,
              const struct agent_question *question, struct report *ret,
              struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4, 5);

// The agent's own version; the caller frees it.
int agent_version(struct connection *connection, const struct pod *agent, char **ret,
                  struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

#endif
