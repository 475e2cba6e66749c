// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_COLLECT_INIT_INDEX_H
#define NSINFO_COLLECT_INIT_INDEX_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "node-agent/resolve/container_set.h"

// What walks over /proc found to be containers' init processes: a hint where to look first, to be
// proved each time. It remembers INIT_INDEX_PLACES of them at most, the later ones in the place of
// earlier ones. Safe to call from any thread.

enum { INIT_INDEX_PLACES = 2048 };

struct init_index;

struct init_index *init_index_new(void) ATTR_NODISCARD;
void init_index_free(struct init_index **index) ATTR_NONNULL(1);

// False if nothing is remembered of the container.
bool init_index_get(struct init_index *index, const char *id, struct member *ret) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

void init_index_put(struct init_index *index, const char *id, const struct member *init)
    ATTR_NONNULL(1, 2, 3);

#endif
