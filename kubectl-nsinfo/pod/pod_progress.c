// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/pod_progress.h"

#include "common/base/text.h"

// The reasons of waiting that the kubelet gives when a start has failed
// (k8s.io/kubernetes pkg/kubelet/images/types.go, pkg/kubelet/container/sync_result.go).
static const char *const stuck_reasons[] = {
    "ErrImagePull",
    "ImagePullBackOff",
    "ErrImageNeverPull",
    "InvalidImageName",
    "ImageInspectError",
    "RegistryUnavailable",
    "SignatureValidationFailed",
    "CreateContainerConfigError",
    "CreateContainerError",
    "PreCreateHookError",
    "PreStartHookError",
    "PostStartHookError",
    "RunContainerError",
    "CrashLoopBackOff",
};

// Whether a container that has ended is started again (kubernetes.io, "Pod Lifecycle").
static bool runs_again(const struct pod *pod, const struct pod_container *container)
{
    bool failed = container->exit_code != 0 || container->signal != 0;

    if (container->sidecar)
        return true;
    if (str_eq(pod->restart_policy, "Never"))
        return false;
    return failed ||
           (container->kind == CONTAINER_ORDINARY && !str_eq(pod->restart_policy, "OnFailure"));
}

// What has ended for good is not run again with a new image, and a pod whose init containers are
// done starts without them (k8s.io/kubernetes pkg/kubelet/kuberuntime, computePodActions).
static bool is_done(const struct pod *pod, const struct pod_container *container)
{
    return container->phase == CONTAINER_TERMINATED && !runs_again(pod, container);
}

static bool is_stuck(const struct pod *pod, const struct pod_container *container)
{
    if (container->phase == CONTAINER_TERMINATED)
        return container->exit_code != 0 && !runs_again(pod, container);
    if (container->phase != CONTAINER_WAITING || container->reason == NULL)
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(stuck_reasons); i++)
        if (str_eq(container->reason, stuck_reasons[i]))
            return true;
    return false;
}

static bool is_settled(const struct pod *pod, const struct pod_container *container)
{
    if (container->kind == CONTAINER_EPHEMERAL)
        return true;
    if (container->phase == CONTAINER_RUNNING)
        return container->kind == CONTAINER_ORDINARY || container->sidecar;
    return is_done(pod, container);
}

static void add_container(const struct pod *pod, const struct pod_container *container,
                          struct strbuf *why)
{
    strbuf_add_format(why, "container \"%s\": ", container->name);
    container_add_state(pod, container, why);
    if (container->message != NULL && container->message[0] != '\0')
        strbuf_add_format(why, ": %s", container->message);
}

static const struct pod_container *
find(const struct pod *pod, bool (*wanted)(const struct pod *, const struct pod_container *))
{
    for (size_t i = 0; i < pod->container_count; i++)
        if (pod->containers[i].kind != CONTAINER_EPHEMERAL && wanted(pod, &pod->containers[i]))
            return &pod->containers[i];
    return NULL;
}

static bool is_unsettled(const struct pod *pod, const struct pod_container *container)
{
    return !is_settled(pod, container);
}

// What the pod as a whole says; false if it says nothing.
static bool stuck_as_a_whole(const struct pod *pod, struct strbuf *why)
{
    if (pod->deleted)
        strbuf_add_text(why, "it is being deleted");
    else if (pod->unschedulable != NULL && pod->node == NULL && !pod->nominated)
        strbuf_add_format(why, "Unschedulable: %s", pod->unschedulable);
    else if (str_eq(pod->phase, "Failed") && pod->reason != NULL)
        pod_add_state(pod, why);
    else
        return false;
    return true;
}

enum pod_progress pod_progress(const struct pod *pod, struct strbuf *why)
{
    if (stuck_as_a_whole(pod, why))
        return POD_STUCK;
    if (str_eq(pod->phase, "Succeeded"))
        return POD_STARTED;
    const struct pod_container *stuck = find(pod, is_stuck);
    if (stuck != NULL) {
        add_container(pod, stuck, why);
        return POD_STUCK;
    }
    if (str_eq(pod->phase, "Failed")) {
        pod_add_state(pod, why);
        return POD_STUCK;
    }
    const struct pod_container *unsettled = find(pod, is_unsettled);
    if (unsettled == NULL)
        return POD_STARTED;
    if (pod->node == NULL)
        strbuf_add_text(why, "no node yet");
    else if (pod_is_untaken(pod))
        strbuf_add_format(why, "not taken by the kubelet of node \"%s\" yet", pod->node);
    else
        add_container(pod, unsettled, why);
    return POD_STARTING;
}

static bool is_stale(const struct pod_container *before, const struct pod_container *now)
{
    return !str_eq(before->image, now->image) && str_eq(before->id, now->id) &&
           before->phase == now->phase && before->restart_count == now->restart_count &&
           str_eq(before->reason, now->reason) && str_eq(before->message, now->message);
}

bool pod_is_stale(const struct pod *before, const struct pod *now)
{
    if (!str_eq(before->uid, now->uid))
        return false;
    for (size_t i = 0; i < now->container_count; i++) {
        const struct pod_container *container = pod_find_container(before, now->containers[i].name);
        if (container != NULL && !is_done(now, &now->containers[i]) &&
            is_stale(container, &now->containers[i]))
            return true;
    }
    return false;
}
