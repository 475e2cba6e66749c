// SPDX-License-Identifier: Apache-2.0
#include "node-agent/proc/mountinfo.h"

#include <string.h>
#include <sys/sysmacros.h>

#include "test/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_FREE char *text = fuzz_text(data, size);
    CLEANUP_FREE char *value = mountinfo_hidepid(text, strlen(text), makedev(0, 21));

    fuzz_check(value == NULL || strpbrk(value, ",\n") == NULL);
    return 0;
}
