// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RUNTIME_RUNTIME_CLIENT_H
#define NSINFO_RUNTIME_RUNTIME_CLIENT_H

#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// A runtime that is asked for its containers' PIDs, by whichever API it has.

enum runtime_api {
    RUNTIME_API_CRI,
    RUNTIME_API_DOCKER,
    RUNTIME_API_COUNT,
};

// "cri", "docker"
const char *runtime_api_name(enum runtime_api api) ATTR_NODISCARD;

// The API that a runtime, as container references name it, has: Docker's for "docker" and "podman",
// CRI for every other.
enum runtime_api runtime_api_of(const char *runtime) ATTR_NODISCARD ATTR_NONNULL(1);

struct runtime_client;

// Connects when it is asked the first time. The path is copied.
struct runtime_client *runtime_client_new(enum runtime_api api,
                                          const char *socket_path) ATTR_NODISCARD ATTR_NONNULL(2);
void runtime_client_free(struct runtime_client **client) ATTR_NONNULL(1);

// The PID of the init process of the container `id`, in the runtime's own PID namespace; nothing of
// it has been checked. ERROR_NOT_FOUND if there is no such container, or it does not run. Returns
// by the deadline (common/base/deadline.h).
int runtime_client_find_pid(struct runtime_client *client, const char *id, uint64_t deadline,
                            uint64_t *ret_pid, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 4, 5);

#endif
