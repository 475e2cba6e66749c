// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_KUBECONFIG_YAML_VALUE_H
#define NSINFO_KUBECONFIG_YAML_VALUE_H

#include <jansson.h>
#include <stdbool.h>

#include "common/base/attributes.h"
#include "kubectl-nsinfo/kubeconfig/yaml_doc.h"

// What scalars without quotes mean, as YAML 1.1 has it and Go's reader of it takes it (yaml.org,
// type/bool, type/int, type/float). Pure.

// 0, or -EINVAL if it is no truth value.
int yaml_bool(const struct yaml_node *node, bool *ret) ATTR_NODISCARD ATTR_NONNULL(1, 2);

// A scalar that is nothing but a text; NULL if node is anything else.
const char *yaml_string(const struct yaml_node *node) ATTR_NONNULL(1);

// The tree as the JSON that kubectl would make of it (sigs.k8s.io/yaml), owned by the caller. Keys
// that are no scalars are left out.
json_t *yaml_to_json(const struct yaml_node *node) ATTR_NODISCARD ATTR_NONNULL(1);

#endif
