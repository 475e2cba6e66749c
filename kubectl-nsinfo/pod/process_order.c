// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/process_order.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"

static const char *const names[] = {
    [ORDER_CPU] = "cpu",
    [ORDER_MEMORY] = "memory",
    [ORDER_PID] = "pid",
    [ORDER_TIME] = "time",
};

int process_order_find(const char *name, enum process_order fallback, enum process_order *ret,
                       struct error *err)
{
    if (name == NULL || name[0] == '\0') {
        *ret = fallback;
        return 0;
    }
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        if (str_eq(names[i], name)) {
            *ret = (enum process_order)i;
            return 0;
        }
    return error_set(err, ERROR_BAD_REQUEST, "--sort-by accepts only cpu, memory, pid or time");
}

const char *process_order_name(size_t order)
{
    return order < ARRAY_SIZE(names) ? names[order] : NULL;
}

double process_cpu_share(const struct process *process, int64_t now)
{
    if (now == 0 || process->start_time == 0)
        return -1;
    int64_t life = now > process->start_time ? now - process->start_time : 1;
    return process->cpu_seconds / (double)life;
}

struct ranked {
    struct process process;
    double rank;
};

static int compare(const void *left, const void *right)
{
    const struct ranked *a = left;
    const struct ranked *b = right;

    if (a->rank != b->rank)
        return a->rank > b->rank ? -1 : 1;
    if (a->process.pid != b->process.pid)
        return a->process.pid < b->process.pid ? -1 : 1;
    return 0;
}

static double rank(const struct process *process, const struct container_report *container,
                   const struct node_info *node, enum process_order order,
                   const struct cpu_samples *samples)
{
    switch (order) {
    case ORDER_PID:
        return 0;
    case ORDER_CPU:
        return cpu_samples_share(samples, node, container, process);
    case ORDER_MEMORY:
        return (double)process->resident_bytes;
    case ORDER_TIME:
        return process->cpu_seconds;
    }
    return 0;
}

static void sort(struct container_report *container, const struct node_info *node,
                 enum process_order order, const struct cpu_samples *samples)
{
    size_t count = container->process_count;
    CLEANUP_FREE struct ranked *ranked = xcalloc(count, sizeof(*ranked));

    for (size_t i = 0; i < count; i++) {
        const struct process *process = &container->processes[i];
        ranked[i] = (struct ranked){*process, rank(process, container, node, order, samples)};
    }
    qsort(ranked, count, sizeof(*ranked), compare);
    for (size_t i = 0; i < count; i++)
        container->processes[i] = ranked[i].process;
}

void pod_report_list_sort(struct pod_report_list *list, enum process_order order,
                          const struct cpu_samples *samples)
{
    for (size_t i = 0; i < list->node_report_count; i++) {
        struct report *report = list->node_reports[i];
        for (size_t k = 0; k < report->container_count; k++)
            sort(&report->containers[k], &report->node, order, samples);
    }
}
