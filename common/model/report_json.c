// SPDX-License-Identifier: Apache-2.0
#include "common/model/report_json.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "common/model/json_put.h"

// ---- struct to JSON

// "" is what could not be read.
static void put_read_text(json_t *object, const char *key, const char *text)
{
    json_put_text(object, key, text == NULL || text[0] == '\0' ? NULL : text);
}

static json_t *ns_id_to_json(const struct ns_id *id)
{
    json_t *object = json_object();

    if (id->state == NS_KNOWN) {
        json_put_u64(object, "inode", id->inode);
        json_put_u64(object, "device", id->device);
    } else {
        json_put_text(object, "unknown", id->reason == NULL ? "not read" : id->reason);
    }
    return object;
}

json_t *ns_set_to_json(const struct ns_set *set)
{
    json_t *object = json_object();

    for (int kind = 0; kind < NS_KIND_COUNT; kind++)
        if (set->of[kind].state != NS_ABSENT)
            json_object_set_new(object, ns_kinds[kind].name, ns_id_to_json(&set->of[kind]));
    return object;
}

static void put_cross_check(json_t *container, const struct cross_check *check)
{
    json_t *object = json_object();

    json_put_text(object, "error", check->error);
    if (check->by != NULL) {
        json_put_text(object, "by", check->by);
        json_put_u64(object, "pid", check->pid);
        json_object_set_new(object, "agrees", json_boolean(check->agrees));
    }
    if (json_object_size(object) > 0)
        json_object_set(container, "crossCheck", object);
    json_decref(object);
}

json_t *container_head_to_json(const struct container_report *container)
{
    json_t *object = json_object();

    json_put_text(object, "id", container->id);
    json_put_u64(object, "pid", container->pid);
    json_put_text(object, "resolvedBy", container->resolved_by);
    put_cross_check(object, &container->cross_check);
    json_put_time(object, "startTime", container->start_time);
    json_put_text(object, "podUID", container->pod_uid);
    json_put_text(object, "podName", container->pod_name);
    json_put_text(object, "kubeNamespace", container->kube_namespace);
    json_put_text(object, "containerName", container->container_name);
    json_put_text(object, "cgroup", container->cgroup);
    json_object_set_new(object, "namespaces", ns_set_to_json(&container->namespaces));
    json_object_set_new(object, "truncated", json_boolean(container->truncated));
    return object;
}

static json_t *node_to_json(const struct node_info *node)
{
    json_t *object = json_object();

    json_put_text(object, "name", node->name);
    put_read_text(object, "bootID", node->boot_id);
    put_read_text(object, "kernelVersion", node->kernel_version);
    json_put_text(object, "agentVersion", node->agent_version);
    json_put_time(object, "time", node->time);
    if (node->uptime_ms != 0)
        json_put_u64(object, "uptimeMilliseconds", node->uptime_ms);
    json_object_set_new(object, "namespaces", ns_set_to_json(&node->namespaces));
    return object;
}

json_t *report_errors_to_json(const struct report *report)
{
    json_t *array = json_array();

    for (size_t i = 0; i < report->error_count; i++) {
        json_t *object = json_object();
        json_put_text(object, "id", report->errors[i].id);
        json_put_text(object, "code", error_code_name(report->errors[i].code));
        json_put_text(object, "message", report->errors[i].message);
        json_array_append_new(array, object);
    }
    return array;
}

static const char *const kind_names[] = {
    [REPORT_CONTAINER_LIST] = "ContainerList",
    [REPORT_NODE] = "NodeReport",
};

static json_t *new_reply(const char *kind)
{
    json_t *object = json_object();

    json_put_text(object, "apiVersion", REPORT_API_VERSION);
    json_put_text(object, "kind", kind);
    return object;
}

json_t *report_head_to_json(const struct report *report)
{
    json_t *object = new_reply(kind_names[report->kind]);

    json_object_set_new(object, "node", node_to_json(&report->node));
    return object;
}

json_t *error_to_json(enum error_code code, const char *message)
{
    json_t *object = new_reply("Error");

    json_put_text(object, "code", error_code_name(code));
    json_put_text(object, "message", message);
    return object;
}

// ---- JSON to struct

