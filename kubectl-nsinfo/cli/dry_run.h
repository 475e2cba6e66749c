// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CLI_DRY_RUN_H
#define NSINFO_CLI_DRY_RUN_H

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/cli/command.h"
#include "kubectl-nsinfo/flow/manifests.h"

// `apply --dry-run`, as kubectl has it.
enum dry_run { DRY_RUN_NONE, DRY_RUN_CLIENT, DRY_RUN_SERVER };

// What --dry-run says, NULL being that it is not there. What kubectl takes and advises against is
// told on standard error.
int dry_run_parse(const char *value, enum dry_run *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(2, 3);

// A value that it may have, by its index; NULL behind the last.
const char *dry_run_name(size_t index);

// Prints what the pods would be, by the client or by the server. The exit status, or -1 with err
// set.
int dry_run_show(const struct invocation *invocation, enum dry_run dry_run, struct session *session,
                 const struct manifests *manifests, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 3, 4, 5);

#endif
