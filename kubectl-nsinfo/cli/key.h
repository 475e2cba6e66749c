// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CLI_KEY_H
#define NSINFO_CLI_KEY_H

#include <stddef.h>

#include "common/base/attributes.h"

// What is typed at a terminal: a letter or sign of ASCII is itself.
enum key {
    KEY_OTHER = 0, // one that has no name here
    KEY_UP = 256,
    KEY_DOWN,
    KEY_PAGE_UP,
    KEY_PAGE_DOWN,
    KEY_HOME,
    KEY_END,
};

// The first key of what a terminal has sent (ECMA-48 and xterm's ctlseqs: the plain, the
// application and the VT220 form, with and without Shift and the like), and how many bytes it is; 0
// if those are not all there yet. Pure.
size_t key_decode(const char *bytes, size_t len, int *ret) ATTR_NODISCARD ATTR_NONNULL(1, 3);

#endif
