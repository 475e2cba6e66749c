// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_SERVER_WORKER_POOL_H
#define NSINFO_SERVER_WORKER_POOL_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// A few threads that run blocking jobs for a loop that must not block: the loop submits, is told
// through a file descriptor, and takes the finished jobs back.

// The head of the caller's own struct.
struct job {
    struct job *next;
    void (*run)(struct job *job); // on a worker
};

struct worker_pool;

int worker_pool_new(size_t threads, struct worker_pool **ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(2, 3);

// Waits for the jobs that are running; those not begun yet, and those not taken, are not freed.
void worker_pool_free(struct worker_pool **pool) ATTR_NONNULL(1);

void worker_pool_submit(struct worker_pool *pool, struct job *job) ATTR_NONNULL(1, 2);

// Readable (eventfd(2)) while finished jobs wait; belongs to the pool.
int worker_pool_fd(const struct worker_pool *pool) ATTR_NONNULL(1);

// All finished jobs, as a list in the order in which they finished; NULL if there are none. Resets
// the descriptor.
struct job *worker_pool_take(struct worker_pool *pool) ATTR_NODISCARD ATTR_NONNULL(1);

#endif
