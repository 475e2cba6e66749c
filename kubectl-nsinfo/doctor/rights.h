// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_DOCTOR_RIGHTS_H
#define NSINFO_DOCTOR_RIGHTS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "kubectl-nsinfo/doctor/diagnosis.h"

// The rights that it takes, each with who has to have it: what "Who may see what" in
// docs/install.md and the roles in deploy/ say, as questions to the API server (k8s.io/api
// authorization/v1, ResourceAttributes). Pure.

enum right_holder {
    HOLDER_USER,
    HOLDER_AGENT,  // the account that the agents run as
    HOLDER_VIEWER, // the one whose tokens open them
};

enum right_place {
    PLACE_PODS,   // the Kubernetes namespace that the user is in
    PLACE_AGENTS, // that of the agents
    PLACE_CLUSTER,
};

struct access_question {
    const char *verb; // NULL: behind the last one
    const char *group;
    const char *resource;
    const char *subresource; // NULL: none, as the name
    const char *name;
    enum right_place place;
};

enum { MAX_QUESTIONS = 10 };

struct right {
    enum check check;
    enum right_holder holder;
    bool any;                 // one of them is enough
    enum check_result if_not; // CHECK_BROKEN or CHECK_WARNING
    const char *source;       // "Role \"nsinfo-user\"": what has the right
    struct access_question questions[MAX_QUESTIONS + 1];
};

extern const struct right rights[];
extern const size_t right_count;

// Where the question is about: one of the two Kubernetes namespaces, or NULL for the cluster.
struct right_places {
    const char *pods;
    const char *agents;
};

const char *right_kube_namespace(const struct access_question *question,
                                 const struct right_places *places) ATTR_NONNULL(1, 2);

enum right_answer { ANSWER_UNKNOWN, ANSWER_NO, ANSWER_YES };

// Adds the finding for the right; answers[] are to its questions, and why is the reason of one that
// is unknown, or NULL.
void right_judge(const struct right *right, const struct right_places *places,
                 const enum right_answer *answers, const struct error *why,
                 struct diagnosis *diagnosis) ATTR_NONNULL(1, 2, 3, 5);

#endif
