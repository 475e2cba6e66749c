// SPDX-License-Identifier: Apache-2.0
#include "node-agent/fence/capabilities.h"

#include <errno.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// libc has no functions for these two.
static int get(struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3])
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};

    return (int)syscall(SYS_capget, &header, sets);
}

static int set(const struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3])
{
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};

    return (int)syscall(SYS_capset, &header, sets);
}

// Up to the last one that the kernel knows, which may be more than the header does.
static int empty_bounding_set(struct error *err)
{
    for (unsigned long number = 0; prctl(PR_CAPBSET_READ, number, 0L, 0L, 0L) >= 0; number++) {
        if (number == CAP_SYS_PTRACE || prctl(PR_CAPBSET_DROP, number, 0L, 0L, 0L) == 0)
            continue;
        if (errno != EPERM)
            return error_set_errno(err, ERROR_INTERNAL, errno, "drop capability %lu", number);
    }
    return 0;
}

int capabilities_drop(struct error *err)
{
    struct __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {0};

    if (prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) < 0)
        return error_set_errno(err, ERROR_INTERNAL, errno, "set no_new_privs");
    if (empty_bounding_set(err) < 0)
        return -1;
    if (get(sets) < 0)
        return error_set_errno(err, ERROR_INTERNAL, errno, "read the capabilities");
    unsigned kept = sets[0].permitted & (1U << CAP_SYS_PTRACE);
    const struct __user_cap_data_struct only[_LINUX_CAPABILITY_U32S_3] = {
        {.effective = kept, .permitted = kept}};
    // What is neither permitted nor inheritable leaves the ambient set too.
    if (set(only) < 0)
        return error_set_errno(err, ERROR_INTERNAL, errno, "drop the capabilities");
    return 0;
}
