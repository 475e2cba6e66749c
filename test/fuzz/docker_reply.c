// SPDX-License-Identifier: Apache-2.0
#include "node-agent/runtime/docker_reply.h"

#include "test/fuzz/fuzz.h"

static void check_version(const char *text)
{
    CLEANUP_ERROR struct error err = {0};
    uint64_t minor = 0;
    int rc = docker_choose_version(text, &minor, &err);

    fuzz_check_error(rc, &err);
    fuzz_check(minor <= UINT16_MAX);
}

static void check_status_error(const char *body, size_t len)
{
    CLEANUP_ERROR struct error err = {0};

    fuzz_check_error(docker_status_error(500, body, len, &err), &err);
    for (const char *c = err.message; *c != '\0'; c++)
        fuzz_check((unsigned char)*c >= ' ');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_FREE char *text = fuzz_text(data, size);
    uint64_t pid = 0;
    int rc = docker_take_pid((const char *)data, size, "ab", &pid, &err);

    fuzz_check_error(rc, &err);
    fuzz_check(rc < 0 ? pid == 0 : pid > 0 && pid <= INT32_MAX);
    check_version(text);
    check_status_error((const char *)data, size);
    return 0;
}
