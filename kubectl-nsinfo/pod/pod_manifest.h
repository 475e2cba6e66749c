// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_POD_POD_MANIFEST_H
#define NSINFO_POD_POD_MANIFEST_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/kubeconfig/yaml_doc.h"

// A pod as a file describes it: no more of it than it takes to send it.
struct pod_manifest {
    const char *file;           // as the user named it
    const char *name;           // these five belong to the YAML stream
    const char *kube_namespace; // NULL if it names none
    const struct yaml_node *root;
    const char *source; // the document's own bytes
    size_t source_len;
};

// Checks that the document is a Pod that can be applied; ERROR_BAD_REQUEST names file, line and
// what is wrong. `file` has to outlive *ret.
int pod_manifest_read(const char *file, const struct yaml_doc *doc, struct pod_manifest *ret,
                      struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

#endif
