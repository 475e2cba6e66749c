// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_RENDER_VIEW_H
#define NSINFO_RENDER_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/strbuf.h"
#include "kubectl-nsinfo/pod/cpu_samples.h"
#include "kubectl-nsinfo/pod/pod_report.h"

// Reports ─► tables. Pure.
struct view_options {
    bool wide;
    bool no_headers;
    bool terminal;                     // what is printed goes to one
    bool colour;                       // of what is shared and what is wrong, in tables
    size_t width;                      // of the terminal, where longer lines are cut; 0: none are
    bool several;                      // several pods were asked for: every row says which is meant
    bool kube_namespaces;              // and in which Kubernetes namespace it is
    bool labels;                       // `pod`: those of the pod, in the last column
    bool usage;                        // `top`: what each process uses of the CPU and of the memory
    bool tree;                         // the same: children stand under their parents
    const struct cpu_samples *samples; // what %CPU is told since; NULL: the life of each process
};

// `pod`: a row a container.
void view_containers(const struct pod_report_list *list, const struct view_options *options,
                     struct strbuf *out) ATTR_NONNULL(1, 2, 3);

// `top`: a table of processes a container, under a heading, which is left out with no_headers.
void view_processes(const struct pod_report_list *list, const struct view_options *options,
                    struct strbuf *out) ATTR_NONNULL(1, 2, 3);

#endif
