// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_DOCTOR_H
#define NSINFO_FLOW_DOCTOR_H

#include "common/base/attributes.h"
#include "kubectl-nsinfo/doctor/diagnosis.h"
#include "kubectl-nsinfo/flow/session.h"

// `doctor`: looks at all that the other commands need, and changes nothing. What cannot be found
// out is a finding too, so that there is no failure. Of all nodes only `node` is looked at, if it
// is not NULL.
void flow_doctor(struct session *session, const char *node, struct diagnosis *ret)
    ATTR_NONNULL(1, 3);

#endif
