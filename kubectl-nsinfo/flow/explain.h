// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_EXPLAIN_H
#define NSINFO_FLOW_EXPLAIN_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/text_list.h"
#include "kubectl-nsinfo/flow/outcome.h"
#include "kubectl-nsinfo/flow/select.h"
#include "kubectl-nsinfo/flow/session.h"
#include "kubectl-nsinfo/pod/ns_plan.h"

// `explain -f`: files ("-": standard input) ─► the pods that they describe ─► plans. No cluster is
// asked. *ret_others has the kinds that were passed over; that there are no others is an error. A
// pod that cannot be explained is one in *outcome, and the others go on.
int flow_explain_files(const struct text_list *files, struct ns_plan_list *ret,
                       struct pod_template_list *ret_others, struct outcome *outcome,
                       struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4, 5);

// `-c`: leaves each plan with that container alone. That a pod has none is an error in *outcome,
// and its plan is left out.
void flow_explain_select(struct ns_plan_list *plans, const char *container, struct outcome *outcome)
    ATTR_NONNULL(1, 2, 3);

// `explain NAME` and the like: selection ─► pods ─► plans. A pod that cannot be had or explained is
// an error in *outcome, and the others go on.
void flow_explain_pods(struct session *session, const struct pod_selection *selection,
                       struct ns_plan_list *ret, struct outcome *outcome) ATTR_NONNULL(1, 2, 3, 4);

#endif
