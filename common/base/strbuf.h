// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BASE_STRBUF_H
#define NSINFO_BASE_STRBUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"

// A growing text, always NUL-terminated once something was added. {0} is an empty one without a
// limit; STRBUF_LIMITED(n) never grows past n bytes: what comes from outside goes into one of
// those.
struct strbuf {
    char *data;    // NULL while nothing was added
    size_t len;    // bytes, without the NUL
    size_t limit;  // bytes, without the NUL; 0 for none
    bool exceeded; // something did not fit and was left out
    size_t capacity;
};

#define STRBUF_LIMITED(bytes)                                                                      \
    {                                                                                              \
        .limit = (bytes)                                                                           \
    }
#define CLEANUP_STRBUF CLEANUP(strbuf_release)

void strbuf_release(struct strbuf *buf) ATTR_NONNULL(1);

// Empties the buffer and keeps its memory and its limit.
void strbuf_reset(struct strbuf *buf) ATTR_NONNULL(1);

// Append. What would pass the limit is not added at all, and sets `exceeded`, which stays set until
// the reset: a caller may add many pieces and check once.
void strbuf_add(struct strbuf *buf, const void *bytes, size_t len) ATTR_NONNULL(1);
void strbuf_add_text(struct strbuf *buf, const char *text) ATTR_NONNULL(1, 2);
void strbuf_add_char(struct strbuf *buf, char c) ATTR_NONNULL(1);
void strbuf_add_repeated(struct strbuf *buf, char c, size_t count) ATTR_NONNULL(1);
void strbuf_add_format(struct strbuf *buf, const char *format, ...) ATTR_PRINTF(2, 3);

// The text, "" if empty; belongs to the buffer.
const char *strbuf_text(const struct strbuf *buf) ATTR_NONNULL(1);

// The text as an allocation of the caller's own; the buffer is empty afterwards. Never NULL.
char *strbuf_steal(struct strbuf *buf) ATTR_NODISCARD ATTR_NONNULL(1);

// Room for `more` bytes behind the text, to be filled by a read; NULL if the limit forbids even one
// byte, else *ret_room says how many there are. strbuf_filled() then says how many were written.
char *strbuf_room(struct strbuf *buf, size_t more, size_t *ret_room) ATTR_NODISCARD
    ATTR_NONNULL(1, 3);
void strbuf_filled(struct strbuf *buf, size_t len) ATTR_NONNULL(1);

#endif
