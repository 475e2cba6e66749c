// SPDX-License-Identifier: Apache-2.0
#include "node-agent/runtime/grpc_wire.h"

#include <errno.h>
#include <string.h>

#include "test/fuzz/fuzz.h"

// A body that was taken is written as it was read.
static void check_message(const struct strbuf *body)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_STRBUF struct strbuf written = {0};
    const void *message = NULL;
    size_t len = 0;
    int rc = grpc_take_message(body, &message, &len, &err);

    fuzz_check_error(rc, &err);
    if (rc < 0)
        return;
    grpc_add_message(&written, message, len);
    fuzz_check(written.len == body->len);
    fuzz_check(memcmp(written.data, body->data, body->len) == 0);
}

static void check_status(const char *headers)
{
    CLEANUP_ERROR struct error err = {0};
    int rc = grpc_status_check(headers, &err);

    fuzz_check(rc == 0 || rc == -1 || rc == -EBADMSG);
    fuzz_check((rc == -1) == (err.message != NULL));
    for (const char *c = rc == -1 ? err.message : ""; *c != '\0'; c++)
        fuzz_check((unsigned char)*c >= ' ');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_STRBUF struct strbuf body = {0};
    CLEANUP_FREE char *headers = fuzz_text(data, size);

    strbuf_add(&body, data, size);
    check_message(&body);
    check_status(headers);
    return 0;
}
