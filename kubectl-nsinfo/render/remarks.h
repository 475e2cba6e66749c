// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RENDER_REMARKS_H
#define NSINFO_RENDER_REMARKS_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"
#include "kubectl-nsinfo/pod/pod_report.h"

// Appends, a line each, what has to be said beside the reports: why a pod does not run yet, why a
// container's answer is missing, what was cut or could not be read, which agents are of another
// version (skew.h). True if an answer is missing that there should be, so that the command has
// failed in part. A pod is "web", or "shop/web" where the pods are of several Kubernetes
// namespaces.
bool add_remarks(const struct pod_report_list *list, struct strbuf *out) ATTR_NONNULL(1, 2);

#endif
