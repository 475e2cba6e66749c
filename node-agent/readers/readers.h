// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_READERS_READERS_H
#define NSINFO_READERS_READERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "node-agent/readers/patience.h"

// Reads that a container can hold up for ever (a file system of its own that does not answer, an
// address space that it keeps locked), on threads that may be given up: a read that takes too long
// is left to its thread, and the next ones go to another. A thread that was given up ends when its
// read does. There are LIMIT_HELD_READERS of them at most, and for one kind of read in one
// container LIMIT_HELD_READERS_PER_CONTAINER: while there are so many, no more is tried, nor is
// what holds one of them up.

// One read, on the heap: the head of the caller's own struct. All that run() uses belongs to it.
struct guarded_read {
    struct read_subject subject;
    void (*run)(struct guarded_read *read);
    void (*free)(struct guarded_read *read);
    bool done; // false: it was not tried
};

struct readers_stats {
    size_t held;       // threads that were given up and have not come back
    uint64_t given_up; // reads that were given up since the beginning
};

struct readers *readers_new(void) ATTR_NODISCARD;

// No request may be under way. While a thread is held up nothing can be freed, and nothing is.
void readers_free(struct readers **readers) ATTR_NONNULL(1);

// Runs the reads one after the other, on a thread of its own; safe to call from any thread. One
// that is given up is its thread's from then on: NULL stands in its place.
void readers_run(struct patience *patience, struct guarded_read **reads, size_t count)
    ATTR_NONNULL(1, 2);

// NULL has none.
void readers_count(struct readers *readers, struct readers_stats *ret) ATTR_NONNULL(2);

#endif
