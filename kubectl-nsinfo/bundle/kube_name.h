// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BUNDLE_KUBE_NAME_H
#define NSINFO_BUNDLE_KUBE_NAME_H

#include "common/base/attributes.h"
#include "common/base/error.h"

// What the API server takes as names (k8s.io/apimachinery pkg/util/validation), in its words. Pure.
// The error names the flag.

// The name of a Kubernetes namespace: a label of DNS (RFC 1123).
int kube_label_check(const char *flag, const char *name, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

// The key and the value of a label, as selectors of nodes have them.
int label_key_check(const char *flag, const char *key, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);
int label_value_check(const char *flag, const char *value, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

#endif
