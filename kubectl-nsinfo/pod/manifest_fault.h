// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_POD_MANIFEST_FAULT_H
#define NSINFO_POD_MANIFEST_FAULT_H

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/kubeconfig/yaml_doc.h"

// What is wrong with a document of a file, at a node of it: ERROR_BAD_REQUEST "FILE: line 3: …".
// Returns -1.
int manifest_refuse(struct error *err, const char *file, const struct yaml_node *at,
                    const char *format, ...) ATTR_NONNULL(1, 2, 3) ATTR_PRINTF(4, 5);

// What the object is: its kind and apiVersion, which belong to it. An error if it has none.
int manifest_kind(const char *file, const struct yaml_node *object, const char **ret_kind,
                  const char **ret_api_version, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3, 4, 5);

// The node of a key, or the mapping itself, to point at.
const struct yaml_node *manifest_at(const struct yaml_node *mapping, const char *key)
    ATTR_NONNULL(1, 2);

#endif
