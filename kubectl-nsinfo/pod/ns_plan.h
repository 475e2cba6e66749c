// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_POD_NS_PLAN_H
#define NSINFO_POD_NS_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"
#include "common/model/ns_kind.h"
#include "kubectl-nsinfo/pod/pod.h"
#include "kubectl-nsinfo/pod/pod_template.h"

// Which namespaces the containers of a pod will have, from its spec alone.

enum ns_sharing {
    SHARING_UNKNOWN,   // the spec does not decide it
    SHARING_OWN,       // the container's own
    SHARING_CONTAINER, // that of one container, which an ephemeral one joins
    SHARING_POD,       // one for the pod
    SHARING_NODE,      // the node's
    SHARING_COUNT,
};

// One way in which the spec decides, and what is known of the runtimes that follow it otherwise.
struct ns_rule {
    enum ns_sharing sharing;
    const char *field; // of the spec, or of the container; NULL where none decides it
    bool by_default;   // the field is not there
    const char *text;  // the same for people
    const char *except_with;
    enum ns_sharing except; // what it is there; not set where except_with is NULL
};

struct ns_decision {
    const struct ns_rule *rule;
    const char *container; // SHARING_CONTAINER: whose namespace it is; belongs to the pod
};

struct ns_plan_container {
    const struct pod_container *container; // belongs to the pod
    struct ns_decision of[NS_KIND_COUNT];
};

struct ns_plan {
    struct pod_template template;
    struct ns_plan_container *containers; // the pod's, in its order
    size_t container_count;
};

struct ns_plan_list {
    struct ns_plan *items;
    size_t count;
    size_t capacity;
};

#define CLEANUP_NS_PLANS CLEANUP(ns_plan_list_release)

void ns_plan_list_release(struct ns_plan_list *list) ATTR_NONNULL(1);

// Adds the plan of a pod, which is taken over. Pure. ERROR_BAD_REQUEST for a pod that will not run
// on Linux; it is left as it was then.
int ns_plan_list_add(struct ns_plan_list *list, struct pod_template *template,
                     struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// Leaves the plan with the container of that name alone, which the others have decided on too.
// ERROR_NOT_FOUND, in kubectl's words, if there is none; all are left then.
int ns_plan_select(struct ns_plan *plan, const char *container, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

// Takes out the plan at that index.
void ns_plan_list_remove(struct ns_plan_list *list, size_t index) ATTR_NONNULL(1);

bool ns_decision_same(const struct ns_decision *a, const struct ns_decision *b) ATTR_NONNULL(1, 2);

// Appends what decides: "hostNetwork: true", "default: no hostIPC", and where that is otherwise.
void ns_decision_add_text(const struct ns_decision *decision, struct strbuf *buf)
    ATTR_NONNULL(1, 2);

// "unknown", "own", "container", "pod", "node": as tables and JSON have it.
const char *ns_sharing_name(enum ns_sharing sharing);

#endif
