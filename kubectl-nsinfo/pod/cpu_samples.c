// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/cpu_samples.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/pod/process_order.h"

// A PID is that of one process for as long as its start time is the same.
struct cpu_sample {
    uint64_t pid;
    int64_t start_time;
    double cpu_seconds;
};

struct cpu_sampled_container {
    char *id;
    int64_t time; // of its node, as struct node_info has them
    uint64_t uptime_ms;
    struct cpu_sample *samples; // by PID and start time
    size_t count;
};

static int compare_samples(const void *left, const void *right)
{
    const struct cpu_sample *a = left;
    const struct cpu_sample *b = right;

    if (a->pid != b->pid)
        return a->pid < b->pid ? -1 : 1;
    return (a->start_time > b->start_time) - (a->start_time < b->start_time);
}

static int compare_containers(const void *left, const void *right)
{
    const struct cpu_sampled_container *a = left;
    const struct cpu_sampled_container *b = right;

    return strcmp(a->id, b->id);
}

static void take(const struct container_report *container, const struct node_info *node,
                 struct cpu_sampled_container *ret)
{
    ret->id = xstrdup(container->id);
    ret->time = node->time;
    ret->uptime_ms = node->uptime_ms;
    ret->samples = xcalloc(container->process_count, sizeof(*ret->samples));
    ret->count = container->process_count;
    for (size_t i = 0; i < ret->count; i++) {
        const struct process *process = &container->processes[i];
        ret->samples[i] =
            (struct cpu_sample){process->pid, process->start_time, process->cpu_seconds};
    }
    qsort(ret->samples, ret->count, sizeof(*ret->samples), compare_samples);
}

static size_t count_containers(const struct pod_report_list *list)
{
    size_t count = 0;

    for (size_t i = 0; i < list->node_report_count; i++)
        count += list->node_reports[i]->container_count;
    return count;
}

void cpu_samples_take(const struct pod_report_list *list, struct cpu_samples *ret)
{
    struct cpu_samples samples = {0};

    samples.containers = xcalloc(count_containers(list), sizeof(*samples.containers));
    for (size_t i = 0; i < list->node_report_count; i++) {
        const struct report *report = list->node_reports[i];
        for (size_t k = 0; k < report->container_count; k++)
            take(&report->containers[k], &report->node, &samples.containers[samples.count++]);
    }
    qsort(samples.containers, samples.count, sizeof(*samples.containers), compare_containers);
    *ret = samples;
}

void cpu_samples_release(struct cpu_samples *samples)
{
    for (size_t i = 0; i < samples->count; i++) {
        free(samples->containers[i].id);
        free(samples->containers[i].samples);
    }
    free(samples->containers);
    *samples = (struct cpu_samples){0};
}

static const struct cpu_sampled_container *find_container(const struct cpu_samples *samples,
                                                          const struct container_report *container)
{
    const struct cpu_sampled_container key = {.id = container->id};

    if (samples->count == 0)
        return NULL;
    return bsearch(&key, samples->containers, samples->count, sizeof(key), compare_containers);
}

static const struct cpu_sample *find_sample(const struct cpu_sampled_container *container,
                                            const struct process *process)
{
    const struct cpu_sample key = {process->pid, process->start_time, 0};

    if (container->count == 0)
        return NULL;
    return bsearch(&key, container->samples, container->count, sizeof(key), compare_samples);
}

// 0 if it is not known. Agents that do not tell the uptime tell the time in whole seconds.
static double seconds_since(const struct cpu_sampled_container *then, const struct node_info *now)
{
    if (then->uptime_ms != 0 && now->uptime_ms != 0)
        return now->uptime_ms > then->uptime_ms ? (double)(now->uptime_ms - then->uptime_ms) / 1000
                                                : 0;
    return then->time != 0 && now->time > then->time ? (double)(now->time - then->time) : 0;
}

double cpu_samples_share(const struct cpu_samples *samples, const struct node_info *node,
                         const struct container_report *container, const struct process *process)
{
    const struct cpu_sampled_container *then =
        samples == NULL ? NULL : find_container(samples, container);

    if (then == NULL)
        return process_cpu_share(process, node->time);
    double seconds = seconds_since(then, node);
    const struct cpu_sample *sample = find_sample(then, process);
    if (seconds <= 0 || (sample == NULL && process->start_time < then->time))
        return process_cpu_share(process, node->time);
    double used = process->cpu_seconds - (sample == NULL ? 0 : sample->cpu_seconds);
    return used < 0 ? 0 : used / seconds;
}