// What every agent of v1 says, from the first on, and where 0 would be a guess. What came later, or
// may be unknown to an agent, is not among it.
static const char *const id_fields[] = {"inode", "device"};
static const char *const process_fields[] = {"pid",     "ppid",       "state",
                                             "threads", "cpuSeconds", "residentBytes"};
static const char *const container_fields[] = {"pid", "truncated"};

static int ns_id_from_json(const json_t *object, struct ns_id *ret, struct error *err)
{
    const char *unknown = NULL;

    if (json_get_text(object, "unknown", &unknown, err) < 0)
        return -1;
    if (unknown != NULL) {
        ret->state = NS_UNKNOWN;
        ret->reason = xstrdup(unknown);
        return 0;
    }
    if (json_require_fields(object, id_fields, ARRAY_SIZE(id_fields), err) < 0 ||
        json_get_u64(object, "inode", &ret->inode, err) < 0 ||
        json_get_u64(object, "device", &ret->device, err) < 0)
        return -1;
    if (ret->inode == 0)
        return error_set(err, ERROR_BAD_REPLY, "field \"inode\" is 0");
    ret->state = NS_KNOWN;
    return 0;
}

static int ns_set_from_json(const json_t *parent, struct ns_set *ret, struct error *err)
{
    const json_t *object = NULL;

    if (json_get_object(parent, "namespaces", &object, err) < 0)
        return -1;
    if (object == NULL)
        return error_set(err, ERROR_BAD_REPLY, "field \"namespaces\" is missing");
    for (int kind = 0; kind < NS_KIND_COUNT; kind++) {
        const json_t *id = NULL;
        if (json_get_object(object, ns_kinds[kind].name, &id, err) < 0)
            return -1;
        if (id != NULL && ns_id_from_json(id, &ret->of[kind], err) < 0)
            return error_wrap(err, "namespace \"%s\"", ns_kinds[kind].name);
    }
    return 0;
}

static int ns_pids_from_json(const json_t *parent, struct process *process, struct error *err)
{
    const json_t *array = NULL;

    if (json_get_array(parent, "nsPids", &array, err) < 0)
        return -1;
    process->ns_pids = xcalloc(json_array_size(array), sizeof(*process->ns_pids));
    for (size_t i = 0; i < json_array_size(array); i++) {
        const json_t *pid = json_array_get(array, i);
        if (!json_is_integer(pid) || json_integer_value(pid) < 0)
            return error_set(err, ERROR_BAD_REPLY, "field \"nsPids\" is not a list of PIDs");
        process->ns_pids[process->ns_pid_count++] = (uint64_t)json_integer_value(pid);
    }
    return 0;
}

static int command_from_json(const json_t *parent, struct process *process, struct error *err)
{
    const json_t *array = NULL;

    if (json_get_array(parent, "command", &array, err) < 0 ||
        json_get_bool(parent, "commandTruncated", &process->command_truncated, err) < 0)
        return -1;
    process->command_known = array != NULL;
    process->command = xcalloc(json_array_size(array), sizeof(*process->command));
    for (size_t i = 0; i < json_array_size(array); i++) {
        const char *argument = json_string_value(json_array_get(array, i));
        if (argument == NULL)
            return error_set(err, ERROR_BAD_REPLY, "field \"command\" is not a list of strings");
        process->command[process->command_count++] = xstrdup(argument);
    }
    return 0;
}

static int process_user_from_json(const json_t *object, struct process *ret, struct error *err)
{
    const char *user = NULL;
    uint64_t uid = UINT64_MAX;

    if (json_get_u64(object, "uid", &uid, err) < 0 || json_get_text(object, "user", &user, err) < 0)
        return -1;
    ret->uid_known = uid <= UINT32_MAX;
    ret->uid = (uint32_t)uid;
    ret->user = xstrdup(user);
    return 0;
}

