// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CLI_MANUAL_H
#define NSINFO_CLI_MANUAL_H

#include "common/base/attributes.h"
#include "common/base/strbuf.h"
#include "kubectl-nsinfo/cli/command.h"

// Manual pages (man(7)), made from the same tables as the help. Pure ASCII.

// kubectl-nsinfo(1), which lists the commands.
void manual_add_overview(struct strbuf *out) ATTR_NONNULL(1);

// kubectl-nsinfo-COMMAND(1)
void manual_add_command(const struct command *command, struct strbuf *out) ATTR_NONNULL(1, 2);

#endif
