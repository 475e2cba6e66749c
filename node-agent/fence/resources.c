// SPDX-License-Identifier: Apache-2.0
#include "node-agent/fence/resources.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static rlim_t at_most(rlim_t value, rlim_t limit)
{
    return value < limit ? value : limit;
}

static int limit(int resource, const char *name, rlim_t value, struct error *err)
{
    struct rlimit now;

    if (getrlimit(resource, &now) == 0) {
        now.rlim_cur = now.rlim_max = at_most(value, now.rlim_max);
        if (setrlimit(resource, &now) == 0)
            return 0;
#ifdef NSINFO_FENCE_TOOLS
        if (resource == RLIMIT_NOFILE && errno == EPERM) // valgrind keeps the hard limit for itself
            return 0;
#endif
    }
    return error_set_errno(err, ERROR_INTERNAL, errno, "set %s", name);
}

static void *nothing(void *argument)
{
    return argument;
}

static bool thread_starts(void)
{
    pthread_t thread;

    return pthread_create(&thread, NULL, nothing, NULL) == 0 && pthread_join(thread, NULL) == 0;
}

static int limit_threads(struct error *err)
{
    struct rlimit before;
    struct rlimit few;

    if (getrlimit(RLIMIT_NPROC, &before) < 0)
        return error_set_errno(err, ERROR_INTERNAL, errno, "read RLIMIT_NPROC");
    few = before;
    few.rlim_cur = at_most(RESOURCES_THREADS, before.rlim_cur);
    if (setrlimit(RLIMIT_NPROC, &few) < 0)
        return error_set_errno(err, ERROR_INTERNAL, errno, "set RLIMIT_NPROC");
    few.rlim_max = few.rlim_cur;
    if (setrlimit(RLIMIT_NPROC, thread_starts() ? &few : &before) < 0)
        return error_set_errno(err, ERROR_INTERNAL, errno, "set RLIMIT_NPROC");
    return 0;
}

int resources_limit(unsigned descriptors, struct error *err)
{
    if (limit(RLIMIT_CORE, "RLIMIT_CORE", 0, err) < 0 ||
        limit(RLIMIT_NOFILE, "RLIMIT_NOFILE", descriptors, err) < 0 || limit_threads(err) < 0)
        return -1;
    if (prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L) < 0)
        return error_set_errno(err, ERROR_INTERNAL, errno, "set PR_SET_DUMPABLE");
    return 0;
}
