// SPDX-License-Identifier: Apache-2.0
#include "common/base/text_list.h"

#include "common/base/secret.h"
#include "common/base/xalloc.h"

void text_list_add(struct text_list *list, const char *text)
{
    list->items = xgrow(list->items, &list->capacity, list->count + 2, sizeof(*list->items));
    list->items[list->count++] = xstrdup(text);
    list->items[list->count] = NULL;
}

void text_list_release(struct text_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        secret_release(&list->items[i]);
    free(list->items);
    *list = (struct text_list){0};
}

void text_pairs_add(struct text_pairs *pairs, const char *name, const char *value)
{
    pairs->items = xgrow(pairs->items, &pairs->capacity, pairs->count + 1, sizeof(*pairs->items));
    pairs->items[pairs->count++] = (struct text_pair){xstrdup(name), xstrdup(value)};
}

void text_pairs_release(struct text_pairs *pairs)
{
    for (size_t i = 0; i < pairs->count; i++) {
        free(pairs->items[i].name);
        secret_release(&pairs->items[i].value);
    }
    free(pairs->items);
    *pairs = (struct text_pairs){0};
}
