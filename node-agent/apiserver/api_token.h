// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_AGENT_API_TOKEN_H
#define NSINFO_AGENT_API_TOKEN_H

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/file_state.h"

// The bearer token by which the agent is known to the API server (RFC 6750). It stands in no error.
struct api_token {
    const char *path; // of its file; the caller's
    struct file_state state;
    char *text; // NULL before it was read
};

// Takes the file's present content, without the white space around it, if it has changed since it
// was read. ERROR_UNAVAILABLE if it cannot be read or is no token; it is tried again each time.
int api_token_refresh(struct api_token *token, struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2);

void api_token_release(struct api_token *token) ATTR_NONNULL(1);

#endif
