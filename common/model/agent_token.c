// SPDX-License-Identifier: Apache-2.0
#include "common/model/agent_token.h"

#include "common/model/limits.h"

bool agent_token_is_well_formed(const char *text)
{
    static const char characters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                     "0123456789-._~+/=";
    size_t len = strspn(text, characters);

    return len > 0 && len <= LIMIT_AGENT_TOKEN && text[len] == '\0';
}
