// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_MODEL_JSON_SCAN_H
#define NSINFO_MODEL_JSON_SCAN_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/model/json_slice.h"

// Going over a JSON text without reading it: what json_slice and json_prune are made of. What is
// passed over is held to be JSON only as far as its end can be told.

struct json_cursor {
    const char *at;
    const char *end;
};

struct json_cursor json_cursor_of(const struct json_slice *slice) ATTR_NONNULL(1);

void json_skip_space(struct json_cursor *cursor) ATTR_NONNULL(1);

// Whether the next character is this one, which is passed then.
bool json_pass(struct json_cursor *cursor, char c) ATTR_NONNULL(1);

// Passes a string, or a value of any kind, and the space in front of it: false if there is none.
bool json_skip_string(struct json_cursor *cursor) ATTR_NODISCARD ATTR_NONNULL(1);
bool json_skip_value(struct json_cursor *cursor, struct json_slice *ret) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

// Passes a member's name and the colon behind it; *ret is the name, without its quotes.
bool json_pass_name(struct json_cursor *cursor, struct json_slice *ret) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

// Whether these are the bytes of text.
bool json_slice_is(const struct json_slice *slice, const char *text) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

#endif
