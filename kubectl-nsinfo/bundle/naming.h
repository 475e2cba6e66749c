// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BUNDLE_NAMING_H
#define NSINFO_BUNDLE_NAMING_H

#include <jansson.h>

#include "common/base/attributes.h"

// What is put in the place of the names that the manifests have: of the agents' Kubernetes
// namespace ("nsinfo-system"), and of the team, its Kubernetes namespace and its group ("team-a").
// NULL leaves them as they are.
struct naming {
    const char *place;
    const char *team;
};

// A copy of the tree with these names, in the texts that have the manifests' in them; the caller
// owns it.
json_t *naming_apply(const struct naming *naming, json_t *tree) ATTR_NODISCARD ATTR_NONNULL(1);

#endif
