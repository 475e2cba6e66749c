// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_KUBECONFIG_KUBE_FIELDS_H
#define NSINFO_KUBECONFIG_KUBE_FIELDS_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/kubeconfig/kubeconfig.h"
#include "kubectl-nsinfo/kubeconfig/yaml_doc.h"

// The fields that an entry of a kubeconfig has, as tables: how each is read, kept and released.

// One file, while it is taken in.
struct kube_source {
    const char *name;   // as messages name it
    const char *folder; // absolute; relative paths start from it
    struct error *err;
};

struct kube_fields;
extern const struct kube_fields kube_cluster_fields; // of a struct kube_cluster
extern const struct kube_fields kube_user_fields;    // of a struct kube_user
extern const struct kube_fields kube_context_fields; // of a struct kube_context

// Unknown fields are ignored, as kubectl does.
int kube_fields_take(const struct kube_source *source, const struct yaml_node *node,
                     const struct kube_fields *fields, void *entry) ATTR_NODISCARD
    ATTR_NONNULL(1, 3, 4);
void kube_fields_release(const struct kube_fields *fields, void *entry) ATTR_NONNULL(1, 2);

// A text of which "" is as if it were not there.
int kube_text_take(const struct kube_source *source, const char *name,
                   const struct yaml_node *value, char **ret) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3, 4);

// ERROR_BAD_REQUEST "NAME: line 3, column 7: …"; returns -1.
int kube_source_fail(const struct kube_source *source, const struct yaml_node *at,
                     const char *format, ...) ATTR_NONNULL(1, 2, 3) ATTR_PRINTF(3, 4);

#endif
