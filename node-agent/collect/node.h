// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_COLLECT_NODE_H
#define NSINFO_COLLECT_NODE_H

#include "common/base/attributes.h"
#include "common/model/report.h"
#include "node-agent/proc/proc_root.h"

// What a report says of the node itself. Never fails: what cannot be read is unknown. The caller
// releases it with the report.
void node_collect(const struct proc_root *root, const char *name, struct node_info *ret)
    ATTR_NONNULL(1, 2, 3);

#endif
