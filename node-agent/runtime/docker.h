// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RUNTIME_DOCKER_H
#define NSINFO_RUNTIME_DOCKER_H

#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// A runtime asked by Docker's Engine API: Docker, and podman's compatible service.

struct docker;

struct docker *docker_new(const char *socket_path) ATTR_NODISCARD ATTR_NONNULL(1);
void docker_free(struct docker **docker) ATTR_NONNULL(1);

// The PID of the container's init process, in the runtime's own PID namespace. ERROR_NOT_FOUND if
// there is no such container, or it does not run; ERROR_BAD_REPLY, ERROR_UNAVAILABLE if the runtime
// says something else; else as http_client_send().
int docker_find_pid(struct docker *docker, const char *id, uint64_t deadline, uint64_t *ret_pid,
                    struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 4, 5);

#endif
