// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CLI_AGENT_PLACE_H
#define NSINFO_CLI_AGENT_PLACE_H

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/cli/command.h"

// Whether --namespace, if it is given, is that of the agents: all commands look for them in one
// place. ERROR_BAD_REQUEST says so.
int agent_place_check(const struct flags *flags, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

#endif
