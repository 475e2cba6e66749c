// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_MODEL_CONTAINER_REF_H
#define NSINFO_MODEL_CONTAINER_REF_H

#include "common/base/attributes.h"
#include "common/base/error.h"

enum { CONTAINER_ID_LEN = 64, CONTAINER_RUNTIME_MAX = 31 };

// A container as Kubernetes names it in pod.status.containerStatuses[].containerID:
// "<runtime>://<64 hex>" (k8s.io/api core/v1, ContainerStatus).
struct container_ref {
    char runtime[CONTAINER_RUNTIME_MAX + 1]; // "containerd", "docker", "cri-o", …; "" if not known
    char id[CONTAINER_ID_LEN + 1];           // lower-case hex
};

// ERROR_BAD_REQUEST for anything else, naming what is wrong with it.
int container_ref_parse(const char *text, struct container_ref *ret,
                        struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// The same; the 64 hex digits alone are taken too, and name no runtime.
int container_ref_parse_either(const char *text, struct container_ref *ret,
                               struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// "<runtime>://<id>", or the ID alone where the runtime is not known; the caller frees it.
char *container_ref_format(const struct container_ref *ref) ATTR_NODISCARD ATTR_NONNULL(1);

#endif
