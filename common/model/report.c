// SPDX-License-Identifier: Apache-2.0
#include "common/model/report.h"

#include "common/base/text.h"

void process_release(struct process *process)
{
    for (size_t i = 0; i < process->command_count; i++)
        free(process->command[i]);
    free(process->command);
    free(process->ns_pids);
    free(process->user);
    free(process->name);
    *process = (struct process){0};
}

void cross_check_release(struct cross_check *check)
{
    free(check->by);
    free(check->error);
    *check = (struct cross_check){0};
}

void container_report_release(struct container_report *container)
{
    for (size_t i = 0; i < container->process_count; i++)
        process_release(&container->processes[i]);
    free(container->processes);
    free(container->id);
    free(container->resolved_by);
    cross_check_release(&container->cross_check);
    free(container->pod_uid);
    free(container->pod_name);
    free(container->kube_namespace);
    free(container->container_name);
    free(container->cgroup);
    ns_set_release(&container->namespaces);
    *container = (struct container_report){0};
}

static void node_info_release(struct node_info *node)
{
    free(node->name);
    free(node->boot_id);
    free(node->kernel_version);
    free(node->agent_version);
    ns_set_release(&node->namespaces);
}

void report_release(struct report *report)
{
    for (size_t i = 0; i < report->container_count; i++)
        container_report_release(&report->containers[i]);
    for (size_t i = 0; i < report->error_count; i++) {
        free(report->errors[i].id);
        free(report->errors[i].message);
    }
    free(report->containers);
    free(report->errors);
    node_info_release(&report->node);
    *report = (struct report){0};
}

uint64_t container_report_pid_inside(const struct container_report *container,
                                     const struct process *process)
{
    size_t level = process->ns_pid_count; // counted from the node's
    size_t init = 0;

    while (init < container->process_count && container->processes[init].pid != container->pid)
        init++;
    if (init < container->process_count && container->processes[init].ns_pid_count > 0)
        level = container->processes[init].ns_pid_count;
    return level == 0 || level > process->ns_pid_count ? 0 : process->ns_pids[level - 1];
}

const struct container_report *report_find(const struct report *report, const char *id)
{
    for (size_t i = 0; i < report->container_count; i++)
        if (str_eq(report->containers[i].id, id))
            return &report->containers[i];
    return NULL;
}

const struct container_error *report_find_error(const struct report *report, const char *id)
{
    for (size_t i = 0; i < report->error_count; i++)
        if (str_eq(report->errors[i].id, id))
            return &report->errors[i];
    return NULL;
}
