// SPDX-License-Identifier: Apache-2.0
#include "node-agent/proc/proc_cmdline.h"

#include <string.h>

#include "test/fuzz/fuzz.h"

// The arguments with a NUL between them are the text again, up to NULs at its end.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(proc_cmdline_release) struct proc_cmdline cmdline = {0};
    CLEANUP_STRBUF struct strbuf joined = {0};

    proc_cmdline_parse((const char *)data, size, &cmdline);
    for (size_t i = 0; i < cmdline.count; i++) {
        if (i > 0)
            strbuf_add_char(&joined, '\0');
        strbuf_add_text(&joined, cmdline.items[i]);
    }
    fuzz_check(joined.len <= size);
    fuzz_check(memcmp(strbuf_text(&joined), data, joined.len) == 0);
    for (size_t i = joined.len; i < size; i++)
        fuzz_check(data[i] == '\0');
    return 0;
}
