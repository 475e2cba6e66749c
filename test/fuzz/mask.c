// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/apiserver/mask.h"

#include <string.h>

#include "test/fuzz/fuzz.h"

#define PLANTED "0planted0"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_FREE char *text = fuzz_text(data, size);
    CLEANUP_STRBUF struct strbuf body = {0};
    CLEANUP_STRBUF struct strbuf masked = {0};
    CLEANUP_STRBUF struct strbuf header = {0};
    CLEANUP_STRBUF struct strbuf url = {0};

    strbuf_add(&body, data, size);
    strbuf_add_text(&body, "\"token\":\"" PLANTED "\"}");
    mask_add_body(body.data, body.len, &masked);
    // A colon may make the field's name the value of another secret.
    if (memchr(data, ':', size) == NULL && memmem(data, size, PLANTED, strlen(PLANTED)) == NULL)
        fuzz_check(memmem(masked.data, masked.len, PLANTED, strlen(PLANTED)) == NULL);
    mask_add_header(text, &header);
    mask_add_url(text, &url);
    return 0;
}
