// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_NET_HTTP_TEXT_H
#define NSINFO_NET_HTTP_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"

// The texts of HTTP that the HTTP library leaves to its callers. Pure functions.

// Appends the text of each warning of code 299 in a Warning header's value, a line each (RFC 7234,
// 5.5; what Kubernetes sends has that code). What is malformed is left out from there on.
void http_add_warnings(struct strbuf *lines, const char *value) ATTR_NONNULL(1, 2);

// The last value of the header `name` (in any case) among the lines of a reply's headers; NULL if
// there is none. The caller frees it.
char *http_header_find(const char *headers, const char *name) ATTR_NODISCARD ATTR_NONNULL(1, 2);

// The value of a Retry-After header where it is a number of seconds (RFC 9110, 10.2.3), as
// client-go takes it. 0 or -EINVAL.
int http_retry_after(const char *value, uint64_t *ret_seconds) ATTR_NODISCARD ATTR_NONNULL(1, 2);

#endif
