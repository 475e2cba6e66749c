// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CLI_TOP_H
#define NSINFO_CLI_TOP_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/cli/command.h"
#include "kubectl-nsinfo/cli/watch.h"

// What the flags of `top` alone say; of a command without them, nothing.
struct top_wish {
    bool ordered; // else the processes stay as the agents have them: by PID
    enum process_order order;
    bool tree;
    bool usage; // what they use of the CPU and the memory is shown
};

// ERROR_BAD_REQUEST for a value that cannot be.
int top_wish_parse(const struct flags *flags, struct top_wish *ret,
                   struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

void top_wish_set_view(const struct top_wish *wish, struct view_options *view) ATTR_NONNULL(1, 2);
void top_sort(const struct top_wish *wish, struct pod_report_list *list) ATTR_NONNULL(1, 2);

// `top --watch`: watch_run(), once what the flags say is added.
int top_watch(const struct invocation *invocation, const struct top_wish *wish, struct watch *watch,
              struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

#endif
