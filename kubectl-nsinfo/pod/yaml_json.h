// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_POD_YAML_JSON_H
#define NSINFO_POD_YAML_JSON_H

#include <jansson.h>

#include "common/base/attributes.h"
#include "kubectl-nsinfo/kubeconfig/yaml_doc.h"

// A YAML tree as the JSON that kubectl would send for it (sigs.k8s.io/yaml), as far as it takes to
// read texts and truth values: numbers come out as texts, and a key that is no text is left out.
// A new reference, owned by the caller.
json_t *yaml_to_json(const struct yaml_node *node) ATTR_NODISCARD ATTR_NONNULL(1);

#endif
