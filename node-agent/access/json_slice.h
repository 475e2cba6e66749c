// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_ACCESS_JSON_ITEMS_H
#define NSINFO_ACCESS_JSON_ITEMS_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// The elements of a list object's "items" (k8s.io/apimachinery meta/v1), one by one: the tree of a
// whole list takes several times the memory of its text.

struct json_items {
    const char *at; // the next character
    const char *end;
};

// Finds the list in an object of len bytes. ERROR_BAD_REPLY if it has none, or does not end where
// the text ends. The text is the caller's, and outlives the rest.
int json_items_begin(struct json_items *items, const char *text, size_t len,
                     struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 4);

// 1 with the next element's text, which is yet to be parsed; 0 behind the last one.
int json_items_next(struct json_items *items, const char **ret_text, size_t *ret_len,
                    struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

#endif
