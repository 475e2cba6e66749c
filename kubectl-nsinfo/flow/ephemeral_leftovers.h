// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_EPHEMERAL_LEFTOVERS_H
#define NSINFO_FLOW_EPHEMERAL_LEFTOVERS_H

#include <jansson.h>

#include "common/base/attributes.h"
#include "kubectl-nsinfo/bundle/bundle.h"
#include "kubectl-nsinfo/flow/session.h"

// Takes away what earlier runs with --ephemeral have left because they were cut off from the API
// server: what is older than ten minutes and has no pod that still runs or starts. `own_owner` is
// what the API server has just made for this run: the server's clock counts. What cannot be found
// out, or be removed, stays.
void ephemeral_leftovers_remove(struct session *session, const json_t *own_owner)
    ATTR_NONNULL(1, 2);

// Drops from the bundle what is of runs that go on: those that have a pod which runs or starts, or
// of which that cannot be found out.
void ephemeral_leftovers_keep(struct session *session, struct bundle *bundle) ATTR_NONNULL(1, 2);

#endif
