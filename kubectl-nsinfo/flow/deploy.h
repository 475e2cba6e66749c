// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_DEPLOY_H
#define NSINFO_FLOW_DEPLOY_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "kubectl-nsinfo/bundle/bundle.h"
#include "kubectl-nsinfo/flow/rollout_wait.h"

struct deploy_wish {
    struct bundle *bundle;
    bool force_version;   // put an older agent in the place of a newer one
    bool force_conflicts; // take over fields that others manage
};

// Told of each object that the API server has taken.
struct deploy_watcher {
    void *context;
    void (*applied)(void *context, const struct kube_object *object);
};

// `deploy`: the bundle ─► server-side apply, one object after the other until one fails. *ret is
// where waiting for the agents begins. A Kubernetes namespace that was there before stays whose it
// was: it does not get the label.
int flow_deploy(struct session *session, const struct deploy_wish *wish,
                const struct deploy_watcher *watcher, struct rollout_start *ret,
                struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4, 5);

#endif
