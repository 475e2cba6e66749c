// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_DRY_RUN_H
#define NSINFO_FLOW_DRY_RUN_H

#include <jansson.h>
#include <stdbool.h>

#include "common/base/attributes.h"
#include "kubectl-nsinfo/flow/manifests.h"
#include "kubectl-nsinfo/flow/outcome.h"
#include "kubectl-nsinfo/flow/session.h"

// `apply --dry-run`: manifests ─► an array of the objects that applying them would give, a new
// reference. By the client: as they are written, with their Kubernetes namespaces. Nothing is sent,
// so ERROR_BAD_REQUEST is for what no API server would take: pod_template_read().
int flow_dry_run_client(const struct session *session, const struct manifests *manifests,
                        json_t **ret, struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

// By the server: as it answers, which does all but keep them. What it refuses is an error in
// *outcome, and the others go on. `force` as in struct apply_wish.
json_t *flow_dry_run_server(struct session *session, const struct manifests *manifests, bool force,
                            struct outcome *outcome) ATTR_NODISCARD ATTR_NONNULL(1, 2, 4);

#endif
