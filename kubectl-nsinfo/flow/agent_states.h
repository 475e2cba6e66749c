// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_AGENT_STATES_H
#define NSINFO_FLOW_AGENT_STATES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/text_list.h"
#include "kubectl-nsinfo/flow/session.h"

// How the agent's pod on a node does, while its DaemonSet is rolled out.
enum agent_state {
    AGENT_READY,
    AGENT_STARTING,  // more may come
    AGENT_OUTDATED,  // it is of an earlier template, and has to be replaced yet
    AGENT_STUCK,     // it will not start by itself
    AGENT_NODE_DOWN, // nor can it, before its node is back
};

struct agent_on_node {
    enum agent_state state;
    char *node; // "" if it cannot be told
    char *pod;
    char *why;        // NULL if ready
    bool lacks_image; // the node cannot have its image
};

// By node.
struct agent_states {
    struct agent_on_node *items;
    size_t count;
    size_t capacity;
};

#define CLEANUP_AGENT_STATES CLEANUP(agent_states_release)

void agent_states_release(struct agent_states *states) ATTR_NONNULL(1);

// The agents' pods as the API server has them now; limit_ms as for connection_get(). What it says
// of nodes and of revisions is left out where it cannot be had.
int agent_states_get(struct session *session, uint64_t limit_ms, struct agent_states *ret,
                     struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 3, 4);

// Why the node is not ready (k8s.io/api core/v1, NodeCondition), or NULL; the caller frees it.
char *agent_node_trouble(const json_t *node) ATTR_NODISCARD ATTR_NONNULL(1);

// Why pods of the DaemonSet could not be made: the message of its last event that says so and is
// not in `known`, or NULL; the caller frees it. Events that are new are added to `known` if add is
// set. (k8s.io/kubernetes pkg/controller/controller_utils.go, FailedCreate)
char *agent_refusal_get(struct session *session, const char *daemon_set, uint64_t limit_ms,
                        struct text_list *known, bool add) ATTR_NODISCARD ATTR_NONNULL(1, 2, 4);

// The message of the last warning that there is of the agent's pod, or NULL; the caller frees it.
char *agent_warning_get(struct session *session, const char *pod, uint64_t limit_ms) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

#endif
