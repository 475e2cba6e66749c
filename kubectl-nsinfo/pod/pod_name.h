// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_POD_POD_NAME_H
#define NSINFO_POD_POD_NAME_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// Whether a word is kubectl's for pods: "pod", "pods", "po".
bool pod_name_means_pods(const char *word) ATTR_NONNULL(1);

// What a path of the API server cannot have as the name of `what` ("resource name", "namespace"):
// ERROR_BAD_REQUEST in kubectl's words.
int kube_name_check(const char *what, const char *name, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

// Whether an object's own Kubernetes namespace is the one that -n says; either may be NULL, and
// then it is. ERROR_BAD_REQUEST in kubectl's words if it is not.
int kube_namespace_check_own(const char *own, const char *wanted, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(3);

#endif
