// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RENDER_OBJECT_VIEW_H
#define NSINFO_RENDER_OBJECT_VIEW_H

#include <jansson.h>
#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"

// Pods as the API server has them, shown as kubectl shows what it has applied.
struct object_format; // a row of the table of formats

// The format for what -o says, NULL being a line for each. ERROR_BAD_REQUEST, in kubectl's words,
// if there is none of that name.
int object_format_find(const char *name, const struct object_format **ret,
                       struct error *err) ATTR_NODISCARD ATTR_NONNULL(2, 3);

// Whether it makes one document of all objects, which would not show that one is missing.
bool object_format_is_document(const struct object_format *format) ATTR_NONNULL(1);

// Appends the array of objects; `done` is what was done to each, behind its name in a line. Pure.
void view_objects(const struct object_format *format, const json_t *objects, const char *done,
                  struct strbuf *out) ATTR_NONNULL(1, 2, 3, 4);

#endif
