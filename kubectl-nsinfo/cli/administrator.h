// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CLI_ADMINISTRATOR_H
#define NSINFO_CLI_ADMINISTRATOR_H

#include "common/base/attributes.h"
#include "common/base/error.h"

// Adds to the API server's words of an ERROR_FORBIDDEN whose rights the command takes. Returns -1.
int administrator_explain(const char *command, struct error *err) ATTR_NONNULL(1, 2);

#endif
