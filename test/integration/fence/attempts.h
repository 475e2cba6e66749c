// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_TEST_FENCE_ATTEMPTS_H
#define NSINFO_TEST_FENCE_ATTEMPTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// What the agent must not be able to do. Each is harmless when it is not refused: it works on a
// file of the test's own, changes nothing, or is made with arguments that the kernel turns down, by
// another errno than EPERM.
struct attempt {
    const char *name;
    long number; // of the system call, if it has no function
    uintptr_t arguments[6];
    long (*function)(void); // its result, or a negative errno
    long refused_with;      // 0: -EPERM
    bool runtimes_may;      // allowed where runtimes are asked
    bool api_server_may;    // allowed where the API server is asked
};

extern const struct attempt attempts[];
extern const size_t attempt_count;

// The result, or a negative errno.
long attempt_make(const struct attempt *attempt);

// functions.c: those that are more than a system call with constant arguments.
long try_fork(void);
long try_vfork(void);
long try_clone_process(void);
long try_clone_process_with_memory(void);
long try_clone_into_namespaces(void);
long try_signal_to_parent(void);
long try_signal_to_own_process(void);
long try_signal_to_own_thread(void);
long try_thread_signal_to_parent(void);
long try_queued_signal(void);
long try_executable_memory(void);
long try_making_memory_executable(void);
long try_openat2(void);
long try_lower_limit(void);
long try_unix_socket_file(void);

// needs.c: what must still work, as 0 or a negative errno.
struct need {
    const char *name;
    long (*function)(void);
};

// Before the fence: one of them reads the parent, or itself where it is a PID namespace's first.
void needs_prepare(void);

extern const struct need needs[];
extern const size_t need_count;

// These end with fence_shut().
extern const struct need needs_before_shut[];
extern const size_t need_before_shut_count;

// And these are there where runtimes are asked, or the API server.
extern const struct need needs_of_runtimes[];
extern const size_t need_of_runtimes_count;
extern const struct need needs_of_api_server[];
extern const size_t need_of_api_server_count;

#endif
