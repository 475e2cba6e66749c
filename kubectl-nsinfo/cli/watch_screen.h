// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CLI_WATCH_SCREEN_H
#define NSINFO_CLI_WATCH_SCREEN_H

#include "kubectl-nsinfo/cli/watch_round.h"

// Shows the rounds on the terminal's screen, beginning with the one that is there, until somebody
// has had enough. The exit status, or -1 with err set.
int watch_screen(struct watch *watch, struct watch_shown *shown, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

#endif
