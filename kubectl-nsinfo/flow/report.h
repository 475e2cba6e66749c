// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_REPORT_H
#define NSINFO_FLOW_REPORT_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "kubectl-nsinfo/flow/outcome.h"
#include "kubectl-nsinfo/flow/session.h"
#include "kubectl-nsinfo/pod/pod_pack.h"

struct report_wish {
    const char *container; // this one alone, which each pod has; NULL: all of them
    bool processes;
    // Told while agents are asked, ten times a second at least: of how many nodes all is there, or
    // will not come; 0 of 0 when it is over. NULL: nobody wants to know.
    void (*asked)(void *context, size_t done, size_t count);
    void *context;
    // Takes the reports as they come, in any order: `place` is the pod's among all, and the report
    // is there as long as the call. NULL: they come to be the outcome's, in order.
    void (*take)(void *take_context, size_t place, struct pod_report *report);
    void *take_context;
    enum pod_detail detail; // what has to be known of the pods themselves
};

// Pods ─► their accounts' tokens ─► their nodes' agents, all at once and each with one request for
// an account ─► reports. Where an account or an agent does not answer, the containers concerned are
// reported as unknown, with the error that is in *outcome once.
void flow_report(struct session *session, const struct pod_pack *pods,
                 const struct report_wish *wish, struct outcome *outcome) ATTR_NONNULL(1, 2, 3, 4);

#endif
