// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_SERVER_AUTH_H
#define NSINFO_SERVER_AUTH_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/model/container_ref.h"
#include "common/model/report.h"
#include "node-agent/access/access.h"

// What a caller is shown of the node. A container of a pod is seen by whom RBAC lets get
// "pods/nsinfo" in the pod's Kubernetes namespace; one that no pod claims belongs to the node, and
// is seen by whom it lets get "nodes/nsinfo".

struct sight {
    bool all;                   // every container of the node, and not those of refs alone
    struct container_ref *refs; // the containers to be reported on, as the API server names them or
                                // as they were asked for; owned
    size_t ref_count;
    struct container_ref *hidden; // those asked for that may not be seen, or are not there; owned
    size_t hidden_count;
};

void sight_release(struct sight *sight) ATTR_NONNULL(1);
#define CLEANUP_SIGHT CLEANUP(sight_release)

// These two return what access.h's functions do, for a caller that access_identify() knows; access
// is NULL where every caller is trusted.

// Of the containers that are asked for.
int auth_containers(struct access *access, struct access_session *session,
                    const struct container_ref *refs, size_t count, struct sight *ret,
                    struct error *err) ATTR_NODISCARD ATTR_NONNULL(2, 5, 6);

// Of the node, or, with a count, of the pods in these Kubernetes namespaces. ERROR_FORBIDDEN names
// the right that is missing.
int auth_node(struct access *access, struct access_session *session,
              const char *const *kube_namespaces, size_t count, struct sight *ret,
              struct error *err) ATTR_NODISCARD ATTR_NONNULL(2, 5, 6);

// Adds to a report what the API server knows: the pod of each container; and an error for each
// hidden one, the same whether it is there or not.
void auth_complete(const struct access_session *session, const struct sight *sight,
                   struct report *report) ATTR_NONNULL(1, 2, 3);

#endif
