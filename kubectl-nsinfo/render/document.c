// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/document.h"

#include "common/model/json_put.h"
#include "common/model/report_json.h"
#include "common/model/report_text.h"

static json_t *node_new(const struct pod_report *pod)
{
    json_t *object = json_object();

    json_put_text(object, "name", pod->pod.node);
    if (pod->node == NULL)
        return object;
    json_put_text(object, "bootID", pod->node->boot_id);
    json_put_text(object, "kernelVersion", pod->node->kernel_version);
    json_put_text(object, "agentVersion", pod->node->agent_version);
    json_put_time(object, "time", pod->node->time);
    if (pod->node->uptime_ms != 0)
        json_put_u64(object, "uptimeMilliseconds", pod->node->uptime_ms);
    json_object_set_new(object, "namespaces", ns_set_to_json(&pod->node->namespaces));
    return object;
}

static void put_exit(json_t *object, int exit_code, int signal)
{
    json_object_set_new(object, "exitCode", json_integer(exit_code));
    if (signal != 0)
        json_object_set_new(object, "signal", json_integer(signal));
}

// In the form of a ContainerState (k8s.io/api core/v1), both.
static json_t *last_state_new(const struct container_end *last)
{
    json_t *state = json_object();
    json_t *object = json_object();

    json_put_text(object, "reason", last->reason);
    json_put_text(object, "message", last->message);
    put_exit(object, last->exit_code, last->signal);
    json_object_set_new(state, "terminated", object);
    return state;
}

static json_t *state_new(const struct pod_container *container)
{
    static const char *const names[] = {
        [CONTAINER_WAITING] = "waiting",
        [CONTAINER_RUNNING] = "running",
        [CONTAINER_TERMINATED] = "terminated",
    };
    json_t *state = json_object();
    json_t *object = json_object();

    json_put_text(object, "reason", container->reason);
    json_put_text(object, "message", container->message);
    if (container->phase == CONTAINER_TERMINATED)
        put_exit(object, container->exit_code, container->signal);
    json_object_set_new(state, names[container->phase], object);
    return state;
}

// The kinds that the kernel has, each with what is known of it and its verdict.
static json_t *namespaces_new(const struct pod_report_container *container)
{
    json_t *object = ns_set_to_json(&container->report->namespaces);

    for (int kind = 0; kind < NS_KIND_COUNT; kind++) {
        json_t *id = json_object_get(object, ns_kinds[kind].name);
        if (id != NULL)
            json_put_text(id, "verdict", ns_verdict_name(container->verdicts[kind]));
    }
    return object;
}

static void put_cross_check(json_t *object, const struct cross_check *check)
{
    if (check->by == NULL && check->error == NULL)
        return;
    json_t *json = json_object();
    json_put_text(json, "by", check->by);
    if (check->by != NULL) {
        json_put_u64(json, "pid", check->pid);
        json_object_set_new(json, "agrees", json_boolean(check->agrees));
    }
    json_put_text(json, "error", check->error);
    json_object_set_new(object, "crossCheck", json);
}

static void put_report(json_t *object, const struct pod_report_container *container)
{
    const struct container_report *report = container->report;

    json_put_u64(object, "pid", report->pid);
    json_put_text(object, "resolvedBy", report->resolved_by);
    put_cross_check(object, &report->cross_check);
    json_put_time(object, "startTime", report->start_time);
    json_put_text(object, "cgroup", report->cgroup);
    json_object_set_new(object, "namespaces", namespaces_new(container));
    if (!report->has_processes)
        return;
    json_t *processes = json_array();
    for (size_t i = 0; i < report->process_count; i++)
        json_array_append_new(processes, process_to_json(&report->processes[i]));
    json_object_set_new(object, "processes", processes);
    json_object_set_new(object, "truncated", json_boolean(report->truncated));
}

static json_t *error_new(const struct error *error)
{
    json_t *object = json_object();

    json_put_text(object, "code", error_code_name(error->code));
    json_put_text(object, "message", error->message);
    return object;
}

static json_t *container_new(const struct pod_report_container *container)
{
    const struct pod_container *spec = container->container;
    json_t *object = json_object();

    json_put_text(object, "name", spec->name);
    json_put_text(object, "kind", container_kind_name(spec->kind));
    json_put_text(object, "image", spec->image);
    json_object_set_new(object, "state", state_new(spec));
    if (spec->ended_before)
        json_object_set_new(object, "lastState", last_state_new(&spec->last));
    json_put_u64(object, "restartCount", spec->restart_count);
    json_object_set_new(object, "ready", json_boolean(spec->ready));
    json_put_text(object, "id", spec->id);
    if (container->report != NULL)
        put_report(object, container);
    if (container->error.code != ERROR_NONE)
        json_object_set_new(object, "error", error_new(&container->error));
    return object;
}

json_t *document_item_new(const struct pod_report *pod)
{
    json_t *object = json_object();
    json_t *containers = json_array();

    json_put_text(object, "name", pod->pod.name);
    json_put_text(object, "kubeNamespace", pod->pod.kube_namespace);
    json_put_text(object, "uid", pod->pod.uid);
    json_put_text(object, "deletionTime", pod->pod.deletion_time);
    json_put_text(object, "phase", pod->pod.phase);
    json_put_text(object, "reason",
                  pod->pod.unschedulable == NULL ? pod->pod.reason : "Unschedulable");
    json_put_text(object, "message",
                  pod->pod.unschedulable == NULL ? pod->pod.message : pod->pod.unschedulable);
    json_object_set_new(object, "node", node_new(pod));
    for (size_t i = 0; i < pod->container_count; i++)
        json_array_append_new(containers, container_new(&pod->containers[i]));
    json_object_set_new(object, "containers", containers);
    return object;
}

json_t *document_list_new(const char *kind, json_t *items)
{
    json_t *object = json_object();

    json_put_text(object, "apiVersion", REPORT_API_VERSION);
    json_put_text(object, "kind", kind);
    json_object_set_new(object, "items", items);
    return object;
}

json_t *document_new(const struct pod_report_list *list)
{
    json_t *items = json_array();

    for (size_t i = 0; i < list->count; i++)
        json_array_append_new(items, document_item_new(&list->items[i]));
    return document_list_new("PodReportList", items);
}

void document_add_json(json_t *tree, struct strbuf *out)
{
    enum { INDENT = 4, PRECISION = 12 };

    json_add_dump(out, tree, JSON_INDENT(INDENT) | JSON_REAL_PRECISION(PRECISION));
    strbuf_add_char(out, '\n');
}
