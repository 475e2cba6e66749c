// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/view.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/render/columns.h"

enum { PORTION = 64 * 1024 }; // bytes

struct view {
    enum render_subject subject;
    struct view_options options;
    struct column_set set;
    struct table table;   // of containers
    struct pieces blocks; // of processes: a container's heading and its table
    size_t printed;       // blocks
};

static void begin_containers(struct view *view)
{
    const struct view_options *options = &view->options;

    view->set = (struct column_set){.columns = container_columns,
                                    .count = container_column_count,
                                    .wide = options->wide,
                                    .several = options->several,
                                    .kube_namespaces = options->kube_namespaces,
                                    .labels = options->labels};
    columns_begin(&view->set, options, &view->table);
}

static void begin_processes(struct view *view)
{
    view->set = (struct column_set){.columns = process_columns,
                                    .count = process_column_count,
                                    .wide = view->options.wide,
                                    .several = view->options.several,
                                    .usage = view->options.usage};
}

struct view *view_new(enum render_subject subject, const struct view_options *options)
{
    struct view *view = xcalloc(1, sizeof(*view));

    view->subject = subject;
    view->options = *options;
    if (subject == RENDER_CONTAINERS)
        begin_containers(view);
    else
        begin_processes(view);
    return view;
}

void view_free(struct view **view)
{
    if (*view == NULL)
        return;
    table_release(&(*view)->table);
    pieces_release(&(*view)->blocks);
    free(*view);
    *view = NULL;
}

// ---- processes

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
    strbuf_add_char(out, '\n'); // between it and the one before
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

// ---- both

void view_add(struct view *view, size_t place, const struct pod_report *pod)
{
    view->table.key = place + 1; // behind the headings
    for (size_t i = 0; i < pod->container_count; i++) {
        const struct row row = {
            .pod = pod, .container = &pod->containers[i], .samples = view->options.samples};

        if (view->subject == RENDER_CONTAINERS) {
            columns_add_row(&view->set, &row, &view->table);
        } else {
            add_processes(&row, &view->set, &view->options, pieces_begin(&view->blocks, place));
            pieces_end(&view->blocks);
        }
    }
}

static bool print_blocks(struct view *view, struct strbuf *out)
{
    const struct pieces *blocks = &view->blocks;

    if (view->printed == 0)
        pieces_sort(&view->blocks);
    for (; view->printed < blocks->count && out->len < PORTION; view->printed++) {
        const char *text = pieces_text(blocks, view->printed);
        // Nothing stands before the first one.
        bool first = view->printed == 0 && !view->options.no_headers;
        strbuf_add(out, text + first, blocks->items[view->printed].len - first);
    }
    return view->printed < blocks->count;
}

bool view_print(struct view *view, struct strbuf *out)
{
    return view->subject == RENDER_CONTAINERS ? table_print_part(&view->table, PORTION, out)
                                              : print_blocks(view, out);
}

static void view_all(enum render_subject subject, const struct pod_report_list *list,
                     const struct view_options *options, struct strbuf *out)
{
    CLEANUP_VIEW struct view *view = view_new(subject, options);
    CLEANUP_STRBUF struct strbuf part = {0};
    bool more = true;

    for (size_t i = 0; i < list->count; i++)
        view_add(view, i, &list->items[i]);
    while (more) {
        more = view_print(view, &part);
        strbuf_add(out, strbuf_text(&part), part.len);
        strbuf_reset(&part);
    }
}

void view_containers(const struct pod_report_list *list, const struct view_options *options,
                     struct strbuf *out)
{
    view_all(RENDER_CONTAINERS, list, options, out);
}

void view_processes(const struct pod_report_list *list, const struct view_options *options,
                    struct strbuf *out)
{
    view_all(RENDER_PROCESSES, list, options, out);
}
