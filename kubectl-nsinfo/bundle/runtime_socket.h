// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BUNDLE_RUNTIME_SOCKET_H
#define NSINFO_BUNDLE_RUNTIME_SOCKET_H

#include "common/base/attributes.h"
#include "common/base/error.h"

// A runtime's socket on the nodes.
struct runtime_socket {
    char *runtime; // as the agent names it: "containerd", "docker", "cri-o"
    char *path;
};

#define CLEANUP_RUNTIME_SOCKET CLEANUP(runtime_socket_release)

void runtime_socket_release(struct runtime_socket *socket) ATTR_NONNULL(1);

// "PATH", "unix://PATH" as crictl has it, or "RUNTIME=unix://PATH" as the agent has it. The first
// two have to end in a file name that tells whose socket it is: "…/containerd.sock".
// ERROR_BAD_REQUEST says so. Pure.
int runtime_socket_parse(const char *text, struct runtime_socket *ret,
                         struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

#endif
