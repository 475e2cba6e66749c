// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_POD_CPU_SAMPLES_H
#define NSINFO_POD_CPU_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "kubectl-nsinfo/pod/pod_report.h"

// What the processes of a round of reports had used of the CPU, so that the next round can tell
// what each has used since. {0} is of no round.
struct cpu_samples {
    struct cpu_sampled_container *containers; // by ID
    size_t count;
};

// Owns nothing of the list.
void cpu_samples_take(const struct pod_report_list *list, struct cpu_samples *ret)
    ATTR_NONNULL(1, 2);
void cpu_samples_release(struct cpu_samples *samples) ATTR_NONNULL(1);
#define CLEANUP_CPU_SAMPLES CLEANUP(cpu_samples_release)

// The share of one CPU that a process has used since the samples were taken, 1 being all of it, by
// the node's time between. One that has begun since has used all that it has used since. Where that
// cannot be told (no samples, a container that is not among them, a node that was started anew),
// and for samples of NULL, its share over its life: process_cpu_share().
double cpu_samples_share(const struct cpu_samples *samples, const struct node_info *node,
                         const struct container_report *container,
                         const struct process *process) ATTR_NODISCARD ATTR_NONNULL(2, 3, 4);

#endif
