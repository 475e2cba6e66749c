// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_MODEL_JSON_WRITE_H
#define NSINFO_MODEL_JSON_WRITE_H

#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"

// JSON as text, member by member, with no tree of values between: for what there are thousands of.
// Pure ASCII, as json_add_dump() has it, so that a terminal shows it and does nothing else.

// '"name":' in an object that was begun by '{', behind a comma if it is not the first.
void json_write_key(struct strbuf *buf, const char *key) ATTR_NONNULL(1, 2);

// A value. A byte of a text that is no UTF-8 becomes U+FFFD.
void json_write_text(struct strbuf *buf, const char *text) ATTR_NONNULL(1, 2);
void json_write_u64(struct strbuf *buf, uint64_t number) ATTR_NONNULL(1);
void json_write_double(struct strbuf *buf, double number) ATTR_NONNULL(1);

#endif
