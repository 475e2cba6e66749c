// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CLI_HELP_H
#define NSINFO_CLI_HELP_H

#include "common/base/attributes.h"
#include "common/base/strbuf.h"
#include "kubectl-nsinfo/cli/command.h"

// What the program is, in whole lines.
extern const char help_description[];

// Help texts, made from the tables of commands and options.
void help_add_overview(const char *program, struct strbuf *out) ATTR_NONNULL(1, 2);
void help_add_command(const char *program, const struct command *command, struct strbuf *out)
    ATTR_NONNULL(1, 2, 3);

#endif
