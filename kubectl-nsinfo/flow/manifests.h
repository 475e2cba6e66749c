// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_MANIFESTS_H
#define NSINFO_FLOW_MANIFESTS_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/text_list.h"
#include "kubectl-nsinfo/pod/pod_manifest.h"

// The pods of files, in their order, and what they point into.
struct manifests {
    struct pod_manifest *items;
    size_t count;
    size_t capacity;
    struct manifest_file *files;
    size_t file_count;
};

// Reads every file ("-": standard input) and checks every document, before anything is sent. With
// a kube_namespace, a pod that names another is an error. The file names have to outlive *ret.
int manifests_read(const struct text_list *files, const char *kube_namespace, struct manifests *ret,
                   struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 3, 4);
void manifests_release(struct manifests *manifests) ATTR_NONNULL(1);
#define CLEANUP_MANIFESTS CLEANUP(manifests_release)

#endif
