// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FENCE_FILTER_H
#define NSINFO_FENCE_FILTER_H

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "node-agent/fence/fence.h"

// The filter of system calls (seccomp(2)), an allow list: the only module that knows libseccomp.
// It judges numbers and flags; what a pointer leads to it cannot see, and so the calls whose flags
// stand behind one (openat2, clone3) are not allowed. Refused is EPERM rather than death, so that a
// libc newer than the list goes another way; clone3 is ENOSYS, for which libc takes clone.
//
// A build for sanitizers or valgrind (NSINFO_FENCE_TOOLS) also allows what those do themselves. No
// release is one, and nothing at run time widens the list.

// On all threads at once. Sets no_new_privs.
int filter_install(const struct fence_config *config, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

// After filter_install(): no bind, no listen, no further filter, and no IP socket unless the API
// server is asked.
int filter_shut(const struct fence_config *config, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

#endif
