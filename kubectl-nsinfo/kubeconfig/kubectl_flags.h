// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_KUBECONFIG_KUBECTL_FLAGS_H
#define NSINFO_KUBECONFIG_KUBECTL_FLAGS_H

#include "common/base/attributes.h"
#include "common/base/text_list.h"
#include "kubectl-nsinfo/kubeconfig/cluster_access.h"

// Appends the flags by which kubectl speaks to the same cluster as the same user, those that were
// given: "--context=x". The Kubernetes namespace is not among them. Pure.
void kubectl_flags_add(const struct access_flags *flags, struct text_list *list) ATTR_NONNULL(1, 2);

#endif
