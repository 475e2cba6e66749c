// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RENDER_FRAME_H
#define NSINFO_RENDER_FRAME_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"

// What a terminal's screen is filled with: lines that stay at its top, and below them as many of a
// longer text as fit. Texts are valid UTF-8, escaped, and of whole lines. Pure.
struct frame {
    const char *top;
    const char *body;
    size_t first;   // the body's line that is shown first
    size_t columns; // at least 1
    size_t rows;
};

size_t frame_count_lines(const char *text) ATTR_NODISCARD ATTR_NONNULL(1);

// The first line to show so that the screen is full, if it can be, for one that was asked for.
// `visible`: how many lines there is room for.
size_t frame_clamp(size_t first, size_t lines, size_t visible) ATTR_NODISCARD;

// Appends the sequences that draw it, from the terminal's upper left corner (ECMA-48). Lines that
// are too long end in "…".
void frame_add(const struct frame *frame, struct strbuf *out) ATTR_NONNULL(1, 2);

#endif
