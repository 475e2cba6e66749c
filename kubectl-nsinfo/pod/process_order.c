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

static void sort_processes(struct container_report *container, const struct node_info *node,
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

// ---- pods, and the containers of each, by what their processes come to

struct ranked_container {
    struct pod_report_container container;
    double rank;
};

struct ranked_pod {
    struct pod_report pod;
    double rank;
};

static double sum(const struct pod_report_container *container, const struct node_info *node,
                  enum process_order order, const struct cpu_samples *samples)
{
    const struct container_report *report = container->report;
    double total = 0;

    for (size_t i = 0; report != NULL && i < report->process_count; i++) {
        double share = rank(&report->processes[i], report, node, order, samples);
        total += share > 0 ? share : 0;
    }
    return total;
}

static int compare_containers(const void *left, const void *right)
{
    const struct ranked_container *a = left;
    const struct ranked_container *b = right;

    if (a->rank != b->rank)
        return a->rank > b->rank ? -1 : 1;
    return a->container.container < b->container.container ? -1 : 1; // both of one pod's array
}

static int compare_pods(const void *left, const void *right)
{
    const struct ranked_pod *a = left;
    const struct ranked_pod *b = right;

    if (a->rank != b->rank)
        return a->rank > b->rank ? -1 : 1;
    return a->pod.place < b->pod.place ? -1 : 1;
}

// Returns the sum of them all.
static double sort_containers(struct pod_report *pod, enum process_order order,
                              const struct cpu_samples *samples)
{
    CLEANUP_FREE struct ranked_container *ranked = xcalloc(pod->container_count, sizeof(*ranked));
    double total = 0;

    for (size_t i = 0; i < pod->container_count; i++) {
        const struct pod_report_container *container = &pod->containers[i];
        ranked[i] =
            (struct ranked_container){*container, sum(container, pod->node, order, samples)};
        total += ranked[i].rank;
    }
    qsort(ranked, pod->container_count, sizeof(*ranked), compare_containers);
    for (size_t i = 0; i < pod->container_count; i++)
        pod->containers[i] = ranked[i].container;
    return total;
}

static void sort_pods(struct pod_report_list *list, enum process_order order,
                      const struct cpu_samples *samples)
{
    CLEANUP_FREE struct ranked_pod *ranked = xcalloc(list->count, sizeof(*ranked));

    for (size_t i = 0; i < list->count; i++) {
        double total = sort_containers(&list->items[i], order, samples);
        ranked[i] = (struct ranked_pod){list->items[i], total};
    }
    qsort(ranked, list->count, sizeof(*ranked), compare_pods);
    for (size_t i = 0; i < list->count; i++)
        list->items[i] = ranked[i].pod;
}

void pod_report_list_sort(struct pod_report_list *list, enum process_order order,
                          const struct cpu_samples *samples)
{
    for (size_t i = 0; i < list->node_report_count; i++) {
        struct report *report = list->node_reports[i];
        for (size_t k = 0; k < report->container_count; k++)
            sort_processes(&report->containers[k], &report->node, order, samples);
    }
    sort_pods(list, order, samples);
}