static int process_from_json(const json_t *object, struct process *ret, struct error *err)
{
    static const double CPU_SECONDS_MAX = 1e12; // 30 years of a thousand processors
    const char *state = NULL;

    if (json_require_fields(object, process_fields, ARRAY_SIZE(process_fields), err) < 0 ||
        json_get_u64(object, "pid", &ret->pid, err) < 0 ||
        json_get_u64(object, "ppid", &ret->ppid, err) < 0 ||
        ns_pids_from_json(object, ret, err) < 0 || process_user_from_json(object, ret, err) < 0 ||
        json_get_text(object, "state", &state, err) < 0 ||
        json_get_u64(object, "threads", &ret->threads, err) < 0 ||
        json_get_time(object, "startTime", &ret->start_time, err) < 0 ||
        json_get_double(object, "cpuSeconds", &ret->cpu_seconds, err) < 0 ||
        json_get_u64(object, "residentBytes", &ret->resident_bytes, err) < 0 ||
        json_require_text(object, "name", &ret->name, err) < 0 ||
        command_from_json(object, ret, err) < 0)
        return -1;
    if (ret->pid == 0)
        return error_set(err, ERROR_BAD_REPLY, "field \"pid\" is 0");
    if (ret->cpu_seconds < 0 || ret->cpu_seconds > CPU_SECONDS_MAX)
        return error_set(err, ERROR_BAD_REPLY, "field \"cpuSeconds\" is no time");
    ret->state = '?';
    if (state != NULL && state[0] != '\0')
        ret->state = state[0];
    return 0;
}

static int processes_from_json(const json_t *parent, struct container_report *ret,
                               struct error *err)
{
    const json_t *array = NULL;

    if (json_get_array(parent, "processes", &array, err) < 0)
        return -1;
    ret->has_processes = array != NULL;
    ret->processes = xcalloc(json_array_size(array), sizeof(*ret->processes));
    for (size_t i = 0; i < json_array_size(array); i++) {
        struct process *process = &ret->processes[ret->process_count++];
        if (process_from_json(json_array_get(array, i), process, err) < 0)
            return error_wrap(err, "process %zu", i);
    }
    return 0;
}

static int cross_check_from_json(const json_t *parent, struct cross_check *ret, struct error *err)
{
    const json_t *object = NULL;
    const char *by = NULL;
    const char *error = NULL;

    if (json_get_object(parent, "crossCheck", &object, err) < 0)
        return -1;
    if (object == NULL)
        return 0;
    if (json_get_text(object, "by", &by, err) < 0 ||
        json_get_u64(object, "pid", &ret->pid, err) < 0 ||
        json_get_bool(object, "agrees", &ret->agrees, err) < 0 ||
        json_get_text(object, "error", &error, err) < 0)
        return error_wrap(err, "field \"crossCheck\"");
    ret->by = xstrdup(by);
    ret->error = xstrdup(error);
    return 0;
}

static int pod_of_container_from_json(const json_t *object, struct container_report *ret,
                                      struct error *err)
{
    const char *uid = NULL;
    const char *name = NULL;
    const char *kube_namespace = NULL;
    const char *container_name = NULL;

    if (json_get_text(object, "podUID", &uid, err) < 0 ||
        json_get_text(object, "podName", &name, err) < 0 ||
        json_get_text(object, "kubeNamespace", &kube_namespace, err) < 0 ||
        json_get_text(object, "containerName", &container_name, err) < 0)
        return -1;
    ret->pod_uid = xstrdup(uid);
    ret->pod_name = xstrdup(name);
    ret->kube_namespace = xstrdup(kube_namespace);
    ret->container_name = xstrdup(container_name);
    return 0;
}

static int container_from_json(const json_t *object, struct container_report *ret,
                               struct error *err)
{
    if (json_require_text(object, "id", &ret->id, err) < 0 ||
        json_require_fields(object, container_fields, ARRAY_SIZE(container_fields), err) < 0 ||
        json_get_u64(object, "pid", &ret->pid, err) < 0 ||
        json_require_text(object, "resolvedBy", &ret->resolved_by, err) < 0 ||
        cross_check_from_json(object, &ret->cross_check, err) < 0 ||
        json_get_time(object, "startTime", &ret->start_time, err) < 0 ||
        pod_of_container_from_json(object, ret, err) < 0 ||
        json_require_text(object, "cgroup", &ret->cgroup, err) < 0 ||
        ns_set_from_json(object, &ret->namespaces, err) < 0 ||
        processes_from_json(object, ret, err) < 0 ||
        json_get_bool(object, "truncated", &ret->truncated, err) < 0)
        return -1;
    if (ret->pid == 0)
        return error_set(err, ERROR_BAD_REPLY, "field \"pid\" is 0");
    return 0;
}

