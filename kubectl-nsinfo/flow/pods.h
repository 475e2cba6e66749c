// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_PODS_H
#define NSINFO_FLOW_PODS_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "kubectl-nsinfo/flow/report.h"

// `pod` and `top`: names ─► pods ─► reports. A pod that cannot be had is an error in *outcome, and
// the others go on.
void flow_pods(struct session *session, const char *const *names, size_t count,
               const struct report_wish *wish, struct outcome *outcome) ATTR_NONNULL(1, 2, 4, 5);

// The pod as the API server has it now; limit_ms as for connection_get().
int flow_get_pod(struct session *session, const char *kube_namespace, const char *name,
                 uint64_t limit_ms, struct pod *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3, 5, 6);

#endif
