// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_POD_POD_REPORT_H
#define NSINFO_POD_POD_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/model/container_ref.h"
#include "common/model/report.h"
#include "kubectl-nsinfo/pod/pod.h"
#include "kubectl-nsinfo/pod/verdict.h"

// A container, and what its node's agent says of it.
struct pod_report_container {
    const struct pod_container *container;   // belongs to the pod
    const struct container_report *report;   // belongs to the node's report; NULL if there is none
    enum ns_verdict verdicts[NS_KIND_COUNT]; // where there is a report
    struct error error; // of a running container without a report: why there is none
    bool error_is_told; // it concerns others too, and is reported apart from them
};

struct pod_report {
    struct pod pod;
    const struct node_info *node;            // NULL where no agent had to be asked
    struct pod_report_container *containers; // the pod's, in its order, or those selected
    size_t container_count;
    size_t place; // in the list, as it came
};

// What a command found out: the one thing that is rendered. It owns the agents' reports too.
struct pod_report_list {
    struct pod_report *items;
    size_t count;
    size_t capacity;
    struct report **node_reports;
    size_t node_report_count;
};

// What to ask the agent for. Running containers alone are asked about; ERROR_BAD_REPLY where the
// API server's ID of one cannot be used.
int pod_container_ref(const struct pod_container *container, struct container_ref *ret,
                      struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// Joins a pod, which is taken over, with its node's report (NULL: no container of it runs).
void pod_report_join(struct pod *pod, const struct report *report, struct pod_report *ret)
    ATTR_NONNULL(1, 3);

// The same where nobody answered: why, for all of its running containers that could be asked about.
void pod_report_join_failed(struct pod *pod, const struct error *why, struct pod_report *ret)
    ATTR_NONNULL(1, 2, 3);

// Keeps the container of that name alone.
void pod_report_select(struct pod_report *report, const char *container) ATTR_NONNULL(1, 2);

void pod_report_release(struct pod_report *report) ATTR_NONNULL(1);
#define CLEANUP_POD_REPORT CLEANUP(pod_report_release)

// Both take over what is added, and leave it empty.
void pod_report_list_add(struct pod_report_list *list, struct pod_report *item) ATTR_NONNULL(1, 2);
// The report's address stays the same as long as the list lives.
const struct report *pod_report_list_add_node(struct pod_report_list *list, struct report *report)
    ATTR_NONNULL(1, 2);
void pod_report_list_release(struct pod_report_list *list) ATTR_NONNULL(1);

#endif
