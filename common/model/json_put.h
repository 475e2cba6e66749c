// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_MODEL_JSON_PUT_H
#define NSINFO_MODEL_JSON_PUT_H

#include <jansson.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"

// Fields of a JSON object, as both programs write them; json_get.h reads them. What is not known is
// left out; each byte of a text that is not UTF-8 becomes U+FFFD.

void json_put_text(json_t *object, const char *key, const char *text) ATTR_NONNULL(1, 2);
void json_put_u64(json_t *object, const char *key, uint64_t number) ATTR_NONNULL(1, 2);

// RFC 3339; 0 is a time that is not known.
void json_put_time(json_t *object, const char *key, int64_t unix_seconds) ATTR_NONNULL(1, 2);

// Appends json as text, in the form that jansson's flags say, and pure ASCII: what is not is
// escaped, so that a terminal shows it and does nothing else. It ends where the buffer's limit is
// exceeded.
void json_add_dump(struct strbuf *buf, const json_t *json, size_t flags) ATTR_NONNULL(1, 2);

#endif
