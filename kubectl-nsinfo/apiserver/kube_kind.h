// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_APISERVER_KUBE_KIND_H
#define NSINFO_APISERVER_KUBE_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"

// A kind of objects, and where the API server has them (kubernetes.io, "Kubernetes API concepts").
struct kube_kind {
    const char *kind;    // "DaemonSet"
    const char *group;   // "apps"; "" is the core's
    const char *version; // "v1"
    const char *plural;  // "daemonsets": as paths have it
    bool namespaced;
};

// The kinds that deploy/ and examples/team.yaml are made of, in an order in which they can be put
// on a cluster: each behind what it needs.
extern const struct kube_kind kube_kinds[];
extern const size_t kube_kind_count;

// The row of that apiVersion ("apps/v1", "v1") and kind; NULL if there is none.
const struct kube_kind *kube_kind_find(const char *api_version, const char *kind)
    ATTR_NONNULL(1, 2);

// Appends what kubectl calls one of the kind: "daemonset.apps", "namespace".
void kube_kind_add_name(const struct kube_kind *kind, struct strbuf *buf) ATTR_NONNULL(1, 2);

#endif
