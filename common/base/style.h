// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BASE_STYLE_H
#define NSINFO_BASE_STYLE_H

#include "common/base/attributes.h"
#include "common/base/strbuf.h"

// How a text stands out on a terminal. The one place that knows the escape sequences for it.
enum style {
    STYLE_PLAIN,
    STYLE_DIM,
    STYLE_CYAN,
    STYLE_YELLOW, // bold, and so is the next
    STYLE_RED,
    STYLE_COUNT,
};

// Adds len bytes of text, which has been escaped, in that style (ECMA-48, SGR) and no other after.
void style_add(struct strbuf *buf, enum style style, const char *text, size_t len)
    ATTR_NONNULL(1, 3);

#endif
