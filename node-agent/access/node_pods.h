// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_ACCESS_NODE_PODS_H
#define NSINFO_ACCESS_NODE_PODS_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/model/container_ref.h"

// Which pod each container of the node belongs to, as the API server's list of the node's pods has
// it, static pods' mirrors among them. Once made it is not changed, and several threads may read
// it; it lives until the last of them has put it back.

// A container that one pod claims (k8s.io/api core/v1, PodStatus: the three lists of container
// statuses).
struct pod_claim {
    struct container_ref ref;
    char *kube_namespace;
    char *pod;
    char *container;
};

struct node_pods;

// From a PodList of len bytes, asked for at begun_us (monotonic_us()). A container that two pods
// claim is neither's: no kubelet reports that, and one of them is lying. ERROR_BAD_REPLY if it is
// no such list.
int node_pods_parse(const char *text, size_t len, uint64_t begun_us, struct node_pods **ret,
                    struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 4, 5);

struct node_pods *node_pods_take(struct node_pods *pods) ATTR_NODISCARD;
void node_pods_put(struct node_pods **pods) ATTR_NONNULL(1);
#define CLEANUP_NODE_PODS CLEANUP(node_pods_put)

uint64_t node_pods_begun_us(const struct node_pods *pods) ATTR_NODISCARD ATTR_NONNULL(1);

// The claim on the container with this ID (CONTAINER_ID_LEN hex digits), whatever its runtime; NULL
// if no pod has one. Belongs to pods.
const struct pod_claim *node_pods_find(const struct node_pods *pods, const char *id) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

// All of them, by ID.
const struct pod_claim *node_pods_claims(const struct node_pods *pods,
                                         size_t *ret_count) ATTR_NODISCARD ATTR_NONNULL(1, 2);

#endif
