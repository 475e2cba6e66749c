// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CLI_WATCH_STATE_H
#define NSINFO_CLI_WATCH_STATE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "kubectl-nsinfo/pod/process_order.h"

// What the keys of `top --watch` change.
struct watch_state {
    enum process_order order;
    bool tree;
    size_t first; // the line that is shown first
};

enum watch_effect {
    WATCH_NOTHING,
    WATCH_SCROLLED,
    WATCH_ARRANGED, // the processes have another order
    WATCH_QUIT,
};

// The keys, for whoever does not know them: a line without its end.
extern const char watch_keys[];

// Follows a key (enum key); of `lines` lines, `visible` can be seen at a time. Pure.
enum watch_effect watch_follow_key(struct watch_state *state, int key, size_t lines, size_t visible)
    ATTR_NONNULL(1);

#endif
