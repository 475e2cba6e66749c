// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RESOLVE_CGROUP_PATH_H
#define NSINFO_RESOLVE_CGROUP_PATH_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/model/container_ref.h"

// What a cgroup path says of containers, whoever made it: kubelet with the cgroupfs or the systemd
// driver, containerd, Docker, CRI-O, podman, kind. Pure.

enum { POD_UID_LEN = 36 };

// One container's ID in a path.
struct cgroup_id {
    const char *at;      // the CONTAINER_ID_LEN hex digits; belongs to the path
    const char *runtime; // as a container reference names it; "" if the path does not say
};

// The next container's ID at or after *cursor, which is moved behind it. IDs are whole words: 64
// lower-case hex digits with no letter or digit beside them. A container's monitor (conmon) and a
// podman pod carry IDs too, but are no containers: passed over.
bool cgroup_path_next(const char *path, const char **cursor, struct cgroup_id *ret) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

// The one container that a process with this path belongs to: behind the pod's component the first
// one, which is the one that the API server knows; without a pod the innermost one.
bool cgroup_path_owner(const char *path, struct cgroup_id *ret) ATTR_NODISCARD ATTR_NONNULL(1, 2);

// The UID of the pod that the container with the CONTAINER_ID_LEN digits at id is in, if the path
// has one; a kubelet may run inside a pod of another one's, and then it has two. 36 characters with
// dashes, which systemd's slices have as "_", or the 32 hex digits of a static pod.
bool cgroup_path_pod_uid(const char *path, const char *id,
                         char ret[static POD_UID_LEN + 1]) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

#endif
