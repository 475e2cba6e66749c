// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_POD_QUERY_H
#define NSINFO_FLOW_POD_QUERY_H

#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/flow/session.h"
#include "kubectl-nsinfo/pod/pod_pack.h"
#include "kubectl-nsinfo/pod/pod_ref.h"

// The API server's pods, or some of them.
struct pod_query {
    const char *kube_namespace; // NULL: all
    const char *label_selector; // NULL, as the next: whatever
    const char *field_selector;
    uint64_t chunk_size; // how many at once; 0: all
};

// Adds the pods in the server's order; on failure, none or a part. Refused selectors are errors in
// kubectl's words.
int flow_query_pods(struct session *session, const struct pod_query *query, struct pod_pack *pods,
                    struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

// Adds the pods of a Deployment or the like: those that its selector says; of a CronJob those of
// its Jobs.
int flow_query_owner(struct session *session, const struct pod_ref *ref, const char *kube_namespace,
                     uint64_t chunk_size, struct pod_pack *pods, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3, 5, 6);

#endif
