// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_APISERVER_MASK_H
#define NSINFO_APISERVER_MASK_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"

// Copies of texts for people to read, "<masked>" in the place of secrets. Pure.

// A header line, "Name: value".
void mask_add_header(const char *line, struct strbuf *out) ATTR_NONNULL(1, 2);

// JSON or YAML, or the beginning of it: the values of fields that are called a token, a password or
// a key, and whatever looks like a JSON web token (RFC 7519).
void mask_add_body(const char *text, size_t len, struct strbuf *out) ATTR_NONNULL(3);

// A URL: the user's name and password in it.
void mask_add_url(const char *url, struct strbuf *out) ATTR_NONNULL(1, 2);

#endif
