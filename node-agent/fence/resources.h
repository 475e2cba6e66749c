// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FENCE_RESOURCES_H
#define NSINFO_FENCE_RESOURCES_H

#include "common/base/attributes.h"
#include "common/base/error.h"

// How many threads the agent may have, where no other program's are counted with them.
enum { RESOURCES_THREADS = 64 };

// Soft and hard limits (getrlimit(2)), never above the hard ones before: no core file, that many
// descriptors, RESOURCES_THREADS; and the process cannot be dumped or traced (PR_SET_DUMPABLE).
//
// RLIMIT_NPROC counts all threads of the user in its user namespace, also those of other programs.
// The kernel does not hold the node's own root to it. Where it would refuse the agent's first
// thread already, since the user runs more than that, it is left as it was: what forbids processes
// is the filter.
int resources_limit(unsigned descriptors, struct error *err) ATTR_NODISCARD ATTR_NONNULL(2);

#endif
