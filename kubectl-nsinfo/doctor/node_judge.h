// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_DOCTOR_NODE_JUDGE_H
#define NSINFO_DOCTOR_NODE_JUDGE_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/model/node_setup.h"
#include "kubectl-nsinfo/doctor/diagnosis.h"

// What an agent's answers mean. Pure.

// CHECK_VERSION: the agent's version beside this program's own.
void judge_version(const char *node, const char *version, const char *own,
                   struct diagnosis *diagnosis) ATTR_NONNULL(1, 2, 3, 4);

// CHECK_PROC, CHECK_LINKS and CHECK_RUNTIMES. host_pid: the agent's pod is to be in the node's PID
// namespace. runtime: what the API server has as the node's ("containerd://1.6.8"), or NULL.
void judge_setup(const char *node, const struct node_setup *setup, bool host_pid,
                 const char *runtime, struct diagnosis *diagnosis) ATTR_NONNULL(1, 2, 5);

#endif
