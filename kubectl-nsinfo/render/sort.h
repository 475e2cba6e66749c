// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RENDER_SORT_H
#define NSINFO_RENDER_SORT_H

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "kubectl-nsinfo/pod/pod_report.h"

// kubectl's --sort-by for the items of a report.
struct sort_order;

// ERROR_BAD_REQUEST, in kubectl's words, if the text is no path. The caller owns *ret.
int sort_order_parse(const char *text, struct sort_order **ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);
void sort_order_free(struct sort_order **order) ATTR_NONNULL(1);
#define CLEANUP_SORT_ORDER CLEANUP(sort_order_free)

// Sorts the pods by what the path finds in each as -o json has it: numbers by their size, texts
// with the numbers in them likewise, those without it first, and equal ones as they stood.
// ERROR_BAD_REQUEST, in kubectl's words, if no pod has it or it cannot be sorted; then they stay.
int sort_reports(const struct sort_order *order, struct pod_report_list *list,
                 struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

#endif
