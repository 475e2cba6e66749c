// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CLI_WATCH_H
#define NSINFO_CLI_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/cli/watch_state.h"
#include "kubectl-nsinfo/flow/pods.h"
#include "kubectl-nsinfo/render/render.h"

// What is asked for again and again, and how it is shown.
struct watch {
    struct session *session;
    const struct pod_selection *pods;
    const char *selection; // the same for the heading
    uint64_t interval_ms;  // from the end of a round to the next
    const struct renderer *renderer;
    struct view_options view;
    struct watch_state state;
    bool on_screen; // else an output a round, one behind the other
};

// The exit status, or -1 with err set. A first round that brings nothing but errors is the last;
// later ones are said, and it goes on.
int watch_run(struct watch *watch, struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2);

#endif
