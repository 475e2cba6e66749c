// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BASE_TEXT_LIST_H
#define NSINFO_BASE_TEXT_LIST_H

#include <stddef.h>

#include "common/base/attributes.h"

// Growing lists of texts that they own; {0} is an empty one.

struct text_list {
    char **items; // NULL while there is none, else with NULL behind the last
    size_t count, capacity;
};

void text_list_add(struct text_list *list, const char *text) ATTR_NONNULL(1, 2);
void text_list_release(struct text_list *list) ATTR_NONNULL(1);
#define CLEANUP_TEXT_LIST CLEANUP(text_list_release)

// Names with a value each; a name may be there several times.
struct text_pair {
    char *name;
    char *value;
};

struct text_pairs {
    struct text_pair *items;
    size_t count, capacity;
};

void text_pairs_add(struct text_pairs *pairs, const char *name, const char *value)
    ATTR_NONNULL(1, 2, 3);
void text_pairs_release(struct text_pairs *pairs) ATTR_NONNULL(1);

#endif
