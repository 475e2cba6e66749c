// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BUNDLE_EPHEMERAL_H
#define NSINFO_BUNDLE_EPHEMERAL_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/bundle/bundle.h"

// Agents for the time of one command: what deploy/ has of accounts and rights, in a Kubernetes
// namespace of its own, and in place of the DaemonSet single pods on the nodes that matter. Each
// run has a name of its own, so that none is in another's way, or in that of agents that are
// deployed. One object, a ClusterRole, owns all others: with it the API server's garbage collector
// takes them away. (An owner of what is in no Kubernetes namespace cannot be in one.)

#define EPHEMERAL_LABEL    "app.kubernetes.io/component"
#define EPHEMERAL_VALUE    "ephemeral"
#define EPHEMERAL_SELECTOR BUNDLE_SELECTOR "," EPHEMERAL_LABEL "=" EPHEMERAL_VALUE

// What must be there before pods: the owner first, then in an order in which it can be put on a
// cluster. `name` is the Kubernetes namespace's, and the beginning of the others'.
int bundle_ephemeral(const char *name, struct bundle *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

struct ephemeral_pod {
    const char *run;  // as above
    const char *name; // of the pod
    const char *node;
    const char *image; // NULL: that of deploy/
    uint64_t life_s;   // the kubelet ends it after that
    bool restarts;     // if it fails before
};

// The agent's pod as the DaemonSet would make it there, but that it ends by itself; it is added to
// *ret, which may have others.
int bundle_ephemeral_pod(const struct ephemeral_pod *pod, struct bundle *ret,
                         struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// Has the owner, as the API server has it, own the object.
void ephemeral_set_owner(const json_t *owner, struct kube_object *object) ATTR_NONNULL(1, 2);

// The kind of the owner.
extern const char ephemeral_owner_kind[];

#endif
