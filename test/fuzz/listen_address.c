// SPDX-License-Identifier: Apache-2.0
#include <errno.h>
#include <string.h>

#include "node-agent/config.h"
#include "test/fuzz/fuzz.h"

// An address that was taken is taken again as it is written, and is the same then.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_FREE char *text = fuzz_text(data, size);
    CLEANUP_FREE char *address = NULL;
    CLEANUP_FREE char *address_again = NULL;
    uint16_t port = 0;
    uint16_t port_again = 0;
    int rc = config_parse_listen(text, &address, &port);

    fuzz_check(rc == 0 || (rc == -EINVAL && address == NULL));
    if (rc < 0)
        return 0;
    bool is_v6 = strchr(address, ':') != NULL;
    CLEANUP_FREE char *written =
        xasprintf("%s%s%s:%u", is_v6 ? "[" : "", address, is_v6 ? "]" : "", (unsigned)port);
    fuzz_check(config_parse_listen(written, &address_again, &port_again) == 0);
    fuzz_check(strcmp(address, address_again) == 0 && port == port_again);
    return 0;
}
