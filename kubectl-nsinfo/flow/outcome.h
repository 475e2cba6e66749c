// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_FLOW_OUTCOME_H
#define NSINFO_FLOW_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/pod/pod_report.h"

// What a command about several pods came to: those that it can show, and the errors of the others,
// in the order in which they were met.
struct outcome {
    struct pod_report_list reports;
    bool several_kube_namespaces; // the pods are of; told before any is handed on
    struct error *errors;
    size_t error_count;
    size_t error_capacity;
};

#define CLEANUP_OUTCOME CLEANUP(outcome_release)

void outcome_release(struct outcome *outcome) ATTR_NONNULL(1);

// Takes the error over. True if it concerns every further request too, so that none is worth while.
bool outcome_add_error(struct outcome *outcome, struct error *err) ATTR_NONNULL(1, 2);

// A copy, unless the same was said already.
void outcome_add_error_once(struct outcome *outcome, const struct error *err) ATTR_NONNULL(1, 2);

#endif
