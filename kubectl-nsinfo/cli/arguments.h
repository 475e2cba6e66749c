// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CLI_ARGUMENTS_H
#define NSINFO_CLI_ARGUMENTS_H

#include "common/base/attributes.h"
#include "kubectl-nsinfo/cli/command.h"

// How a command line divides into the command and the rest. argv is without the program's name.

enum { MAX_TABLES = MAX_GROUPS + 1 };

// The index of the command: the first argument that is neither a flag nor the value of one; argc if
// all are.
int arguments_find_command(int argc, const char *const *argv) ATTR_NONNULL(2);

// All but that one, in an array that the caller frees.
const char **arguments_without(int argc, const char *const *argv, int index,
                               int *ret_count) ATTR_NODISCARD ATTR_NONNULL(2, 4);

// The options that a command takes (NULL: before one is named) and the flags that they set; returns
// how many tables those are.
size_t arguments_tables(const struct command *command, struct flags *flags,
                        struct option_table ret[static MAX_TABLES]) ATTR_NONNULL(2, 3);

// For a command that takes no words: ERROR_USAGE if there is one.
int arguments_refuse_words(const struct invocation *invocation, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

// What the flags are where the command line says nothing.
void flags_init(struct flags *flags) ATTR_NONNULL(1);
void flags_release(struct flags *flags) ATTR_NONNULL(1);
#define CLEANUP_FLAGS CLEANUP(flags_release)

#endif
