// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_POD_PROCESS_ORDER_H
#define NSINFO_POD_PROCESS_ORDER_H

#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/pod/cpu_samples.h"
#include "kubectl-nsinfo/pod/pod_report.h"

// By what the processes of a container are ordered: by PID upwards, by all else the most first.
enum process_order { ORDER_PID, ORDER_CPU, ORDER_MEMORY, ORDER_TIME };

// The order that --sort-by names; NULL and "" are the fallback. ERROR_BAD_REQUEST, in the words of
// `kubectl top`, if there is none of that name.
int process_order_find(const char *name, enum process_order fallback, enum process_order *ret,
                       struct error *err) ATTR_NODISCARD ATTR_NONNULL(3, 4);

// The name of an order, by its value; NULL behind the last.
const char *process_order_name(size_t order);

// The share of one CPU that a process has used: 1 is all of it. Over its life up to `now` (seconds
// since 1970), as ps(1) has it: a life of less than a second counts as one. Negative if it is not
// known.
double process_cpu_share(const struct process *process, int64_t now) ATTR_NODISCARD ATTR_NONNULL(1);

// Orders the processes of every container, the containers of every pod and the pods: the latter two
// by what their processes come to. Equal processes are in the order of their PIDs, all else that is
// equal as it came. The CPU's is what they have used since the samples (NULL: over their lives).
void pod_report_list_sort(struct pod_report_list *list, enum process_order order,
                          const struct cpu_samples *samples) ATTR_NONNULL(1);

#endif
