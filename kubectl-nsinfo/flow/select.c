// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/select.h"

#include "common/base/xalloc.h"
#include "kubectl-nsinfo/flow/pod_query.h"
#include "kubectl-nsinfo/flow/pods.h"

void pod_selection_release(struct pod_selection *selection)
{
    pod_refs_release(&selection->refs);
    free(selection->field_selector);
    *selection = (struct pod_selection){0};
}

bool pod_selection_is_one(const struct pod_selection *selection)
{
    return selection->refs.count == 1 && selection->refs.items[0].owner == NULL;
}

// Leaves out those without the container. That all are is an error, in the words that kubectl logs
// has for the first of them.
static int keep_with_container(const char *container, struct pod_pack *pods, struct error *err)
{
    CLEANUP_POD_PACK struct pod_pack kept = {.detail = pods->detail};

    for (size_t i = 0; i < pods->count; i++) {
        CLEANUP_POD_VIEW struct pod pod = {0};

        pod_pack_view(pods, i, &pod);
        if (pod_find_container(&pod, container) != NULL)
            pod_pack_add(&kept, &pod);
    }
    if (pods->count > 0 && kept.count == 0) {
        CLEANUP_POD_VIEW struct pod first = {0};

        pod_pack_view(pods, 0, &first);
        return pod_require_container(&first, container, err);
    }
    pod_pack_release(pods);
    pod_pack_move(pods, &kept);
    return 0;
}

static int find_ref(struct session *session, const struct pod_selection *selection,
                    const struct pod_ref *ref, struct pod_pack *pods, struct error *err)
{
    const char *kube_namespace =
        ref->kube_namespace == NULL ? session->access.kube_namespace : ref->kube_namespace;
    CLEANUP_POD struct pod pod = {0};

    if (ref->owner != NULL)
        return flow_query_owner(session, ref, kube_namespace, selection->chunk_size, pods, err);
    if (flow_get_pod(session, kube_namespace, ref->name, 0, &pod, err) < 0)
        return -1;
    pod_pack_add(pods, &pod);
    return 0;
}

static int find_all(struct session *session, const struct pod_selection *selection,
                    struct pod_pack *pods, struct error *err)
{
    const struct pod_query query = {
        .kube_namespace = selection->all_kube_namespaces ? NULL : session->access.kube_namespace,
        .label_selector = selection->label_selector,
        .field_selector = selection->field_selector,
        .chunk_size = selection->chunk_size,
    };

    return flow_query_pods(session, &query, pods, err);
}

// Those of a ref; without one, all. Negative if nothing further is worth asking.
static int select_some(struct session *session, const struct pod_selection *selection,
                       const struct pod_ref *ref, struct pod_pack *pods, struct outcome *outcome)
{
    CLEANUP_POD_PACK struct pod_pack found = {.detail = pods->detail};
    CLEANUP_ERROR struct error err = {0};
    int rc = ref == NULL ? find_all(session, selection, &found, &err)
                         : find_ref(session, selection, ref, &found, &err);

    if (rc < 0 && selection->ignore_not_found && err.code == ERROR_NOT_FOUND)
        return 0;
    if (rc == 0 && selection->container != NULL)
        rc = keep_with_container(selection->container, &found, &err);
    if (rc < 0)
        return outcome_add_error(outcome, &err) ? -1 : 0;
    pod_pack_move(pods, &found);
    return 0;
}

void flow_select(struct session *session, const struct pod_selection *selection,
                 struct pod_pack *pods, struct outcome *outcome)
{
    if (!selection->named)
        (void)select_some(session, selection, NULL, pods, outcome);
    for (size_t i = 0; i < selection->refs.count; i++)
        if (select_some(session, selection, &selection->refs.items[i], pods, outcome) < 0)
            return;
}
