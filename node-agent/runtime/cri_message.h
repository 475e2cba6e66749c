// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RUNTIME_CRI_MESSAGE_H
#define NSINFO_RUNTIME_CRI_MESSAGE_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"

// The messages of the Container Runtime Interface (k8s.io/cri-api, runtime/v1). Pure; the only
// module that knows protobuf.

// Appends a ContainerStatusRequest that asks for everything; a PodSandboxStatusRequest looks the
// same on the wire.
void cri_add_status_request(struct strbuf *buf, const char *id) ATTR_NONNULL(1, 2);

// The PID of the container `id`, from a ContainerStatusResponse: "pid" in the JSON text
// info["info"] (containerd, CRI-O, cri-dockerd), or else info["pid"] as digits (older runtimes).
// ERROR_NOT_FOUND if it does not run; ERROR_BAD_REPLY if the message is malformed, is another
// container's, or does not say.
int cri_take_container_pid(const void *message, size_t len, const char *id, uint64_t *ret_pid,
                           struct error *err) ATTR_NODISCARD ATTR_NONNULL(3, 4, 5);

// The same of the process that holds a pod's namespaces, from a PodSandboxStatusResponse.
int cri_take_sandbox_pid(const void *message, size_t len, const char *id, uint64_t *ret_pid,
                         struct error *err) ATTR_NODISCARD ATTR_NONNULL(3, 4, 5);

#endif
