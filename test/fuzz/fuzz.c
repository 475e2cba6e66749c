// SPDX-License-Identifier: Apache-2.0
#include "test/fuzz/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fuzz_fail(const char *file, int line, const char *condition)
{
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
    abort();
}

void fuzz_check_error(int rc, const struct error *err)
{
    fuzz_check(rc == 0 || rc == -1);
    fuzz_check((rc == 0) == (err->message == NULL));
}

char *fuzz_text(const uint8_t *data, size_t size)
{
    char *text = xcalloc(size + 1, 1);

    memcpy(text, data, size);
    return text;
}

uint8_t fuzz_take_byte(const uint8_t **data, size_t *size)
{
    if (*size == 0)
        return 0;
    (*size)--;
    return *(*data)++;
}
