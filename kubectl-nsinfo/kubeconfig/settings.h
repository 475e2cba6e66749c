// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_KUBECONFIG_SETTINGS_H
#define NSINFO_KUBECONFIG_SETTINGS_H

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/kubeconfig/cluster_access.h"
#include "kubectl-nsinfo/kubeconfig/kubeconfig.h"

// What applies of the kubeconfig, with the command line's flags laid over it; owned.
struct settings {
    struct kube_cluster cluster;
    struct kube_user user;
    char *kube_namespace; // NULL: none is named
};

// Chooses the context, the cluster and the user, and lays the flags over them
// (k8s.io/client-go tools/clientcmd, DirectClientConfig).
int settings_choose(const struct access_flags *flags, struct kubeconfig *config,
                    struct settings *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3, 4);

// Whether they can serve (clientcmd's validation.go): all that is wrong is said at once.
int settings_check(const struct settings *settings, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

void settings_release(struct settings *settings) ATTR_NONNULL(1);
#define CLEANUP_SETTINGS CLEANUP(settings_release)

#endif
