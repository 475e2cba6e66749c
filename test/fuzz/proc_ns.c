// SPDX-License-Identifier: Apache-2.0
#include "node-agent/proc/proc_ns.h"

#include <errno.h>
#include <inttypes.h>

#include "common/model/ns_kind.h"
#include "test/fuzz/fuzz.h"

// The link of one kind is taken as that of no other, and the inode is what it was read from.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_FREE char *text = fuzz_text(data, size);
    int taken = 0;

    for (int kind = 0; kind < NS_KIND_COUNT; kind++) {
        uint64_t inode = 0;
        uint64_t again = 0;
        int rc = proc_ns_parse(text, ns_kinds[kind].name, &inode);

        fuzz_check(rc == 0 || rc == -EBADMSG);
        if (rc < 0)
            continue;
        taken++;
        CLEANUP_FREE char *link = xasprintf("%s:[%" PRIu64 "]", ns_kinds[kind].name, inode);
        fuzz_check(proc_ns_parse(link, ns_kinds[kind].name, &again) == 0 && again == inode);
    }
    fuzz_check(taken <= 1);
    return 0;
}
