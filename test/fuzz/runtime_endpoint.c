// SPDX-License-Identifier: Apache-2.0
#include <string.h>
#include <sys/un.h>

#include "node-agent/runtime/endpoint.h"
#include "test/fuzz/fuzz.h"

// What was taken is written as it was read, and its path fits where sockets have it.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_FREE char *text = fuzz_text(data, size);
    CLEANUP_ERROR struct error err = {0};
    struct runtime_endpoint endpoint = {0};
    int rc = runtime_endpoint_parse(text, &endpoint, &err);

    fuzz_check_error(rc, &err);
    if (rc < 0)
        return 0;
    CLEANUP_FREE char *written = xasprintf("%s=unix://%s", endpoint.runtime, endpoint.path);
    fuzz_check(strcmp(written, text) == 0);
    fuzz_check(strlen(endpoint.path) < sizeof(((struct sockaddr_un *)NULL)->sun_path));
    return 0;
}
