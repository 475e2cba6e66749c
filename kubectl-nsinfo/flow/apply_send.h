// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_APPLY_SEND_H
#define NSINFO_FLOW_APPLY_SEND_H

#include <jansson.h>
#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/flow/session.h"
#include "kubectl-nsinfo/pod/pod_manifest.h"

// How the API server is to apply pods (kubernetes.io, "Server-Side Apply").
struct apply_wish {
    bool force;   // fields that another manager owns are taken over
    bool dry_run; // all is done but keeping it
    bool several; // it is not the only one, so that errors say which it is
};

// Sends a pod by server-side apply; *ret is the object as it stands then, owned by the caller.
// Refusals are worded by apply_refusal().
int apply_send(struct session *session, const struct pod_manifest *manifest,
               const struct apply_wish *wish, json_t **ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3, 4, 5);

// The Kubernetes namespace that it goes to: its own, or the session's.
const char *apply_kube_namespace(const struct session *session, const struct pod_manifest *manifest)
    ATTR_NONNULL(1, 2);

#endif
