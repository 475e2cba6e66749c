// SPDX-License-Identifier: Apache-2.0
#include "node-agent/runtime/cri_message.h"

#include "test/fuzz/fuzz.h"

typedef int take_pid(const void *message, size_t len, const char *id, uint64_t *ret_pid,
                     struct error *err);

static void check_take(take_pid *take, const uint8_t *data, size_t size)
{
    CLEANUP_ERROR struct error err = {0};
    uint64_t pid = 0;
    int rc = take(data, size, "ab", &pid, &err);

    fuzz_check_error(rc, &err);
    fuzz_check(rc < 0 ? pid == 0 : pid > 0 && pid <= INT32_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    check_take(cri_take_container_pid, data, size);
    check_take(cri_take_sandbox_pid, data, size);
    return 0;
}
