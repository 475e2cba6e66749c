// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_NET_PROXY_H
#define NSINFO_NET_PROXY_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"

// Which proxy a server is reached by, decided as Go's programs decide it
// (golang.org/x/net/http/httpproxy).

// What the environment says of proxies; NULL where it says nothing.
struct proxy_environment {
    const char *http_proxy;
    const char *https_proxy;
    const char *no_proxy;
};

// HTTPS_PROXY and the like, the upper-case form first.
struct proxy_environment proxy_environment_get(void);

// A server, as its URL has it; host without brackets.
struct proxy_target {
    bool is_https;
    const char *host;
    const char *port;
};

// The proxy for a server, "" for none: by the server's scheme, never for localhost and loopback
// addresses, nor for what no_proxy lists. ALL_PROXY does not count. Pure.
const char *proxy_choose(const struct proxy_environment *environment,
                         const struct proxy_target *target) ATTR_NONNULL(1, 2);

// Appends a proxy's URL as the HTTP library takes it: a host alone is an HTTP proxy, the port is
// that of the scheme, and a SOCKS5 proxy looks up the names of hosts. Pure.
void proxy_add_url(struct strbuf *url, const char *proxy) ATTR_NONNULL(1, 2);

// Appends its host and port, without the user's name and password. Pure.
void proxy_add_shown(struct strbuf *text, const char *url) ATTR_NONNULL(1, 2);

// Whether the host, without the brackets of an IPv6 address, is this machine itself: localhost or a
// loopback address. Pure.
bool host_is_loopback(const char *host) ATTR_NODISCARD ATTR_NONNULL(1);

#endif
