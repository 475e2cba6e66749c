// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_PROC_MOUNTINFO_H
#define NSINFO_PROC_MOUNTINFO_H

#include <stddef.h>
#include <sys/types.h>

#include "common/base/attributes.h"

// /proc/PID/mountinfo (proc(5)).

// The value of the option "hidepid=" of the procfs with that device, as the kernel writes it there:
// "invisible", on kernels before 5.8 "2". NULL if it has none, or there is no such mount; the
// caller frees it. text[len] is NUL. Pure.
char *mountinfo_hidepid(const char *text, size_t len, dev_t device) ATTR_NODISCARD ATTR_NONNULL(1);

#endif
