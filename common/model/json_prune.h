// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_MODEL_JSON_PRUNE_H
#define NSINFO_MODEL_JSON_PRUNE_H

#include <jansson.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// A tree of what is wanted of a JSON document (RFC 8259), and nothing else. Most of a list of pods
// is never looked at, and a tree of all of it costs many times what its text does.

// A member that is wanted. Behind the last one of an object stands one without a name.
struct json_wish {
    const char *name;
    // Of the object that it is, or of each object of the list that it is; NULL: all there is.
    const struct json_wish *members;
};

// As json_parse() (json_get.h), without the members that nobody wishes: those are held to be JSON
// only as far as their ends can be told. Names are compared as they are written. NULL: all are
// wanted.
int json_parse_pruned(const char *text, size_t len, const struct json_wish *members, json_t **ret,
                      struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 4, 5);

#endif
