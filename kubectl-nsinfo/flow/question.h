// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_QUESTION_H
#define NSINFO_FLOW_QUESTION_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/model/report.h"
#include "kubectl-nsinfo/agent/token.h"
#include "kubectl-nsinfo/pod/pod.h"

// What there is to ask of the nodes, in as few requests as there can be. Pure.

struct question;

// What there is to ask of a pod, and who is to be asked. All but the error is somebody else's.
struct pod_inquiry {
    const char *kube_namespace;
    const char *node;
    const char *const *ids; // of its containers that can be asked about
    size_t id_count;
    const struct agent_viewer *viewer; // NULL: nobody is asked
    struct question *question;         // belongs to the questions
    struct error *error; // why nobody is asked though there is something to ask; owned
    bool is_done;        // its report was handed on
};

// Some pods of a node that may be seen with the same account.
struct question {
    size_t node;                       // in nodes[]
    const struct agent_viewer *viewer; // a token that is renewed keeps its place
    const char **ids;                  // of the containers; they belong to the pods
    size_t id_count;
    size_t first_pod; // in the questions' pods[]
    size_t pod_count;
    size_t sent;    // so many of the IDs
    size_t pending; // requests under way
    bool failed;
    bool token_refused;
    struct error error;
    struct report report;      // what came so far
    const struct report *kept; // where that is, once it has been handed on
};

struct question_node {
    const char *name;
    const struct pod *agent; // NULL: nobody answers for it, for this reason
    struct error error;
    size_t open; // questions that are not done
};

struct questions {
    struct question *items;
    size_t count;
    struct question_node *nodes;
    size_t node_count;
    struct pod_inquiry **pods; // that are asked about, those of a question in their own order
};

#define CLEANUP_QUESTIONS CLEANUP(questions_release)

void questions_release(struct questions *questions) ATTR_NONNULL(1);

// The IDs of the pod's containers that there is anything to ask of: they run on a node, and have
// one that an agent understands. ret_ids (NULL: just count) has room for all of its containers.
size_t pod_ids(const struct pod *pod, const char **ret_ids) ATTR_NODISCARD ATTR_NONNULL(1);

// The questions about the pods that have a viewer, which get theirs. One has as many pods as one
// request takes, unless a single pod has more containers than that.
void questions_collect(struct pod_inquiry *pods, size_t count, struct questions *ret)
    ATTR_NONNULL(3);

#endif
