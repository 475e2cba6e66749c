// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/pod.h"

#include "common/base/text.h"

static void container_release(struct pod_container *container)
{
    free(container->name);
    free(container->image);
    free(container->target);
    free(container->reason);
    free(container->message);
    free(container->last.reason);
    free(container->last.message);
    free(container->id);
}

void pod_release(struct pod *pod)
{
    for (size_t i = 0; i < pod->container_count; i++)
        container_release(&pod->containers[i]);
    free(pod->containers);
    free(pod->kube_namespace);
    free(pod->name);
    free(pod->uid);
    free(pod->labels);
    free(pod->node);
    free(pod->phase);
    free(pod->reason);
    free(pod->message);
    free(pod->unschedulable);
    free(pod->restart_policy);
    free(pod->runtime_class);
    free(pod->os);
    free(pod->deletion_time);
    *pod = (struct pod){0};
}

void container_add_name(const struct pod_container *container, struct strbuf *buf)
{
    if (container->kind != CONTAINER_ORDINARY)
        strbuf_add_format(buf, "%s:", container_kind_name(container->kind));
    strbuf_add_text(buf, container->name);
}

bool container_is_called(const struct pod_container *container, const char *name)
{
    CLEANUP_STRBUF struct strbuf printed = {0};

    container_add_name(container, &printed);
    return str_eq(container->name, name) || str_eq(strbuf_text(&printed), name);
}

const struct pod_container *pod_find_container(const struct pod *pod, const char *name)
{
    for (size_t i = 0; i < pod->container_count; i++)
        if (container_is_called(&pod->containers[i], name))
            return &pod->containers[i];
    return NULL;
}

int pod_require_container(const struct pod *pod, const char *name, struct error *err)
{
    if (pod_find_container(pod, name) == NULL)
        return error_set(err, ERROR_NOT_FOUND, "container %s is not valid for pod %s", name,
                         pod->name);
    return 0;
}

const char *container_kind_name(enum container_kind kind)
{
    static const char *const names[CONTAINER_KIND_COUNT] = {
        [CONTAINER_INIT] = "init",
        [CONTAINER_ORDINARY] = "container",
        [CONTAINER_EPHEMERAL] = "ephemeral",
    };

    return names[kind];
}

static const char *end_reason(const char *reason)
{
    return reason == NULL ? "Terminated" : reason;
}

static void add_exit(int exit_code, int signal, struct strbuf *buf)
{
    strbuf_add_format(buf, signal != 0 ? "signal %d" : "exit %d", signal != 0 ? signal : exit_code);
}

static void add_end(const struct pod_container *container, struct strbuf *buf)
{
    strbuf_add_format(buf, "%s (", end_reason(container->reason));
    add_exit(container->exit_code, container->signal, buf);
    strbuf_add_char(buf, ')');
}

static void add_last_end(const struct container_end *last, struct strbuf *buf)
{
    strbuf_add_format(buf, " (last: %s, ", end_reason(last->reason));
    add_exit(last->exit_code, last->signal, buf);
    strbuf_add_char(buf, ')');
}

// The word for a container that does not run, nor has run. What failed as a whole starts none of
// its containers any more, whatever they waited for.
static const char *waiting_word(const struct pod *pod, const struct pod_container *container)
{
    bool failed = str_eq(pod->phase, "Failed");

    if (failed && pod->reason != NULL)
        return pod->reason;
    if (container->reason != NULL)
        return container->reason;
    return failed || str_eq(pod->phase, "Pending") ? pod->phase : "Waiting";
}

void container_add_state(const struct pod *pod, const struct pod_container *container,
                         struct strbuf *buf)
{
    switch (container->phase) {
    case CONTAINER_WAITING:
        strbuf_add_text(buf, waiting_word(pod, container));
        if (container->ended_before)
            add_last_end(&container->last, buf);
        break;
    case CONTAINER_RUNNING:
        strbuf_add_text(buf, "Running");
        break;
    case CONTAINER_TERMINATED:
        add_end(container, buf);
        break;
    }
    if (pod->deleted && container->phase != CONTAINER_TERMINATED)
        strbuf_add_text(buf, " (Terminating)");
}

bool container_is_troubled(const struct pod *pod, const struct pod_container *container)
{
    switch (container->phase) {
    case CONTAINER_WAITING:
        return str_eq(pod->phase, "Failed") ||
               (container->reason != NULL && !str_eq(container->reason, "ContainerCreating") &&
                !str_eq(container->reason, "PodInitializing"));
    case CONTAINER_RUNNING:
        return false;
    case CONTAINER_TERMINATED:
        return container->exit_code != 0 || container->signal != 0;
    }
    return false;
}

bool pod_any_runs(const struct pod *pod)
{
    for (size_t i = 0; i < pod->container_count; i++)
        if (pod->containers[i].phase == CONTAINER_RUNNING)
            return true;
    return false;
}

bool pod_is_untaken(const struct pod *pod)
{
    if (!str_eq(pod->phase, "Pending") || pod->node == NULL || pod->taken)
        return false;
    for (size_t i = 0; i < pod->container_count; i++)
        if (pod->containers[i].phase != CONTAINER_WAITING || pod->containers[i].reason != NULL)
            return false;
    return true;
}

// What keeps a pod from running that has a node already: its first container that waits.
static const struct pod_container *first_waiting(const struct pod *pod)
{
    for (size_t i = 0; i < pod->container_count; i++)
        if (pod->containers[i].phase == CONTAINER_WAITING && pod->containers[i].reason != NULL)
            return &pod->containers[i];
    return NULL;
}

static void add_reason(struct strbuf *buf, const char *reason, const char *message)
{
    strbuf_add_format(buf, " (%s", reason);
    if (message != NULL && message[0] != '\0')
        strbuf_add_format(buf, ": %s", message);
    strbuf_add_char(buf, ')');
}

void pod_add_state(const struct pod *pod, struct strbuf *buf)
{
    const struct pod_container *waiting = first_waiting(pod);

    strbuf_add_text(buf, pod->phase == NULL ? "Unknown" : pod->phase);
    if (pod->reason != NULL)
        add_reason(buf, pod->reason, pod->message);
    else if (pod->unschedulable != NULL)
        add_reason(buf, "Unschedulable", pod->unschedulable);
    else if ((str_eq(pod->phase, "Pending") || str_eq(pod->phase, "Running")) && waiting != NULL)
        add_reason(buf, waiting->reason, waiting->message);
    else if (pod_is_untaken(pod))
        strbuf_add_format(buf, " (not taken by the kubelet of node \"%s\" yet)", pod->node);
}
