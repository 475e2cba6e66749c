// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_COLLECT_SETUP_H
#define NSINFO_COLLECT_SETUP_H

#include "common/base/attributes.h"
#include "common/model/node_setup.h"
#include "common/model/report.h"
#include "node-agent/proc/proc_root.h"

// How the agent is set up on its node, by what it reads of itself there (proc root's "self") and a
// report of all containers. What cannot be read is unknown.
void setup_collect(const struct proc_root *root, const struct report *report,
                   struct node_setup *ret) ATTR_NONNULL(1, 2, 3);

#endif
