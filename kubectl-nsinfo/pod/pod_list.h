// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_POD_POD_LIST_H
#define NSINFO_POD_POD_LIST_H

#include <jansson.h>

#include "common/base/attributes.h"
#include "kubectl-nsinfo/pod/pod.h"

// Pods, owned.
struct pod_list {
    struct pod *items;
    size_t count;
    size_t capacity;
};

#define CLEANUP_POD_LIST CLEANUP(pod_list_release)

void pod_list_release(struct pod_list *list) ATTR_NONNULL(1);

// Takes the pod over, and leaves it empty.
void pod_list_add(struct pod_list *list, struct pod *pod) ATTR_NONNULL(1, 2);

// Adds all the pods of another list, and leaves that one empty.
void pod_list_move(struct pod_list *list, struct pod_list *from) ATTR_NONNULL(1, 2);

// A PodList object as the API server sends it (k8s.io/api core/v1).
int pod_list_decode(const json_t *json, struct pod_list *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

#endif
