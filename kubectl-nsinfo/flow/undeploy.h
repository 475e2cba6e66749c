// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_UNDEPLOY_H
#define NSINFO_FLOW_UNDEPLOY_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "kubectl-nsinfo/bundle/bundle.h"
#include "kubectl-nsinfo/flow/outcome.h"
#include "kubectl-nsinfo/flow/session.h"

// Told while it goes on.
struct undeploy_watcher {
    void *context;
    void (*deleted)(void *context, const struct kube_object *object); // taken by the API server
    // Not deleted, for it was there before deploy: it gets back the labels that deploy has set.
    void (*left)(void *context, const struct kube_object *kube_namespace);
    void (*waiting)(void *context, const char *text); // a line; NULL: no longer
};

// Everything on the cluster that has the label of deploy's, in an order in which it can be removed:
// the agents first, Kubernetes namespaces last; but nothing of --ephemeral's that is in use. If
// there are such agents in another Kubernetes namespace than the session's too, only what these do
// not need; ERROR_NOT_FOUND if there are only those, or agents without the label, which somebody
// else has put there.
int flow_deployed(struct session *session, struct bundle *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

// ERROR_NOT_FOUND if there are agents in the session's Kubernetes namespace, though there is no
// DaemonSet of deploy's: somebody else has put them there.
int flow_deployed_check(struct session *session, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

// `undeploy`: deletes each of them, if it is still the same object, and with `wait` waits until
// they are gone, and the pods of agents among them. Agents that are not stay, and are an error in
// *outcome. A Kubernetes namespace is left if it holds what is
// not of this program: an error in *outcome that names it.
void flow_undeploy(struct session *session, const struct bundle *deployed, bool wait,
                   uint64_t timeout_ms, const struct undeploy_watcher *watcher,
                   struct outcome *outcome) ATTR_NONNULL(1, 2, 5, 6);

#endif
