// SPDX-License-Identifier: Apache-2.0
#include "node-agent/proc/proc_cgroup.h"

#include <string.h>

#include "test/fuzz/fuzz.h"

// What is chosen is the end of a line, behind its second colon.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_FREE char *text = fuzz_text(data, size);
    const char *path = proc_cgroup_choose(text);

    if (path == NULL)
        return 0;
    size_t at = (size_t)(path - text);
    fuzz_check(at >= 2 && at <= size && data[at - 1] == ':');
    size_t end = at + strlen(path);
    fuzz_check(strchr(path, '\n') == NULL);
    fuzz_check(end == size || data[end] == '\n' || data[end] == '\0');
    return 0;
}
