// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BUNDLE_ROLLOUT_H
#define NSINFO_BUNDLE_ROLLOUT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"

// How far the agents' DaemonSet has come (k8s.io/api apps/v1, DaemonSetStatus): numbers of nodes.
struct rollout {
    uint64_t generation; // of the object, and the one that the status is about
    uint64_t observed;
    uint64_t desired; // nodes that are to have an agent
    uint64_t current; // nodes that have its pod
    uint64_t updated; // nodes whose pod is of the latest template
    uint64_t ready;
};

int rollout_decode(const json_t *daemon_set, struct rollout *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

// Whether every node that is to have one has a ready agent of the latest template.
bool rollout_is_done(const struct rollout *rollout) ATTR_NONNULL(1);

// How many nodes are done, as far as the numbers tell.
uint64_t rollout_done_count(const struct rollout *rollout) ATTR_NONNULL(1);

// Appends one line for a person who waits: "agents: [=====>     ] 3 of 6 nodes".
void rollout_add_progress(const struct rollout *rollout, struct strbuf *buf) ATTR_NONNULL(1, 2);

#endif
