// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_KUBECONFIG_IMPERSONATION_H
#define NSINFO_KUBECONFIG_IMPERSONATION_H

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/text_list.h"
#include "kubectl-nsinfo/kubeconfig/kubeconfig.h"

// Appends the headers by which a user asks to be treated as another one (kubernetes.io,
// "Authenticating", user impersonation): "Impersonate-User: bob". Pure.
int impersonation_headers(const struct kube_user *user, struct text_list *headers,
                          struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

#endif
