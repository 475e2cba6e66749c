// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/key.h"

#include <stdbool.h>

enum { ESCAPE = 0x1b, SEQUENCE_MAX = 32 };

static int letter_key(char last)
{
    switch (last) {
    case 'A':
        return KEY_UP;
    case 'B':
        return KEY_DOWN;
    case 'H':
        return KEY_HOME;
    case 'F':
        return KEY_END;
    default:
        return KEY_OTHER;
    }
}

// "ESC [ 5 ~": the digit, with no second behind it.
static int numbered_key(const char *parameters)
{
    if (parameters[1] >= '0' && parameters[1] <= '9')
        return KEY_OTHER;
    switch (parameters[0]) {
    case '1':
    case '7':
        return KEY_HOME;
    case '4':
    case '8':
        return KEY_END;
    case '5':
        return KEY_PAGE_UP;
    case '6':
        return KEY_PAGE_DOWN;
    default:
        return KEY_OTHER;
    }
}

// A control sequence: ESC [, parameters and the like, and a last byte from '@' on. What breaks it
// off begins a key of its own.
static size_t decode_sequence(const char *bytes, size_t len, int *ret)
{
    for (size_t i = 2; i < len; i++) {
        if (bytes[i] >= 0x20 && bytes[i] < 0x40 && i < SEQUENCE_MAX)
            continue;
        bool whole = bytes[i] >= 0x40 && bytes[i] < 0x7f;
        *ret = KEY_OTHER;
        if (whole)
            *ret = bytes[i] == '~' ? numbered_key(bytes + 2) : letter_key(bytes[i]);
        return whole ? i + 1 : i;
    }
    return 0;
}

size_t key_decode(const char *bytes, size_t len, int *ret)
{
    if (len == 0)
        return 0;
    if (bytes[0] != ESCAPE) {
        *ret = bytes[0] >= 0x20 && bytes[0] < 0x7f ? bytes[0] : KEY_OTHER;
        return 1;
    }
    if (len == 1)
        return 0;
    if (bytes[1] == '[')
        return decode_sequence(bytes, len, ret);
    if (bytes[1] == 'O' && len == 2)
        return 0;
    *ret = bytes[1] == 'O' ? letter_key(bytes[2]) : KEY_OTHER;
    if (bytes[1] == 'O')
        return 3;
    // With Alt; but an ESC more begins another.
    return bytes[1] == ESCAPE ? 1 : 2;
}
