// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_COLLECT_BUDGET_H
#define NSINFO_COLLECT_BUDGET_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/model/report.h"

// What the processes of one report have taken: LIMIT_COMMAND and LIMIT_PROCESSES_PER_CONTAINER,
// which anybody on the node may use up, multiply to gigabytes. {0} at the beginning.
struct budget {
    size_t processes;
    size_t command_bytes; // as JSON has them
};

// Charges one more process. False if the report has no room for it; if it has none for its
// arguments, the last of them are taken away, and said to be.
bool budget_take(struct budget *budget, struct process *process) ATTR_NODISCARD ATTR_NONNULL(1, 2);

#endif
