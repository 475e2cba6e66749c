// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_TEST_HOLDUP_H
#define NSINFO_TEST_HOLDUP_H

#include <stddef.h>
#include <sys/types.h>

// A process that cannot go on says why, and ends.
__attribute__((noreturn, format(printf, 1, 2))) void die(const char *format, ...);

// ---- unanswered.c: a FUSE file system that answers no more (linux/fuse.h), without libfuse

// Mounts it over point, a folder or a file; returns the server's end.
int unanswered_mount(const char *point);

// Answers so many requests, and then no more. What is not even taken from the queue can still be
// abandoned by whoever waits for it, by being killed; `take` takes one more.
void unanswered_serve(int fd, unsigned count, int take);

// ---- locked.c: a process that keeps its address space locked

// Maps the file, which is on such a file system, to be inherited.
void *locked_map(const char *path);

// Never returns. The caller's own process locks itself with the mapping; the thread that waits for
// the lock is told through fd, and has it once it is in state D.
__attribute__((noreturn)) void locked_run(void *mapping, int fd);

// ---- unserved.c

// The caller's arguments are in memory that userfaultfd(2) is to fill, which nobody does.
void unserved_arguments(void);

#endif
