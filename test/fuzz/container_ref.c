// SPDX-License-Identifier: Apache-2.0
#include "common/model/container_ref.h"

#include <string.h>

#include "test/fuzz/fuzz.h"

typedef int parse(const char *text, struct container_ref *ret, struct error *err);

// What was taken is written as it was read.
static void check_parse(parse *parse_ref, const char *text)
{
    CLEANUP_ERROR struct error err = {0};
    struct container_ref ref = {0};
    int rc = parse_ref(text, &ref, &err);

    fuzz_check_error(rc, &err);
    if (rc < 0)
        return;
    CLEANUP_FREE char *formatted = container_ref_format(&ref);
    fuzz_check(strlen(ref.id) == CONTAINER_ID_LEN);
    fuzz_check(strlen(ref.runtime) <= CONTAINER_RUNTIME_MAX);
    fuzz_check(strcmp(formatted, text) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_FREE char *text = fuzz_text(data, size);

    check_parse(container_ref_parse, text);
    check_parse(container_ref_parse_either, text);
    return 0;
}
