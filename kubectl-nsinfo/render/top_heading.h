// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RENDER_TOP_HEADING_H
#define NSINFO_RENDER_TOP_HEADING_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"
#include "kubectl-nsinfo/pod/pod_report.h"
#include "kubectl-nsinfo/pod/process_order.h"

// What a round of `top --watch` was.
struct top_heading {
    int64_t time; // when it was, in seconds since 1970
    bool old;     // later ones have failed
    enum process_order order;
    bool tree;
    double seconds;        // since the round before, over which %CPU is; 0: there was none
    const char *selection; // what was asked for
};

// Appends the line: "2026-01-02T03:04:05Z   by cpu   %CPU of 2.0s   1 node, 2 pods, 12
// processes   default: web mail". Pure.
void add_top_heading(const struct top_heading *heading, const struct pod_report_list *list,
                     struct strbuf *out) ATTR_NONNULL(1, 2, 3);

#endif
