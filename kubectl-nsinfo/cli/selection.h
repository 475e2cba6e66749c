// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CLI_SELECTION_H
#define NSINFO_CLI_SELECTION_H

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/cli/command.h"
#include "kubectl-nsinfo/flow/select.h"

// Which pods a command line is about: its flags and files, and the words that are names, checked as
// kubectl checks them and in its words. The flags have to outlive *ret; they say afterwards whether
// standard input was read.
int selection_read(struct invocation *invocation, struct pod_selection *ret,
                   struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// session_open() for what is selected. What cannot be the name of a Kubernetes namespace is said as
// kubectl says it, which has no "error: " before it where no pod is named.
int selection_open(const struct invocation *invocation, const struct pod_selection *selection,
                   struct session *session, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3, 4);

// Those of the words that are names: of a command that takes the kind first, "pod NAME" is NAME,
// and "pods" is no name beside a selector. Owns nothing.
struct option_texts selection_names(const struct command *command, const struct flags *flags,
                                    const struct option_texts *words) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

// What nothing else can be chosen beside: the objects of files.
int selection_check_files(const struct flags *flags, const struct option_texts *words,
                          struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

#endif
