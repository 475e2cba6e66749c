// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_POD_VERDICT_H
#define NSINFO_POD_VERDICT_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/model/ns_kind.h"

// With whom a container shares a namespace.
enum ns_verdict {
    VERDICT_ABSENT,  // the kernel has no such kind
    VERDICT_UNKNOWN, // not enough is known to say
    VERDICT_OWN,     // with no other container of the pod, nor with the node
    VERDICT_POD,     // with another container of the pod
    VERDICT_NODE,    // with the node: it is the namespace of the node's PID 1
    VERDICT_COUNT,
};

// Pure, and never a guess: VERDICT_OWN and VERDICT_POD need the node's own namespace to be known,
// VERDICT_OWN those of all others too. `others` are the pod's other running containers' namespaces
// of the same kind; NULL stands for one of which nothing could be read.
enum ns_verdict ns_verdict(const struct ns_id *id, const struct ns_id *node,
                           const struct ns_id *const *others, size_t other_count)
    ATTR_NONNULL(1, 2);

// "own", "pod", "node", "unknown", as tables and JSON have it; NULL for VERDICT_ABSENT.
const char *ns_verdict_name(enum ns_verdict verdict);

#endif
