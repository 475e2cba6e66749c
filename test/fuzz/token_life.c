// SPDX-License-Identifier: Apache-2.0
#include "node-agent/access/token_life.h"

#include "common/model/agent_token.h"
#include "test/fuzz/fuzz.h"

// One that is taken says that it ends.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_FREE char *token = fuzz_text(data, size);
    CLEANUP_ERROR struct error err = {0};
    uint64_t expires = 0;
    int rc = token_life_check(token, &expires, &err);

    fuzz_check_error(rc, &err);
    fuzz_check((rc == 0) == (expires > 0));
    fuzz_check(rc == 0 || err.code == ERROR_UNAUTHORIZED);
    return 0;
}
