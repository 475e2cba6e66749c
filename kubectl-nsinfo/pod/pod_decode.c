// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/pod_decode.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/pod/label_selector.h"

static const struct {
    const char *spec_key;
    const char *status_key;
} container_keys[CONTAINER_KIND_COUNT] = {
    [CONTAINER_INIT] = {"initContainers", "initContainerStatuses"},
    [CONTAINER_ORDINARY] = {"containers", "containerStatuses"},
    [CONTAINER_EPHEMERAL] = {"ephemeralContainers", "ephemeralContainerStatuses"},
};

static const struct json_wish no_members[] = {{0}};

static const struct json_wish security_wishes[] = {{"privileged"}, {0}};

static const struct json_wish container_wishes[] = {
    {"name"},          {"image"}, {"targetContainerName"}, {"securityContext", security_wishes},
    {"restartPolicy"}, {0},
};

static const struct json_wish end_wishes[] = {
    {"reason"}, {"message"}, {"exitCode"}, {"signal"}, {0}};

static const struct json_wish state_wishes[] = {
    {"waiting", end_wishes}, {"running", no_members}, {"terminated", end_wishes}, {0}};

static const struct json_wish container_status_wishes[] = {
    {"name"},  {"containerID"},         {"restartCount"},
    {"ready"}, {"state", state_wishes}, {"lastState", state_wishes},
    {0},
};

static const struct json_wish metadata_wishes[] = {{"name"},   {"namespace"},         {"uid"},
                                                   {"labels"}, {"deletionTimestamp"}, {0}};

static const struct json_wish os_wishes[] = {{"name"}, {0}};

static const struct json_wish spec_wishes[] = {
    {"nodeName"},
    {"restartPolicy"},
    {"runtimeClassName"},
    {"hostNetwork"},
    {"hostPID"},
    {"hostIPC"},
    {"hostUsers"},
    {"shareProcessNamespace"},
    {"os", os_wishes},
    {"initContainers", container_wishes},
    {"containers", container_wishes},
    {"ephemeralContainers", container_wishes},
    {0},
};

static const struct json_wish condition_wishes[] = {
    {"type"}, {"status"}, {"reason"}, {"message"}, {0}};

static const struct json_wish status_wishes[] = {
    {"startTime"},
    {"nominatedNodeName"},
    {"phase"},
    {"reason"},
    {"message"},
    {"conditions", condition_wishes},
    {"initContainerStatuses", container_status_wishes},
    {"containerStatuses", container_status_wishes},
    {"ephemeralContainerStatuses", container_status_wishes},
    {0},
};

const struct json_wish pod_wishes[] = {
    {"kind"}, {"metadata", metadata_wishes}, {"spec", spec_wishes}, {"status", status_wishes}, {0},
};

static int get_copy(const json_t *object, const char *key, char **ret, struct error *err)
{
    const char *text = NULL;

    if (json_get_text(object, key, &text, err) < 0)
        return -1;
    *ret = xstrdup(text);
    return 0;
}

static int get_number(const json_t *object, const char *key, int *ret, struct error *err)
{
    double number = 0;

    if (json_get_double(object, key, &number, err) < 0)
        return -1;
    if (number >= INT32_MIN && number <= INT32_MAX)
        *ret = (int)number;
    return 0;
}

static int decode_waiting(const json_t *object, struct pod_container *ret, struct error *err)
{
    ret->phase = CONTAINER_WAITING;
    return get_copy(object, "reason", &ret->reason, err) < 0 ||
                   get_copy(object, "message", &ret->message, err) < 0
               ? -1
               : 0;
}

static int decode_end(const json_t *object, struct container_end *ret, struct error *err)
{
    return get_copy(object, "reason", &ret->reason, err) < 0 ||
                   get_copy(object, "message", &ret->message, err) < 0 ||
                   get_number(object, "exitCode", &ret->exit_code, err) < 0 ||
                   get_number(object, "signal", &ret->signal, err) < 0
               ? -1
               : 0;
}

static int decode_terminated(const json_t *object, struct pod_container *ret, struct error *err)
{
    struct container_end end = {0};
    int rc = decode_end(object, &end, err);

    ret->phase = CONTAINER_TERMINATED;
    ret->reason = end.reason;
    ret->message = end.message;
    ret->exit_code = end.exit_code;
    ret->signal = end.signal;
    return rc;
}

static int decode_last_state(const json_t *status, struct pod_container *ret, struct error *err)
{
    const json_t *state = NULL;
    const json_t *terminated = NULL;

    if (json_get_object(status, "lastState", &state, err) < 0)
        return -1;
    if (state != NULL && json_get_object(state, "terminated", &terminated, err) < 0)
        return -1;
    if (terminated == NULL)
        return 0;
    ret->ended_before = true;
    return decode_end(terminated, &ret->last, err);
}

