// SPDX-License-Identifier: Apache-2.0
#include "common/net/http_text.h"

#include <string.h>

#include "test/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_FREE char *text = fuzz_text(data, size);
    CLEANUP_FREE char *value = http_header_find(text, "warning");
    CLEANUP_STRBUF struct strbuf warnings = {0};

    fuzz_check(value == NULL || strpbrk(value, "\r\n") == NULL);
    http_add_warnings(&warnings, value == NULL ? text : value);
    fuzz_check(warnings.len == 0 || warnings.data[warnings.len - 1] == '\n');
    fuzz_check(warnings.len <= size);
    return 0;
}
