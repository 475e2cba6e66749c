// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_INQUIRY_H
#define NSINFO_FLOW_INQUIRY_H

#include "common/base/attributes.h"
#include "kubectl-nsinfo/flow/question.h"
#include "kubectl-nsinfo/flow/report.h"

// Has the agents answer the questions, many nodes at once: each gets its report, or its error. A
// node whose agent does not answer costs its own questions alone. A question that is answered in
// full is handed to take(), unless that is NULL, which may take its report.
typedef void question_taker(void *context, struct questions *questions, struct question *question);
void inquire(struct session *session, const struct report_wish *wish, struct questions *questions,
             question_taker *take, void *context) ATTR_NONNULL(1, 2, 3);

#endif
