// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_REPORT_H
#define NSINFO_FLOW_REPORT_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "kubectl-nsinfo/flow/outcome.h"
#include "kubectl-nsinfo/flow/session.h"
#include "kubectl-nsinfo/pod/pod_list.h"

struct report_wish {
    const char *container; // NULL: all of them
    bool processes;
};

// Pods, which are taken over ─► their accounts' tokens ─► their nodes' agents, each asked once for
// an account ─► reports, in the same order.
void flow_report(struct session *session, struct pod_list *pods, const struct report_wish *wish,
                 struct outcome *outcome) ATTR_NONNULL(1, 2, 3, 4);

#endif
