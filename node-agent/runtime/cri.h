// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RUNTIME_CRI_H
#define NSINFO_RUNTIME_CRI_H

#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// A runtime asked by the Container Runtime Interface: containerd, CRI-O, cri-dockerd. v1 of it, or
// v1alpha2 where the runtime knows only that.

struct cri;

struct cri *cri_new(const char *socket_path) ATTR_NODISCARD ATTR_NONNULL(1);
void cri_free(struct cri **cri) ATTR_NONNULL(1);

// The PID of the container's init process, in the runtime's own PID namespace; `id` may also be a
// pod's sandbox, which cgroups show as one more container. ERROR_NOT_FOUND if there is neither, or
// it does not run; else as grpc_client_call() and cri_take_container_pid().
int cri_find_pid(struct cri *cri, const char *id, uint64_t deadline, uint64_t *ret_pid,
                 struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 4, 5);

#endif
