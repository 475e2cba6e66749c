// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BASE_PIECES_H
#define NSINFO_BASE_PIECES_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"

// Pieces of text that come in any order and are wanted in another one, in little room. {0} has
// none.
struct piece {
    uint32_t key;
    uint32_t len; // bytes
    size_t at;    // in the bytes of all
};

struct pieces {
    struct strbuf bytes; // of all pieces, as they came
    struct piece *items;
    size_t count;
    size_t capacity;
};

#define CLEANUP_PIECES CLEANUP(pieces_release)

void pieces_release(struct pieces *pieces) ATTR_NONNULL(1);

// Begins a piece: what is added to the buffer until pieces_end() is its text. One without any is
// none.
struct strbuf *pieces_begin(struct pieces *pieces, size_t key) ATTR_NONNULL(1);
void pieces_end(struct pieces *pieces) ATTR_NONNULL(1);

// Orders items[] by their keys, those of one key as they came.
void pieces_sort(struct pieces *pieces) ATTR_NONNULL(1);

// The bytes of items[index]; what stands behind them is not a NUL.
const char *pieces_text(const struct pieces *pieces, size_t index) ATTR_NONNULL(1);

#endif
