// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_APPLY_H
#define NSINFO_FLOW_APPLY_H

#include <stdint.h>

#include "common/base/attributes.h"
#include "kubectl-nsinfo/flow/apply_send.h"
#include "kubectl-nsinfo/flow/manifests.h"
#include "kubectl-nsinfo/flow/wait.h"

// `apply`: manifests ─► server-side apply ─► wait until they run ─► reports. What cannot be
// applied, cannot start or takes longer than timeout_ms is an error in *outcome, and the others go
// on.
void flow_apply(struct session *session, const struct manifests *manifests,
                const struct apply_wish *wish, uint64_t timeout_ms,
                const struct apply_watcher *watcher, struct outcome *outcome)
    ATTR_NONNULL(1, 2, 3, 5, 6);

#endif
