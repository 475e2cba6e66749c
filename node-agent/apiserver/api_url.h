// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_AGENT_API_URL_H
#define NSINFO_AGENT_API_URL_H

#include <netinet/in.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// The API server's address. In a cluster it is an IP address (KUBERNETES_SERVICE_HOST), and so the
// agent needs no resolver.
struct api_url {
    const char *authority; // "HOST:PORT", a part of the text that was read
    char address[INET6_ADDRSTRLEN];
    uint16_t port;
};

// Reads "https://HOST:PORT", which has to outlive the result. ERROR_USAGE if it is something else.
int api_url_parse(const char *text, struct api_url *ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

#endif
