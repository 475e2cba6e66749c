// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_HIDDEN_PODS_H
#define NSINFO_FLOW_HIDDEN_PODS_H

#include "common/base/attributes.h"
#include "kubectl-nsinfo/flow/question.h"
#include "kubectl-nsinfo/flow/report.h"

// An account of a Kubernetes namespace's own that lacks its right there hides that namespace's pods
// from everybody: the agent answers for them as for what is not there. So the pods of which a
// container was not found are asked about once more with the account of the agents' own, if the
// caller may have its token. Else, and if that is not answered either, the error says which right
// may be missing. *ret has the new questions, which the inquiries then point into.
void hidden_pods_ask(struct session *session, const struct report_wish *wish,
                     struct pod_inquiry *inquiries, size_t count, struct questions *ret)
    ATTR_NONNULL(1, 2, 5);

// Whether a container of the pod, which an answer came for, was not found with such an account.
bool pod_is_hidden(const struct pod_inquiry *inquiry, const char *agents_in) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

#endif
