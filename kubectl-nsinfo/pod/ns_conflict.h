// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_POD_NS_CONFLICT_H
#define NSINFO_POD_NS_CONFLICT_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "kubectl-nsinfo/pod/pod.h"

// A spec that asks for namespaces that cannot be together, so that the API server takes no such pod
// (k8s.io/kubernetes pkg/apis/core/validation).
struct ns_conflict {
    const char *field;
    const char *message; // in its words
};

// Pure. False if the spec has none.
bool ns_conflict_find(const struct pod *pod, struct ns_conflict *ret) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

#endif
