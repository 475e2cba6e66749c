// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/agent/token.h"
#include "test/fuzz/fuzz.h"

// The first byte says which HTTP status and content type the body came with.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int statuses[] = {200, 201, 307, 401, 403, 404, 429, 500};
    static char json_type[] = "application/json";
    static char text_type[] = "text/plain";
    static char *const types[] = {json_type, text_type, NULL, json_type};
    uint8_t choice = fuzz_take_byte(&data, &size);
    CLEANUP_ERROR struct error err = {0};
    struct agent_token token = {0};
    CLEANUP_STRBUF struct strbuf body = {0};

    strbuf_add(&body, data, size);
    const struct http_reply reply = {.status = statuses[choice % ARRAY_SIZE(statuses)],
                                     .content_type = types[choice >> 3 & 3],
                                     .body = body};
    int rc = agent_token_decode(&reply, &token, &err);
    fuzz_check_error(rc, &err);
    // It is to stand in a header.
    for (const char *c = token.text; c != NULL && *c != '\0'; c++)
        fuzz_check(*c > ' ' && *c <= '~');
    fuzz_check(rc < 0 || reply.status <= 201);
    fuzz_check(rc < 0 || token.life_s > 0);
    free(token.text);
    return 0;
}
