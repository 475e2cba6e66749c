// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_APISERVER_PATHS_H
#define NSINFO_APISERVER_PATHS_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "kubectl-nsinfo/apiserver/kube_kind.h"

// Paths of the API server, every part percent-encoded; the caller frees them.
// (kubernetes.io, "Kubernetes API concepts")

// …/namespaces/NS/pods/NAME
char *path_pod(const char *kube_namespace, const char *name) ATTR_NODISCARD ATTR_NONNULL(1, 2);

// …/namespaces/NS/pods/NAME?fieldManager=…: for server-side apply
struct apply_query {
    const char *field_manager;
    bool force;   // &force=true: fields that another manager owns are taken over
    bool dry_run; // &dryRun=All
};
char *path_pod_apply(const char *kube_namespace, const char *name,
                     const struct apply_query *query) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// API/namespaces/NS/KIND/NAME; api_path is "/api/v1" or "/apis/GROUP/VERSION", kind the plural
char *path_object(const char *api_path, const char *kube_namespace, const char *kind,
                  const char *name) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

// What a list is asked for with; all that is NULL or 0 is left out.
struct list_request {
    const char *api_path;       // as above
    const char *kube_namespace; // NULL: all of them, and for a kind that is in none
    const char *kind;           // the plural
    const char *label_selector;
    const char *field_selector;
    uint64_t limit;             // how many at once
    const char *continue_token; // what the list before gave for the next one
};

// API[/namespaces/NS]/KIND?labelSelector=…&fieldSelector=…&limit=…&continue=…
char *path_list(const struct list_request *request) ATTR_NODISCARD ATTR_NONNULL(1);

// …/namespaces/NS/pods/SCHEME:NAME:PORT/proxy + rest; rest begins with "/" and is encoded already
char *path_pod_proxy(const char *kube_namespace, const char *scheme, const char *name,
                     unsigned port, const char *rest) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 5);

// …/namespaces/NS/serviceaccounts/NAME/token
char *path_service_account_token(const char *kube_namespace, const char *name) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

// …/NAME of any kind; kube_namespace is left out where the kind has none
char *path_kind_object(const struct kube_kind *kind, const char *kube_namespace,
                       const char *name) ATTR_NODISCARD ATTR_NONNULL(1, 3);

// The same for server-side apply; force: fields that others manage are taken over
char *path_kind_apply(const struct kube_kind *kind, const char *kube_namespace, const char *name,
                      const char *field_manager, bool force) ATTR_NODISCARD ATTR_NONNULL(1, 3, 4);

// All of a kind, in every Kubernetes namespace if that is NULL; selectors NULL: whatever
char *path_kind_list(const struct kube_kind *kind, const char *kube_namespace,
                     const char *label_selector, const char *field_selector) ATTR_NODISCARD
    ATTR_NONNULL(1);

#endif
