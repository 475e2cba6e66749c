// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_MANIFEST_FILE_H
#define NSINFO_FLOW_MANIFEST_FILE_H

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"
#include "kubectl-nsinfo/kubeconfig/yaml_doc.h"

// A file of Kubernetes objects, and its text, which the documents point into.
struct manifest_file {
    struct strbuf text;
    struct yaml_stream stream;
};

// "-": standard input. On failure *ret holds what there is to release.
int manifest_file_read(const char *path, struct manifest_file *ret,
                       struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);
void manifest_file_release(struct manifest_file *file) ATTR_NONNULL(1);
#define CLEANUP_MANIFEST_FILE CLEANUP(manifest_file_release)

#endif
