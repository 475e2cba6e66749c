// SPDX-License-Identifier: Apache-2.0
#include "node-agent/access/token_life.h"

#include <inttypes.h>

#include "common/base/base64.h"
#include "common/base/xalloc.h"
#include "common/model/agent_token.h"
#include "common/model/json_get.h"

// The second of the three parts between the points is the claims, as JSON (RFC 7515, 7.1).
static int read_claims(const char *token, json_t **ret, struct error *err)
{
    CLEANUP_STRBUF struct strbuf text = {0};
    const char *begin = strchr(token, '.');
    const char *end = begin == NULL ? NULL : strchr(begin + 1, '.');

    if (end == NULL || base64url_decode(begin + 1, (size_t)(end - begin) - 1, &text) < 0)
        return -1;
    return json_parse(strbuf_text(&text), text.len, ret, err);
}

int token_life_check(const char *token, uint64_t *ret_expires, struct error *err)
{
    CLEANUP_ERROR struct error untold = {0}; // it may have a part of the token
    CLEANUP_JSON json_t *claims = NULL;
    uint64_t issued = 0;
    uint64_t expires = 0;

    if (read_claims(token, &claims, &untold) < 0 ||
        json_get_u64(claims, "iat", &issued, &untold) < 0 ||
        json_get_u64(claims, "exp", &expires, &untold) < 0 || issued == 0 || expires <= issued)
        return error_set(err, ERROR_UNAUTHORIZED,
                         "the token does not say how long it lives: it is to be one that the API "
                         "server makes for an account (TokenRequest)");
    if (expires - issued > AGENT_TOKEN_LIFE_MAX_SECONDS)
        return error_set(err, ERROR_UNAUTHORIZED,
                         "the token lives %" PRIu64 " seconds, and at most %d are accepted: ask "
                         "for one with \"expirationSeconds: " AGENT_TOKEN_LIFE "\"",
                         expires - issued, AGENT_TOKEN_LIFE_MAX_SECONDS);
    *ret_expires = expires;
    return 0;
}
