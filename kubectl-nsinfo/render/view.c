// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/view.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/render/columns.h"

void view_containers(const struct pod_report_list *list, const struct view_options *options,
                     struct strbuf *out)
{
    CLEANUP_TABLE struct table table = {0};
    const struct column_set set = {.columns = container_columns,
                                   .count = container_column_count,
                                   .wide = options->wide,
                                   .several = options->several,
                                   .kube_namespaces = options->kube_namespaces,
                                   .labels = options->labels};

    columns_begin(&set, options, &table);
    for (size_t i = 0; i < list->count; i++) {
        const struct pod_report *pod = &list->items[i];
        for (size_t k = 0; k < pod->container_count; k++) {
            const struct row row = {.pod = pod, .container = &pod->containers[k]};
            columns_add_row(&set, &row, &table);
        }
    }
    table_print(&table, out);
}

// "mypod/nginx", "shop/mypod/nginx" with the Kubernetes namespace, and the state of a container
// that has no processes to show.
static void add_heading(const struct row *row, const struct view_options *options,
                        struct strbuf *out)
{
    CLEANUP_STRBUF struct strbuf heading = {0};
    CLEANUP_STRBUF struct strbuf escaped = {0};

    if (options->kube_namespaces)
        strbuf_add_format(&heading, "%s/", row->pod->pod.kube_namespace);
    strbuf_add_format(&heading, "%s/", row->pod->pod.name);
    container_add_name(row->container->container, &heading);
    if (row->container->report == NULL) {
        strbuf_add_text(&heading, ": ");
        container_add_state(&row->pod->pod, row->container->container, &heading);
    }
    if (row->container->error.code != ERROR_NONE)
        strbuf_add_text(&heading, ", processes unknown");
    if (out->len > 0)
        strbuf_add_char(out, '\n');
    text_add_escaped(&escaped, strbuf_text(&heading));
    text_add_cut(out, strbuf_text(&escaped), options->width);
    strbuf_add_char(out, '\n');
}

static void add_list(const struct row *container, const struct column_set *set, struct table *table)
{
    const struct container_report *report = container->container->report;

    for (size_t i = 0; i < report->process_count; i++) {
        struct row row = *container;
        row.process = &report->processes[i];
        columns_add_row(set, &row, table);
    }
}

static void add_tree(const struct row *container, const struct column_set *set, struct table *table)
{
    const struct container_report *report = container->container->report;
    CLEANUP_FREE struct process_branch *branches =
        xcalloc(report->process_count, sizeof(*branches));

    process_tree(report->processes, report->process_count, branches);
    for (size_t i = 0; i < report->process_count; i++) {
        struct row row = *container;
        row.process = &report->processes[branches[i].index];
        row.branch = &branches[i];
        columns_add_row(set, &row, table);
    }
}

static void add_processes(const struct row *container, const struct column_set *set,
                          const struct view_options *options, struct strbuf *out)
{
    CLEANUP_TABLE struct table table = {0};
    const struct container_report *report = container->container->report;

    if (!options->no_headers)
        add_heading(container, options, out);
    if (report == NULL)
        return;
    columns_begin(set, options, &table);
    if (options->tree)
        add_tree(container, set, &table);
    else
        add_list(container, set, &table);
    table_print(&table, out);
}

void view_processes(const struct pod_report_list *list, const struct view_options *options,
                    struct strbuf *out)
{
    const struct column_set set = {.columns = process_columns,
                                   .count = process_column_count,
                                   .wide = options->wide,
                                   .several = options->several,
                                   .usage = options->usage};

    for (size_t i = 0; i < list->count; i++) {
        const struct pod_report *pod = &list->items[i];
        for (size_t k = 0; k < pod->container_count; k++) {
            const struct row row = {
                .pod = pod, .container = &pod->containers[k], .samples = options->samples};
            add_processes(&row, &set, options, out);
        }
    }
}
