// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_AGENT_API_FILE_H
#define NSINFO_AGENT_API_FILE_H

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"

// One of the files by which the agent and the API server know each other, with
// LIMIT_CREDENTIAL_FILE as its limit. ERROR_UNAVAILABLE if it cannot be read; `what` says what it
// is.
int api_file_read(const char *what, const char *path, struct strbuf *ret,
                  struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

#endif
