// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_NET_HTTP_TEXT_H
#define NSINFO_NET_HTTP_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"

// The texts of HTTP that the HTTP library leaves to its callers. Pure functions.

// Appends the text of each warning of code 299 in a Warning header's value, a line each (RFC 7234,
// 5.5; what Kubernetes sends has that code). What is malformed is left out from there on.
void http_add_warnings(struct strbuf *lines, const char *value) ATTR_NONNULL(1, 2);

// The last value of the header `name` (in any case) among the lines of a reply's headers; NULL if
// there is none. The caller frees it.
char *http_header_find(const char *headers, const char *name) ATTR_NODISCARD ATTR_NONNULL(1, 2);

// What the environment says of proxies; NULL where it says nothing.
struct proxy_environment {
    const char *http_proxy;
    const char *https_proxy;
    const char *no_proxy;
};

// HTTPS_PROXY and the like, the upper-case form first, as Go's programs read them.
struct proxy_environment proxy_environment_get(void);

// The proxy for a server, "" for none. As in Go: by the server's scheme, never for localhost and
// loopback addresses, whatever ALL_PROXY says. no_proxy is the HTTP library's to apply.
const char *proxy_choose(const struct proxy_environment *environment, bool is_https,
                         const char *host) ATTR_NONNULL(1, 3);

#endif
