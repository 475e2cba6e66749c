// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_PODS_H
#define NSINFO_FLOW_PODS_H

#include <stdint.h>

#include "common/base/attributes.h"
#include "kubectl-nsinfo/flow/report.h"
#include "kubectl-nsinfo/flow/select.h"

// `pod` and `top`: selection ─► pods ─► reports, of the pods as they are now. A pod that cannot be
// had is an error in *outcome, and the others go on.
void flow_pods(struct session *session, const struct pod_selection *selection,
               const struct report_wish *wish, struct outcome *outcome) ATTR_NONNULL(1, 2, 3, 4);

// The pod as the API server has it now; limit_ms as for connection_get().
int flow_get_pod(struct session *session, const char *kube_namespace, const char *name,
                 uint64_t limit_ms, struct pod *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3, 5, 6);

#endif
