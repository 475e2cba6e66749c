// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_READERS_PATIENCE_H
#define NSINFO_READERS_PATIENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/model/container_ref.h"
#include "common/model/limits.h"

// What is read of a process, and so may be held up by it.
enum read_kind { READ_COMMAND, READ_PASSWD };
struct read_subject {
    enum read_kind kind;
    char container[CONTAINER_ID_LEN];
    uint64_t pid;
    uint64_t start_ticks;
};

// The same kind of read, in the same container.
bool read_subject_same_container(const struct read_subject *a,
                                 const struct read_subject *b) ATTR_NODISCARD ATTR_NONNULL(1, 2);
bool read_subject_same_process(const struct read_subject *a,
                               const struct read_subject *b) ATTR_NODISCARD ATTR_NONNULL(1, 2);

struct readers;

// How long one request may still wait for what it reads: PATIENCE_FULL at its beginning.
enum { PATIENCE_COSTS = 64 };
struct patience {
    struct readers *readers; // NULL: the request's own thread reads, and waits for each
    uint64_t milliseconds;
    struct patience_cost {
        struct read_subject subject; // any of its container
        uint64_t milliseconds;
    } costs[PATIENCE_COSTS]; // what containers have cost; with so many, others cost but the whole
    size_t cost_count;
};

#define PATIENCE_FULL(all_readers)                                                                 \
    {                                                                                              \
        .readers = (all_readers), .milliseconds = LIMIT_HELD_REQUEST_MILLISECONDS                  \
    }

void patience_charge(struct patience *patience, const struct read_subject *subject,
                     uint64_t milliseconds) ATTR_NONNULL(1, 2);

// False if there is none left, for anybody or for this container.
bool patience_has_for(const struct patience *patience,
                      const struct read_subject *subject) ATTR_NODISCARD ATTR_NONNULL(1, 2);

#endif