static int decode_state(const json_t *status, struct pod_container *ret, struct error *err)
{
    const json_t *state = NULL;
    const json_t *waiting = NULL;
    const json_t *running = NULL;
    const json_t *terminated = NULL;

    if (json_get_object(status, "state", &state, err) < 0)
        return -1;
    if (state == NULL)
        return 0;
    if (json_get_object(state, "waiting", &waiting, err) < 0 ||
        json_get_object(state, "running", &running, err) < 0 ||
        json_get_object(state, "terminated", &terminated, err) < 0)
        return -1;
    if (running != NULL)
        ret->phase = CONTAINER_RUNNING;
    else if (terminated != NULL)
        return decode_terminated(terminated, ret, err);
    else if (waiting != NULL)
        return decode_waiting(waiting, ret, err);
    return 0;
}

static int decode_container_status(const json_t *status, struct pod_container *ret,
                                   struct error *err)
{
    if (get_copy(status, "containerID", &ret->id, err) < 0 ||
        json_get_u64(status, "restartCount", &ret->restart_count, err) < 0 ||
        json_get_bool(status, "ready", &ret->ready, err) < 0 ||
        decode_state(status, ret, err) < 0 || decode_last_state(status, ret, err) < 0)
        return -1;
    // The API server has "" where a container was never made.
    if (str_eq(ret->id, ""))
        free(steal(&ret->id));
    return 0;
}

// The element of the status array with that name, or NULL.
static const json_t *find_status(const json_t *statuses, const char *name)
{
    for (size_t i = 0; i < json_array_size(statuses); i++) {
        const json_t *status = json_array_get(statuses, i);
        if (str_eq(json_string_value(json_object_get(status, "name")), name))
            return status;
    }
    return NULL;
}

static int decode_security(const json_t *object, struct pod_container *ret, struct error *err)
{
    const json_t *context = NULL;

    if (json_get_object(object, "securityContext", &context, err) < 0)
        return -1;
    return context == NULL ? 0 : json_get_bool(context, "privileged", &ret->privileged, err);
}

static int decode_container(const json_t *object, const json_t *statuses, struct pod_container *ret,
                            struct error *err)
{
    const char *restart_policy = NULL;

    if (json_require_text(object, "name", &ret->name, err) < 0 ||
        get_copy(object, "image", &ret->image, err) < 0 ||
        json_get_text(object, "restartPolicy", &restart_policy, err) < 0 ||
        get_copy(object, "targetContainerName", &ret->target, err) < 0 ||
        decode_security(object, ret, err) < 0)
        return -1;
    // The API server has "" where there is none.
    if (str_eq(ret->target, ""))
        free(steal(&ret->target));
    ret->sidecar = ret->kind == CONTAINER_INIT && str_eq(restart_policy, "Always");
    const json_t *status = find_status(statuses, ret->name);
    if (status != NULL && decode_container_status(status, ret, err) < 0)
        return error_wrap(err, "container \"%s\"", ret->name);
    return 0;
}

static int decode_containers(const json_t *spec, const json_t *status, enum container_kind kind,
                             struct pod *ret, struct error *err)
{
    const json_t *array = NULL;
    const json_t *statuses = NULL;

    if (json_get_array(spec, container_keys[kind].spec_key, &array, err) < 0)
        return -1;
    if (status != NULL &&
        json_get_array(status, container_keys[kind].status_key, &statuses, err) < 0)
        return -1;
    ret->containers = xreallocarray(ret->containers, ret->container_count + json_array_size(array),
                                    sizeof(*ret->containers));
    for (size_t i = 0; i < json_array_size(array); i++) {
        struct pod_container *container = &ret->containers[ret->container_count++];
        *container = (struct pod_container){.kind = kind};
        if (decode_container(json_array_get(array, i), statuses, container, err) < 0)
            return -1;
    }
    return 0;
}

static int decode_all_containers(const json_t *spec, const json_t *status, struct pod *ret,
                                 struct error *err)
{
    for (int i = 0; i < CONTAINER_KIND_COUNT; i++)
        if (decode_containers(spec, status, (enum container_kind)i, ret, err) < 0)
            return -1;
    return 0;
}

static int decode_labels(const json_t *metadata, struct pod *ret, struct error *err)
{
    CLEANUP_STRBUF struct strbuf labels = {0};

    if (label_map_add(metadata, "labels", &labels, err) < 0)
        return -1;
    if (labels.len > 0)
        ret->labels = strbuf_steal(&labels);
    return 0;
}

static int decode_metadata(const json_t *json, struct pod *ret, struct error *err)
{
    const json_t *metadata = NULL;

    if (json_get_object(json, "metadata", &metadata, err) < 0)
        return -1;
    if (metadata == NULL)
        return error_set(err, ERROR_BAD_REPLY, "field \"metadata\" is missing");
    if (json_require_text(metadata, "name", &ret->name, err) < 0 ||
        json_require_text(metadata, "namespace", &ret->kube_namespace, err) < 0 ||
        get_copy(metadata, "uid", &ret->uid, err) < 0 || decode_labels(metadata, ret, err) < 0 ||
        get_copy(metadata, "deletionTimestamp", &ret->deletion_time, err) < 0)
        return -1;
    ret->deleted = ret->deletion_time != NULL;
    return 0;
}

