// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_SESSION_H
#define NSINFO_FLOW_SESSION_H

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/agent/direct.h"
#include "kubectl-nsinfo/agent/token.h"
#include "kubectl-nsinfo/agent/way.h"
#include "kubectl-nsinfo/apiserver/connection.h"
#include "kubectl-nsinfo/kubeconfig/cluster_access.h"

struct ephemeral;

// One command's way to the cluster. It stays where it was opened: the connection points into it.
struct session {
    struct cluster_access access;
    struct connection *connection;
    const char *agents_in; // the agents' Kubernetes namespace: agent_kube_namespace()
    struct agent_tokens tokens;
    struct agent_way way;
    struct direct *direct;       // NULL: agents are asked through the API server
    struct ephemeral *ephemeral; // NULL: agents are those that are deployed (ephemeral.h)
    const char *agents_deployed_in;
};

// Reads the kubeconfig; nothing is sent yet.
int session_open(const struct access_flags *flags, struct session *session,
                 struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);
void session_close(struct session *session) ATTR_NONNULL(1);
#define CLEANUP_SESSION CLEANUP(session_close)

// For a session that goes on: tokens for the agents live ten minutes, and what is kept of them, the
// errors too, is got anew after this.
void session_forget_tokens(struct session *session) ATTR_NONNULL(1);

// What the API server warned of since it was last asked here: connection_next_warning().
const char *session_next_warning(struct session *session) ATTR_NONNULL(1);

#endif
