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

// What a command has a table of.
enum render_subject { RENDER_CONTAINERS, RENDER_PROCESSES };

// A table, or many, of reports that come in any order and need not stay.
struct view;

// The options may go, what they point to may not.
struct view *view_new(enum render_subject subject,
                      const struct view_options *options) ATTR_NODISCARD ATTR_NONNULL(2);
void view_free(struct view **view) ATTR_NONNULL(1);
#define CLEANUP_VIEW CLEANUP(view_free)

// Adds a pod's containers. `place`: its own among all pods, the lowest being printed first.
void view_add(struct view *view, size_t place, const struct pod_report *pod) ATTR_NONNULL(1, 3);

// Appends what comes next, a portion of it, once all was added: false if nothing is left then.
bool view_print(struct view *view, struct strbuf *out) ATTR_NONNULL(1, 2);

// `pod`: a row a container.
void view_containers(const struct pod_report_list *list, const struct view_options *options,
                     struct strbuf *out) ATTR_NONNULL(1, 2, 3);

// `top`: a table of processes a container, under a heading, which is left out with no_headers.
void view_processes(const struct pod_report_list *list, const struct view_options *options,
                    struct strbuf *out) ATTR_NONNULL(1, 2, 3);

#endif
