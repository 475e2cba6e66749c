// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_POD_POD_PACK_H
#define NSINFO_POD_POD_PACK_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "kubectl-nsinfo/pod/pod.h"

// Pods in as little room as can be: there may be a hundred thousand, and each waits until its
// node's agent has answered.

// How much of each is kept.
enum pod_detail {
    POD_WHOLE,       // {0}
    POD_WITH_LABELS, // what tables show, labels among it
    POD_FOR_TABLE,   // what tables show and remarks say; the rest is NULL
};

struct pod_pack {
    enum pod_detail detail;
    struct strbuf bytes;
    size_t *places; // where each begins
    size_t count;
    size_t capacity;
};

#define CLEANUP_POD_PACK CLEANUP(pod_pack_release)

void pod_pack_release(struct pod_pack *pack) ATTR_NONNULL(1);

// Adds a copy.
void pod_pack_add(struct pod_pack *pack, const struct pod *pod) ATTR_NONNULL(1, 2);

// Adds all pods of another pack with the same detail, and leaves that one empty.
void pod_pack_move(struct pod_pack *pack, struct pod_pack *from) ATTR_NONNULL(1, 2);

// Keeps the first ones alone.
void pod_pack_cut(struct pod_pack *pack, size_t count) ATTR_NONNULL(1);

// A copy that is the caller's own.
void pod_pack_get(const struct pod_pack *pack, size_t index, struct pod *ret) ATTR_NONNULL(1, 3);

// The same for a look: its texts are the pack's, and stay where they are until pods are added. To
// be released by pod_view_release(), never by pod_release().
void pod_pack_view(const struct pod_pack *pack, size_t index, struct pod *ret) ATTR_NONNULL(1, 3);
void pod_view_release(struct pod *view) ATTR_NONNULL(1);
#define CLEANUP_POD_VIEW CLEANUP(pod_view_release)

#endif
