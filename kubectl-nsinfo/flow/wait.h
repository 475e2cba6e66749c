// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_WAIT_H
#define NSINFO_FLOW_WAIT_H

#include <stdint.h>

#include "common/base/attributes.h"
#include "kubectl-nsinfo/flow/outcome.h"
#include "kubectl-nsinfo/flow/session.h"
#include "kubectl-nsinfo/pod/pod_list.h"

// Told while the command goes on; both may be called often.
struct apply_watcher {
    void *context;
    void (*applied)(void *context, const struct pod *pod);
    void (*waiting)(void *context, const char *text); // what for; NULL: no longer
};

// Looks at the pods, which are taken over, again and again until each has started or is stuck, or
// the time is over. Those that started are added to *started as they stand, in order.
void flow_wait(struct session *session, struct pod_list *pods, uint64_t timeout_ms,
               const struct apply_watcher *watcher, struct pod_list *started,
               struct outcome *outcome) ATTR_NONNULL(1, 2, 4, 5, 6);

#endif
