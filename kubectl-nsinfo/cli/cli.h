// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CLI_CLI_H
#define NSINFO_CLI_CLI_H

#include "common/base/attributes.h"

// The whole program: a command line in, the exit status out.
int cli_run(int argc, const char *const *argv) ATTR_NONNULL(2);

#endif
