// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_APISERVER_PATHS_H
#define NSINFO_APISERVER_PATHS_H

#include "common/base/attributes.h"

// Paths of the API server, every part percent-encoded; the caller frees them.
// (kubernetes.io, "Kubernetes API concepts")

// …/namespaces/NS/pods/NAME
char *path_pod(const char *kube_namespace, const char *name) ATTR_NODISCARD ATTR_NONNULL(1, 2);

// …/namespaces/NS/pods/NAME?fieldManager=…: for server-side apply
char *path_pod_apply(const char *kube_namespace, const char *name,
                     const char *field_manager) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// …/namespaces/NS/pods?labelSelector=…&fieldSelector=…; a selector that is NULL is left out
char *path_pods(const char *kube_namespace, const char *label_selector,
                const char *field_selector) ATTR_NODISCARD ATTR_NONNULL(1);

// …/namespaces/NS/pods?limit=…, and …/namespaces?limit=…: the first of them
char *path_first_pods(const char *kube_namespace, unsigned limit) ATTR_NODISCARD ATTR_NONNULL(1);
char *path_kube_namespaces(unsigned limit) ATTR_NODISCARD;

// …/namespaces/NS/pods/SCHEME:NAME:PORT/proxy + rest; rest begins with "/" and is encoded already
char *path_pod_proxy(const char *kube_namespace, const char *scheme, const char *name,
                     unsigned port, const char *rest) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 5);

// …/namespaces/NS/serviceaccounts/NAME/token
char *path_service_account_token(const char *kube_namespace, const char *name) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

#endif
