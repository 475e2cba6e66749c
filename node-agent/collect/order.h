// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_COLLECT_ORDER_H
#define NSINFO_COLLECT_ORDER_H

#include "common/base/attributes.h"
#include "common/model/report.h"

// Puts the containers of a node in the order of their init processes' PIDs, and the errors in that
// of their IDs: the same whichever way they were found.
void order_node_report(struct report *report) ATTR_NONNULL(1);

#endif
