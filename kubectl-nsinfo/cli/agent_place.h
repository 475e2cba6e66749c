// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CLI_AGENT_PLACE_H
#define NSINFO_CLI_AGENT_PLACE_H

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/cli/command.h"

// For commands that are about the agents and no pods: --namespace means the same as
// --agent-namespace, which it is taken for. ERROR_USAGE if they differ.
int agent_place_take(struct flags *flags, struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2);

#endif
