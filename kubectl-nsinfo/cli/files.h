// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CLI_FILES_H
#define NSINFO_CLI_FILES_H

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/text_list.h"
#include "kubectl-nsinfo/cli/command.h"

// The files that -f and -R name, "-" for standard input: manifest_paths_find().
int files_find(const struct invocation *invocation, struct text_list *ret,
               struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// Whether one is standard input, which then is not there for anybody else.
bool files_have_stdin(const struct text_list *files) ATTR_NONNULL(1);

#endif