static int containers_from_json(const json_t *reply, struct report *ret, struct error *err)
{
    const json_t *array = NULL;

    if (json_get_array(reply, "items", &array, err) < 0)
        return -1;
    if (array == NULL)
        return error_set(err, ERROR_BAD_REPLY, "field \"items\" is missing");
    ret->containers = xcalloc(json_array_size(array), sizeof(*ret->containers));
    for (size_t i = 0; i < json_array_size(array); i++) {
        struct container_report *container = &ret->containers[ret->container_count++];
        if (container_from_json(json_array_get(array, i), container, err) < 0)
            return error_wrap(err, "item %zu", i);
    }
    return 0;
}

static int container_error_from_json(const json_t *object, struct container_error *ret,
                                     struct error *err)
{
    const char *code = NULL;

    if (json_require_text(object, "id", &ret->id, err) < 0 ||
        json_require_text(object, "message", &ret->message, err) < 0 ||
        json_get_text(object, "code", &code, err) < 0)
        return -1;
    ret->code = error_code_from_name(code == NULL ? "" : code);
    return 0;
}

static int errors_from_json(const json_t *reply, struct report *ret, struct error *err)
{
    const json_t *array = NULL;

    if (json_get_array(reply, "errors", &array, err) < 0)
        return -1;
    ret->errors = xcalloc(json_array_size(array), sizeof(*ret->errors));
    for (size_t i = 0; i < json_array_size(array); i++) {
        struct container_error *error = &ret->errors[ret->error_count++];
        if (container_error_from_json(json_array_get(array, i), error, err) < 0)
            return error_wrap(err, "error %zu", i);
    }
    return 0;
}

static int node_from_json(const json_t *reply, struct node_info *ret, struct error *err)
{
    const json_t *object = NULL;
    const char *boot_id = NULL;
    const char *kernel_version = NULL;

    if (json_get_object(reply, "node", &object, err) < 0)
        return -1;
    if (object == NULL)
        return error_set(err, ERROR_BAD_REPLY, "field \"node\" is missing");
    if (json_require_text(object, "name", &ret->name, err) < 0 ||
        json_get_text(object, "bootID", &boot_id, err) < 0 ||
        json_get_text(object, "kernelVersion", &kernel_version, err) < 0 ||
        json_require_text(object, "agentVersion", &ret->agent_version, err) < 0 ||
        json_get_time(object, "time", &ret->time, err) < 0 ||
        json_get_u64(object, "uptimeMilliseconds", &ret->uptime_ms, err) < 0 ||
        ns_set_from_json(object, &ret->namespaces, err) < 0)
        return error_wrap(err, "node");
    ret->boot_id = xstrdup(boot_id);
    ret->kernel_version = xstrdup(kernel_version);
    return 0;
}

static int kind_from_json(const json_t *reply, enum report_kind *ret, struct error *err)
{
    const char *version = NULL;
    const char *kind = NULL;

    if (!json_is_object(reply))
        return error_set(err, ERROR_BAD_REPLY, "not a JSON object");
    if (json_get_text(reply, "apiVersion", &version, err) < 0 ||
        json_get_text(reply, "kind", &kind, err) < 0)
        return -1;
    if (!str_eq(version, REPORT_API_VERSION))
        return error_set(err, ERROR_BAD_REPLY, "apiVersion is \"%s\", not \"%s\"",
                         version == NULL ? "" : version, REPORT_API_VERSION);
    for (size_t i = 0; i < ARRAY_SIZE(kind_names); i++) {
        if (str_eq(kind, kind_names[i])) {
            *ret = (enum report_kind)i;
            return 0;
        }
    }
    return error_set(err, ERROR_BAD_REPLY, "kind is \"%s\"", kind == NULL ? "" : kind);
}

int report_from_json(const json_t *json, struct report *ret, struct error *err)
{
    CLEANUP_REPORT struct report report = {0};

    if (kind_from_json(json, &report.kind, err) < 0 ||
        node_from_json(json, &report.node, err) < 0 ||
        containers_from_json(json, &report, err) < 0 || errors_from_json(json, &report, err) < 0)
        return -1;
    *ret = report;
    report = (struct report){0};
    return 0;
}
