// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_INQUIRY_H
#define NSINFO_FLOW_INQUIRY_H

#include "common/base/attributes.h"
#include "kubectl-nsinfo/flow/question.h"
#include "kubectl-nsinfo/flow/report.h"

// Has the agents answer the questions, many nodes at once: each gets its report, or its error. A
// node whose agent does not answer costs its own questions alone.
void inquire(struct session *session, const struct report_wish *wish, struct questions *questions)
    ATTR_NONNULL(1, 2, 3);

#endif
