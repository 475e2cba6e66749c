// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/top_heading.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"

static int compare_names(const void *left, const void *right)
{
    const char *const *a = left;
    const char *const *b = right;

    return strcmp(*a, *b);
}

static size_t count_nodes(const struct pod_report_list *list)
{
    CLEANUP_FREE const char **names = xcalloc(list->count, sizeof(*names));
    size_t count = 0;
    size_t different = 0;

    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].pod.node != NULL)
            names[count++] = list->items[i].pod.node;
    qsort(names, count, sizeof(*names), compare_names);
    for (size_t i = 0; i < count; i++)
        different += i == 0 || !str_eq(names[i - 1], names[i]);
    return different;
}

static size_t count_processes(const struct pod_report_list *list)
{
    size_t count = 0;

    for (size_t i = 0; i < list->count; i++)
        for (size_t k = 0; k < list->items[i].container_count; k++)
            if (list->items[i].containers[k].report != NULL)
                count += list->items[i].containers[k].report->process_count;
    return count;
}

static void add_count(struct strbuf *out, size_t count, const char *one, const char *several)
{
    strbuf_add_format(out, "%zu %s", count, count == 1 ? one : several);
}

void add_top_heading(const struct top_heading *heading, const struct pod_report_list *list,
                     struct strbuf *out)
{
    CLEANUP_STRBUF struct strbuf line = {0};
    char time[32];

    time_format(heading->time, time);
    strbuf_add_format(&line, "%s%s   by %s%s   ", time, heading->old ? " (old)" : "",
                      process_order_name(heading->order), heading->tree ? " as a tree" : "");
    if (heading->seconds > 0)
        strbuf_add_format(&line, "%%CPU of %.1fs   ", heading->seconds);
    else
        strbuf_add_text(&line, "%CPU of their lives   ");
    add_count(&line, count_nodes(list), "node, ", "nodes, ");
    add_count(&line, list->count, "pod, ", "pods, ");
    add_count(&line, count_processes(list), "process   ", "processes   ");
    strbuf_add_text(&line, heading->selection);
    text_add_escaped(out, strbuf_text(&line));
    strbuf_add_char(out, '\n');
}
