// SPDX-License-Identifier: Apache-2.0
#include "node-agent/proc/passwd.h"

#include <string.h>

#include "test/fuzz/fuzz.h"

// Every row is found by its UID, and its name is one.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { CHECKED = 100 };
    CLEANUP_PASSWD struct passwd passwd = {0};
    struct strbuf text = {0};

    strbuf_add(&text, data, size);
    passwd_parse(&text, &passwd);
    for (size_t i = 0; i < passwd.count && i < CHECKED; i++) {
        const char *name = passwd.rows[i].name;

        fuzz_check(name[0] != '\0' && strpbrk(name, ":\n") == NULL);
        fuzz_check(passwd_find(&passwd, passwd.rows[i].uid) != NULL);
    }
    return 0;
}
