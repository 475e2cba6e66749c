// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_APPLY_REFUSAL_H
#define NSINFO_FLOW_APPLY_REFUSAL_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/pod/pod_manifest.h"

// Words why the API server would not apply a pod as kubectl does: a conflict of field managers with
// what can be done about it, and, where there are several pods, with the file and the pod. Errors
// that are not the server's are left as they are. Pure. Returns -1.
int apply_refusal(const struct pod_manifest *manifest, bool several, struct error *err)
    ATTR_NONNULL(1, 3);

#endif
