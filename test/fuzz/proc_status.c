// SPDX-License-Identifier: Apache-2.0
#include "node-agent/proc/proc_status.h"

#include <errno.h>

#include "test/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_FREE char *text = fuzz_text(data, size);
    struct proc_status status = {0};
    int rc = proc_status_parse(text, size, &status);

    fuzz_check(rc == 0 || rc == -EBADMSG);
    fuzz_check(status.ns_pid_count <= PROC_STATUS_PIDS_MAX);
    for (size_t i = 0; i < status.ns_pid_count; i++)
        fuzz_check(status.ns_pids[i] <= UINT32_MAX);
    return 0;
}
