// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BASE_TEXT_H
#define NSINFO_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"

// Pure functions on text and numbers, strict: nothing is skipped, nothing is guessed.

// NULL equals only NULL.
bool str_eq(const char *a, const char *b);
bool str_starts_with(const char *text, const char *prefix) ATTR_NONNULL(1, 2);

// Decimal digits only, no sign, no space, not empty, at most max. 0, or -EINVAL, or -ERANGE.
int parse_u64(const char *text, uint64_t max, uint64_t *ret) ATTR_NODISCARD ATTR_NONNULL(1, 3);

// The same for the digits at *cursor, which is moved past them.
int parse_u64_at(const char **cursor, uint64_t max, uint64_t *ret) ATTR_NODISCARD
    ATTR_NONNULL(1, 3);

// Go's durations as kubectl takes them: "1h2m3s", "1.5s", "200ms", and a bare integer, which is
// seconds. Milliseconds in *ret_ms, never 0 for what is more. 0 or -EINVAL. (Go's
// time.ParseDuration)
int parse_duration(const char *text, uint64_t *ret_ms) ATTR_NODISCARD ATTR_NONNULL(1, 2);

// The length in bytes of the well-formed UTF-8 character at text (RFC 3629), 0 if there is none.
size_t utf8_char_len(const char *text, size_t len) ATTR_NONNULL(1);

// The code point of the character of that length, which utf8_char_len() has given.
uint32_t utf8_code_point(const char *text, size_t len) ATTR_NONNULL(1);

// Adds text as valid UTF-8: every byte that is not part of a well-formed character, and NUL,
// becomes U+FFFD.
void text_add_utf8(struct strbuf *buf, const char *text, size_t len) ATTR_NONNULL(1, 2);

// Adds text so that a terminal shows it and does nothing else: control characters (C0, DEL, C1),
// bidirectional overrides, line separators and malformed UTF-8 come out as \n, \t, \xHH or
// \u{HHHH}.
void text_add_escaped(struct strbuf *buf, const char *text) ATTR_NONNULL(1, 2);

// The same for what somebody else sent, to be quoted in a message: behind TEXT_EXCERPT_MAX bytes it
// is cut, and ends with "…".
enum { TEXT_EXCERPT_MAX = 120 };
void text_add_excerpt(struct strbuf *buf, const char *text) ATTR_NONNULL(1, 2);

// Adds one line for a terminal: the formatted text, escaped as a whole, and a line break.
void text_add_line(struct strbuf *buf, const char *format, ...) ATTR_NONNULL(1) ATTR_PRINTF(2, 3);

// Adds text with its first letter small, unless that begins an abbreviation ("SSL …"): so that what
// strerror(3) and libraries say can stand inside a sentence.
void text_add_uncapitalized(struct strbuf *buf, const char *text) ATTR_NONNULL(1, 2);

// Adds text with every byte that is not of `kept` percent-encoded (RFC 3986, 2.1).
void text_add_percent_encoded(struct strbuf *buf, const char *text, const char *kept)
    ATTR_NONNULL(1, 2, 3);

// The same for a part of a URL, where the unreserved characters are kept (RFC 3986, 2.3).
void text_add_url_encoded(struct strbuf *buf, const char *text) ATTR_NONNULL(1, 2);

// How many columns of a terminal text takes, by wcwidth(3)'s rules; text is valid UTF-8.
size_t text_columns(const char *text) ATTR_NONNULL(1);

// The length in bytes of as much of it as takes at most so many columns, and how many it takes.
size_t text_fitting(const char *text, size_t columns, size_t *ret_columns) ATTR_NONNULL(1, 3);

// Adds text, or as much of it as takes that many columns with "…" behind; 0 columns: no limit.
void text_add_cut(struct strbuf *buf, const char *text, size_t columns) ATTR_NONNULL(1, 2);

// An RFC 3339 time in UTC with whole seconds ("2026-01-02T03:04:05Z") and back. The parser also
// takes fractions of a second, and drops them. 0 or -EINVAL.
void time_format(int64_t unix_seconds, char ret[static 32]) ATTR_NONNULL(2);
int time_parse(const char *text, int64_t *ret_unix_seconds) ATTR_NODISCARD ATTR_NONNULL(1, 2);

// The row of count names that is nearest to word (a typing slip away), NULL if none is near.
const char *text_nearest(const char *word, const char *const *names, size_t count) ATTR_NONNULL(1);

#endif
