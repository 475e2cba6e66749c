// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_COLLECT_PID_NS_H
#define NSINFO_COLLECT_PID_NS_H

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/model/container_ref.h"
#include "common/model/ns_kind.h"
#include "node-agent/proc/proc_root.h"
#include "node-agent/resolve/container_set.h"

// Holds what cgroups tell of a container's init process against its PID namespace, where that is
// not the node's. What was executed in the container later is taken for its init process when it
// seems as old (start times count in hundredths of a second), or when the init process is ending:
// with cgroup v1 it has left its cgroup by then. But all live only as long as PID 1 of their PID
// namespace (pid_namespaces(7)), and if that one is in the container's cgroup, it is the init
// process. Looks through the node's processes, unless *init is PID 1 itself. An ERROR_GONE if there
// is none.
int pid_ns_correct(const struct proc_root *root, const struct ns_id *node_pid_ns,
                   const struct container_ref *ref, struct member *init,
                   struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4, 5);

#endif
