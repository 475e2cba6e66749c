// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_ROLLOUT_WAIT_H
#define NSINFO_FLOW_ROLLOUT_WAIT_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/text_list.h"
#include "kubectl-nsinfo/bundle/bundle.h"
#include "kubectl-nsinfo/bundle/rollout.h"
#include "kubectl-nsinfo/flow/outcome.h"
#include "kubectl-nsinfo/flow/session.h"

// What there was before the DaemonSet was applied, so that it is not taken for news.
struct rollout_start {
    const struct kube_object *daemon_set; // NULL: none was applied; the bundle's
    struct text_list events;
};

void rollout_start_note(struct session *session, const struct kube_object *daemon_set,
                        struct rollout_start *ret) ATTR_NONNULL(1, 2, 3);
void rollout_start_release(struct rollout_start *start) ATTR_NONNULL(1);
#define CLEANUP_ROLLOUT_START CLEANUP(rollout_start_release)

struct rollout_watcher {
    void *context;
    void (*waiting)(void *context, const char *text); // a line; NULL: no longer
};

// How it ended.
struct rollout_end {
    struct rollout last;         // the DaemonSet as it was seen last
    bool lacks_image;            // of an agent that cannot start
    struct text_list nodes_down; // "node \"x\" …": nodes that could not be waited for
};

void rollout_end_release(struct rollout_end *end) ATTR_NONNULL(1);
#define CLEANUP_ROLLOUT_END CLEANUP(rollout_end_release)

// Waits until every node that can has a ready agent, or none of the others will get one by itself,
// or the time is over: what is lacking then are errors in *outcome, each with which, where and why.
void flow_rollout_wait(struct session *session, struct rollout_start *start, uint64_t timeout_ms,
                       const struct rollout_watcher *watcher, struct rollout_end *ret,
                       struct outcome *outcome) ATTR_NONNULL(1, 2, 4, 5, 6);

#endif
