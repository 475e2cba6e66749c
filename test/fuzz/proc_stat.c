// SPDX-License-Identifier: Apache-2.0
#include "node-agent/proc/proc_stat.h"

#include <errno.h>
#include <string.h>

#include "test/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_FREE char *text = fuzz_text(data, size);
    struct proc_stat stat = {0};
    int rc = proc_stat_parse(text, size, &stat);

    fuzz_check(rc == 0 || rc == -EBADMSG);
    fuzz_check(strnlen(stat.name, sizeof(stat.name)) < sizeof(stat.name));
    fuzz_check(rc == 0 || stat.state == '\0');
    return 0;
}
