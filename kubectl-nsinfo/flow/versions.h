// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_VERSIONS_H
#define NSINFO_FLOW_VERSIONS_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/flow/outcome.h"
#include "kubectl-nsinfo/flow/session.h"

struct agent_versions {
    struct agent_version_row {
        char *node;
        char *version;
    } * rows; // by node; an agent that does not answer is an error in the outcome instead
    size_t count;
    size_t capacity;
};

// `version`: the agents of the cluster ─► the version of each.
void flow_versions(struct session *session, struct agent_versions *ret, struct outcome *outcome)
    ATTR_NONNULL(1, 2, 3);
void agent_versions_release(struct agent_versions *versions) ATTR_NONNULL(1);
#define CLEANUP_VERSIONS CLEANUP(agent_versions_release)

#endif
