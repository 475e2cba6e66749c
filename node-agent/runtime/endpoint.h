// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RUNTIME_ENDPOINT_H
#define NSINFO_RUNTIME_ENDPOINT_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "node-agent/runtime/runtime_client.h"

// Where a runtime is reached.
struct runtime_endpoint {
    char runtime[32]; // as container references name it: "containerd", …
    const char *path; // of its unix socket
    enum runtime_api api;
    bool if_there; // one of the usual paths: passed over while there is no socket
};

// "<runtime>=unix:///path", of the API that runtime_api_of() says; path points into text. The
// error is without a code.
int runtime_endpoint_parse(const char *text, struct runtime_endpoint *ret,
                           struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// False only for one of the usual paths with no socket.
bool runtime_endpoint_is_there(const struct runtime_endpoint *endpoint) ATTR_NODISCARD
    ATTR_NONNULL(1);

#endif
