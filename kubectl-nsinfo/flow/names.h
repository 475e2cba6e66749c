// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_NAMES_H
#define NSINFO_FLOW_NAMES_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/flow/session.h"

// Names of what a cluster has, owned: the first of them, to be proposed to somebody who types and
// waits. So a request takes two seconds at most.
struct name_list {
    char **items;
    size_t count;
    size_t capacity;
};

#define CLEANUP_NAMES CLEANUP(name_list_release)

void name_list_release(struct name_list *list) ATTR_NONNULL(1);

int flow_kube_namespace_names(struct session *session, struct name_list *ret,
                              struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

int flow_node_names(struct session *session, struct name_list *ret,
                    struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// Of the pods of the session's Kubernetes namespace.
int flow_pod_names(struct session *session, struct name_list *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

int flow_container_names(struct session *session, const char *pod, struct name_list *ret,
                         struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

#endif
