// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_MODEL_JSON_SLICE_H
#define NSINFO_MODEL_JSON_SLICE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// A value in a JSON text (RFC 8259), found without a tree: that of all pods of a node would take
// many times the memory of their text, for a few names in each. Only what is looked at is held to
// be JSON.

struct json_slice {
    const char *text; // the caller's; NULL: there is no such value
    size_t len;
};

// The value of an object's member of that name; none if it has no such member, or null. Names are
// compared as they are written. ERROR_BAD_REPLY if it is no object.
int json_slice_member(const struct json_slice *object, const char *name, struct json_slice *ret,
                      struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

// The same without looking at what stands behind the first member of that name, null too: false if
// none was found, for whatever reason.
bool json_slice_peek(const struct json_slice *object, const char *name,
                     struct json_slice *ret) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// The list's elements, one by one: *at is the place, {0} for the first. 1 with the next one in
// *ret, 0 behind the last, and for a list that is none. ERROR_BAD_REPLY if it is no list.
int json_slice_next(const struct json_slice *list, struct json_slice *at, struct json_slice *ret,
                    struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

// A string's text, owned by the caller; NULL for none. ERROR_BAD_REPLY if it is no string, or has a
// NUL.
int json_slice_text(const struct json_slice *string, char **ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

#endif
