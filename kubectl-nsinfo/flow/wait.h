// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_WAIT_H
#define NSINFO_FLOW_WAIT_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "kubectl-nsinfo/flow/outcome.h"
#include "kubectl-nsinfo/flow/session.h"
#include "kubectl-nsinfo/pod/pod_list.h"

// Told while the command goes on; all may be called often.
struct apply_watcher {
    void *context;
    void (*applied)(void *context, const struct pod *pod);
    void (*waiting)(void *context, const char *text);        // what for; NULL: no longer
    void (*asked)(void *context, size_t done, size_t count); // as in report_wish
};

// A pod that was applied, and as it was before that: without a name if there was none.
struct applied_pod {
    struct pod before;
    struct pod now;
};

// Looks at the pods again and again until each has started or is stuck, or the time is over. They
// are moved to *shown as they stand then, in order, but for those whose state could not be had.
void flow_wait(struct session *session, struct applied_pod *pods, size_t count, uint64_t timeout_ms,
               const struct apply_watcher *watcher, struct pod_list *shown, struct outcome *outcome)
    ATTR_NONNULL(1, 5, 6, 7);

#endif
