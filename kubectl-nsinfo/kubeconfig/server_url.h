// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_KUBECONFIG_SERVER_URL_H
#define NSINFO_KUBECONFIG_SERVER_URL_H

#include "common/base/attributes.h"
#include "common/base/error.h"

// A server as kubectl takes it: a URL, of which a query does not count, or a host with a port,
// which is one without TLS whatever the kubeconfig says of certificates. *ret, owned by the caller,
// is "https://host:port[/path]", no slash at the end. Pure.
int server_url_normalize(const char *server, char **ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

// Why a URL is none of a proxy, in kubectl's words; NULL if it is one. The caller frees it. Pure.
char *proxy_url_problem(const char *url) ATTR_NODISCARD ATTR_NONNULL(1);

#endif