static int get_switch(const json_t *spec, const char *key, enum pod_switch *ret, struct error *err)
{
    bool on = false;

    if (json_get_bool(spec, key, &on, err) < 0)
        return -1;
    if (json_is_boolean(json_object_get(spec, key)))
        *ret = on ? SWITCH_YES : SWITCH_NO;
    return 0;
}

static int decode_os(const json_t *spec, struct pod *ret, struct error *err)
{
    const json_t *os = NULL;

    if (json_get_object(spec, "os", &os, err) < 0)
        return -1;
    return os == NULL ? 0 : get_copy(os, "name", &ret->os, err);
}

static int decode_spec(const json_t *spec, struct pod *ret, struct error *err)
{
    if (get_copy(spec, "nodeName", &ret->node, err) < 0 ||
        get_copy(spec, "restartPolicy", &ret->restart_policy, err) < 0 ||
        get_copy(spec, "runtimeClassName", &ret->runtime_class, err) < 0 ||
        get_switch(spec, "hostNetwork", &ret->host_network, err) < 0 ||
        get_switch(spec, "hostPID", &ret->host_pid, err) < 0 ||
        get_switch(spec, "hostIPC", &ret->host_ipc, err) < 0 ||
        get_switch(spec, "hostUsers", &ret->host_users, err) < 0 ||
        get_switch(spec, "shareProcessNamespace", &ret->share_process_namespace, err) < 0 ||
        decode_os(spec, ret, err) < 0)
        return -1;
    if (str_eq(ret->node, ""))
        free(steal(&ret->node));
    return 0;
}

static int decode_condition(const json_t *condition, struct pod *ret, struct error *err)
{
    const char *type = NULL;
    const char *status = NULL;
    const char *reason = NULL;
    const char *message = NULL;

    if (json_get_text(condition, "type", &type, err) < 0 ||
        json_get_text(condition, "status", &status, err) < 0 ||
        json_get_text(condition, "reason", &reason, err) < 0 ||
        json_get_text(condition, "message", &message, err) < 0)
        return -1;
    if (str_eq(type, "Ready"))
        ret->ready = str_eq(status, "True");
    if (str_eq(type, "PodScheduled") && str_eq(status, "False") &&
        str_eq(reason, "Unschedulable") && ret->unschedulable == NULL)
        ret->unschedulable = xstrdup(message == NULL ? "" : message);
    return 0;
}

static int decode_status(const json_t *status, struct pod *ret, struct error *err)
{
    const json_t *conditions = NULL;
    const char *nominated = NULL;
    const char *start_time = NULL;

    if (json_get_text(status, "startTime", &start_time, err) < 0 ||
        json_get_text(status, "nominatedNodeName", &nominated, err) < 0 ||
        get_copy(status, "phase", &ret->phase, err) < 0 ||
        get_copy(status, "reason", &ret->reason, err) < 0 ||
        get_copy(status, "message", &ret->message, err) < 0 ||
        json_get_array(status, "conditions", &conditions, err) < 0)
        return -1;
    ret->taken = start_time != NULL;
    ret->nominated = nominated != NULL && nominated[0] != '\0';
    for (size_t i = 0; i < json_array_size(conditions); i++)
        if (decode_condition(json_array_get(conditions, i), ret, err) < 0)
            return -1;
    return 0;
}

static int decode_all(const json_t *json, struct pod *ret, struct error *err)
{
    const json_t *spec = NULL;
    const json_t *status = NULL;
    const char *kind = NULL;

    if (json_get_text(json, "kind", &kind, err) < 0)
        return -1;
    // The items of a list have no kind.
    if (kind != NULL && !str_eq(kind, "Pod"))
        return error_set(err, ERROR_BAD_REPLY, "kind is \"%s\"", kind);
    if (decode_metadata(json, ret, err) < 0 || json_get_object(json, "spec", &spec, err) < 0 ||
        json_get_object(json, "status", &status, err) < 0)
        return -1;
    if (spec == NULL)
        return error_set(err, ERROR_BAD_REPLY, "field \"spec\" is missing");
    if (decode_spec(spec, ret, err) < 0 || (status != NULL && decode_status(status, ret, err) < 0))
        return -1;
    return decode_all_containers(spec, status, ret, err);
}

int pod_decode_spec(const json_t *spec, struct pod *pod, struct error *err)
{
    return decode_spec(spec, pod, err) < 0 ? -1 : decode_all_containers(spec, NULL, pod, err);
}

int pod_decode(const json_t *json, struct pod *ret, struct error *err)
{
    CLEANUP_POD struct pod pod = {0};

    if (decode_all(json, &pod, err) < 0)
        return error_wrap(err, "the API server's reply is not a pod that can be read");
    *ret = pod;
    pod = (struct pod){0};
    return 0;
}
