// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FENCE_CAPABILITIES_H
#define NSINFO_FENCE_CAPABILITIES_H

#include "common/base/attributes.h"
#include "common/base/error.h"

// Leaves the calling thread, and those it starts, CAP_SYS_PTRACE if it has that, and no other
// capability (capabilities(7)): none in the inheritable and ambient sets, and no way back by a
// program with capabilities of its own (no_new_privs). A process without CAP_SETPCAP cannot empty
// its bounding set, and keeps it, to no avail.
int capabilities_drop(struct error *err) ATTR_NODISCARD ATTR_NONNULL(1);

#endif
