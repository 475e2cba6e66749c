// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "node-agent/proc/kernel.h"
#include "test/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_FREE char *text = fuzz_text(data, size);
    int64_t seconds = 0;
    int rc = kernel_boot_time_parse(text, size, &seconds);

    fuzz_check(rc == 0 || rc == -EBADMSG);
    fuzz_check(seconds >= 0 && seconds <= UINT32_MAX);
    fuzz_check(rc == 0 || seconds == 0);
    return 0;
}
