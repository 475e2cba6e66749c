// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_ACCESS_TOKEN_LIFE_H
#define NSINFO_ACCESS_TOKEN_LIFE_H

#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// How long a token was made for, by its own word: a JSON Web Token (RFC 7519, 4.1.4 and 4.1.6), as
// ServiceAccounts have them. Pure; whose word it is, the API server has to say.

// When it ends, as seconds since 1970. ERROR_UNAUTHORIZED if it was made for longer than
// AGENT_TOKEN_LIFE_MAX_SECONDS, or does not say for how long. No error holds a part of the token.
int token_life_check(const char *token, uint64_t *ret_expires, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

#endif
