// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_MODEL_JSON_GET_H
#define NSINFO_MODEL_JSON_GET_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// Reading JSON that somebody else wrote (RFC 8259). A field that is absent or null gives NULL (or
// leaves *ret alone) and is no error; one of the wrong type is an ERROR_BAD_REPLY that names it.

void json_release(json_t **json) ATTR_NONNULL(1);
#define CLEANUP_JSON CLEANUP(json_release)

// One JSON document of len bytes and nothing behind it; the caller owns *ret. The error says line
// and column.
int json_parse(const char *text, size_t len, json_t **ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 3, 4);

// What they give belongs to `object`.
int json_get_text(const json_t *object, const char *key, const char **ret,
                  struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);
int json_get_object(const json_t *object, const char *key, const json_t **ret,
                    struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);
int json_get_array(const json_t *object, const char *key, const json_t **ret,
                   struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);
int json_get_u64(const json_t *object, const char *key, uint64_t *ret,
                 struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);
int json_get_double(const json_t *object, const char *key, double *ret,
                    struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);
int json_get_bool(const json_t *object, const char *key, bool *ret,
                  struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);
// An RFC 3339 time, as seconds since 1970.
int json_get_time(const json_t *object, const char *key, int64_t *ret,
                  struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

// For what the API server is trusted with: "" if there is none, or if it is no text. `object` may
// be NULL.
const char *json_text_or_empty(const json_t *object, const char *key) ATTR_NONNULL(2);

// As json_get_text(), but a copy for the caller to own, and an error if there is none.
int json_require_text(const json_t *object, const char *key, char **ret,
                      struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

// An error that names the first of the fields that is absent or null.
int json_require_fields(const json_t *object, const char *const *keys, size_t count,
                        struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 4);

#endif
