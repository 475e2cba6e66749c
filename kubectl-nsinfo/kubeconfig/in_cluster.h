// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_KUBECONFIG_IN_CLUSTER_H
#define NSINFO_KUBECONFIG_IN_CLUSTER_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/kubeconfig/cluster_access.h"

// What a pod has to speak to the API server of its own cluster: the environment's
// KUBERNETES_SERVICE_HOST and _PORT, and the files of its service account in `folder`
// (kubernetes.io, "Accessing the Kubernetes API from a Pod"). folder NULL: there is nothing.

bool in_cluster_is_possible(const char *folder);

// Sets server, ca, token and token_file.
int in_cluster_load(const char *folder, struct cluster_access *access,
                    struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// The pod's own Kubernetes namespace, "default" if it is not known; the caller frees it.
char *in_cluster_namespace(const char *folder) ATTR_NODISCARD ATTR_NONNULL(1);

#endif
