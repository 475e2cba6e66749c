// SPDX-License-Identifier: Apache-2.0
#include "common/base/pieces.h"

#include "common/base/xalloc.h"

void pieces_release(struct pieces *pieces)
{
    strbuf_release(&pieces->bytes);
    free(pieces->items);
    *pieces = (struct pieces){0};
}

struct strbuf *pieces_begin(struct pieces *pieces, size_t key)
{
    pieces->items =
        xgrow(pieces->items, &pieces->capacity, pieces->count + 1, sizeof(*pieces->items));
    pieces->items[pieces->count++] = (struct piece){.key = (uint32_t)key, .at = pieces->bytes.len};
    return &pieces->bytes;
}

void pieces_end(struct pieces *pieces)
{
    struct piece *piece = &pieces->items[pieces->count - 1];

    piece->len = (uint32_t)(pieces->bytes.len - piece->at);
    if (piece->len == 0)
        pieces->count--;
}

static int by_key(const void *a, const void *b)
{
    const struct piece *left = a;
    const struct piece *right = b;

    if (left->key != right->key)
        return left->key < right->key ? -1 : 1;
    return left->at < right->at ? -1 : left->at > right->at;
}

void pieces_sort(struct pieces *pieces)
{
    for (size_t i = 1; i < pieces->count; i++)
        if (by_key(&pieces->items[i - 1], &pieces->items[i]) > 0) {
            qsort(pieces->items, pieces->count, sizeof(*pieces->items), by_key);
            return;
        }
}

const char *pieces_text(const struct pieces *pieces, size_t index)
{
    return pieces->bytes.data + pieces->items[index].at;
}
