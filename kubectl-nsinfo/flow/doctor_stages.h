// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_DOCTOR_STAGES_H
#define NSINFO_FLOW_DOCTOR_STAGES_H

#include <jansson.h>

#include "common/base/attributes.h"
#include "kubectl-nsinfo/doctor/diagnosis.h"
#include "kubectl-nsinfo/doctor/rights.h"
#include "kubectl-nsinfo/flow/agent_states.h"
#include "kubectl-nsinfo/flow/session.h"
#include "kubectl-nsinfo/pod/pod_list.h"

// The inside of flow_doctor(): what one stage has found that the next ones need.
struct doctor {
    struct session *session;
    const char *only_node; // NULL: all
    struct right_places places;
    struct diagnosis *diagnosis;
    json_t *daemon_set; // NULL: it is not known
    char *token;        // that opens the agents, NULL: there is none
    struct pod_list pods;
    struct agent_states states;
};

// What the user may do, and whether a token is to be had.
void doctor_check_user(struct doctor *doctor) ATTR_NONNULL(1);

// The agents' DaemonSet. False if there is none, or nothing is to be found out: all that is about
// agents has been skipped then.
bool doctor_check_daemon_set(struct doctor *doctor) ATTR_NODISCARD ATTR_NONNULL(1);

// What the agents' accounts may do.
void doctor_check_accounts(struct doctor *doctor) ATTR_NONNULL(1);

// A node, and the agent on it.
struct doctor_node {
    char *name;
    char *trouble;  // why it is not ready, NULL: it is, or it cannot be told
    char *unwanted; // why no agent is to be there, NULL: one is
    char *runtime;  // as the node says: "containerd://1.6.8"; NULL: it is not known
    bool cordoned;
    const struct agent_on_node *state; // NULL: there is none
    const struct pod *agent;           // the pod to be asked; NULL: none can be
};

struct doctor_nodes {
    struct doctor_node *items; // by name
    size_t count;
    size_t capacity;
};

void doctor_nodes_release(struct doctor_nodes *nodes) ATTR_NONNULL(1);
#define CLEANUP_DOCTOR_NODES CLEANUP(doctor_nodes_release)

// The nodes that are to be looked at, and the agents on them. False if they are not known.
bool doctor_find_nodes(struct doctor *doctor, struct doctor_nodes *ret) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

// The agents on the nodes, and what they tell.
void doctor_check_nodes(struct doctor *doctor, const struct doctor_nodes *nodes) ATTR_NONNULL(1, 2);

#endif
