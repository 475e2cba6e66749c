// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RENDER_COLUMNS_H
#define NSINFO_RENDER_COLUMNS_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"
#include "common/base/table.h"
#include "kubectl-nsinfo/pod/cpu_samples.h"
#include "kubectl-nsinfo/pod/ns_plan.h"
#include "kubectl-nsinfo/pod/pod_report.h"
#include "kubectl-nsinfo/pod/process_tree.h"
#include "kubectl-nsinfo/render/view.h"

// What a line of a table is about.
struct row {
    const struct pod_report *pod;
    const struct pod_report_container *container;
    const struct process *process;       // `top` alone
    const struct process_branch *branch; // the same, with --tree; else NULL
    const struct cpu_samples *samples;   // the same: of the round before; NULL if there was none
    const struct ns_plan_container *planned; // the rest `explain` alone
    const struct decision_row *decision;
};

// What is decided for a kind of namespaces, in one way for some of a pod's containers.
struct decision_row {
    enum ns_kind kind;
    const struct ns_decision *decision;
    const char *containers; // their names, or "all"
};

enum column_use {
    COLUMN_ALWAYS,
    COLUMN_WIDE,           // -o wide
    COLUMN_SEVERAL,        // when there are several that a row can be about
    COLUMN_KUBE_NAMESPACE, // when they may be of several Kubernetes namespaces
    COLUMN_LABELS,         // --show-labels
    COLUMN_USAGE,          // -o wide, and where the processes are ordered by what they use
};

struct column {
    const char *heading;
    void (*add)(const struct row *row, const struct column *column, struct strbuf *cell);
    enum column_use use;
    enum ns_kind kind; // of a column that shows a namespace
    enum style (*style)(const struct row *row, const struct column *column); // NULL: plain
};

// The columns of a command, in their order.
struct column_set {
    const struct column *columns;
    size_t count;
    bool wide;
    bool several;
    bool kube_namespaces;
    bool labels;
    bool usage;
};

extern const struct column container_columns[];
extern const size_t container_column_count;
extern const struct column process_columns[];
extern const size_t process_column_count;
extern const struct column plan_columns[];
extern const size_t plan_column_count;
extern const struct column decision_columns[];
extern const size_t decision_column_count;

// A table with these columns, and their headings as its first row unless the options say no.
void columns_begin(const struct column_set *set, const struct view_options *options,
                   struct table *ret) ATTR_NONNULL(1, 2, 3);
void columns_add_row(const struct column_set *set, const struct row *row, struct table *table)
    ATTR_NONNULL(1, 2, 3);

#endif
