// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_LEFTOVERS_H
#define NSINFO_FLOW_LEFTOVERS_H

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/text_list.h"
#include "kubectl-nsinfo/flow/session.h"

// What a Kubernetes namespace holds, of every kind that the API server has, beside deploy's
// objects, what those own, and what every Kubernetes namespace gets by itself: "configmap/x". An
// error if any kind cannot be asked for, since then it cannot be told.
int leftovers_get(struct session *session, const char *kube_namespace, struct text_list *ret,
                  struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

#endif
