// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/apiserver/status.h"
#include "test/fuzz/fuzz.h"

// The first byte says which HTTP status and content type the body came with.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int statuses[] = {200, 301, 400, 401, 403, 404, 405, 409,
                                   410, 422, 429, 500, 502, 503, 504, 599};
    static const char *const types[] = {NULL, "application/json", "text/plain; charset=utf-8", ""};
    uint8_t choice = fuzz_take_byte(&data, &size);
    CLEANUP_ERROR struct error err = {0};
    int rc = status_error(statuses[choice % ARRAY_SIZE(statuses)],
                          types[choice / ARRAY_SIZE(statuses) % ARRAY_SIZE(types)],
                          (const char *)data, size, &err);

    fuzz_check(rc == -1);
    fuzz_check_error(rc, &err);
    fuzz_check(err.code > ERROR_NONE && err.code < ERROR_CODE_COUNT);
    return 0;
}
