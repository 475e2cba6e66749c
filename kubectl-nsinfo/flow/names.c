// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/names.h"

#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "common/model/limits.h"
#include "kubectl-nsinfo/apiserver/paths.h"
#include "kubectl-nsinfo/flow/pods.h"

void name_list_release(struct name_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->items[i]);
    free(list->items);
    *list = (struct name_list){0};
}

static void add_name(struct name_list *list, const char *name)
{
    list->items = xgrow(list->items, &list->capacity, list->count + 1, sizeof(*list->items));
    list->items[list->count++] = xstrdup(name);
}

static int get_names(struct session *session, const char *path, struct name_list *ret,
                     struct error *err)
{
    CLEANUP_JSON json_t *reply = NULL;
    const json_t *items = NULL;

    if (connection_get(session->connection, path, LIMIT_PROPOSAL_MILLISECONDS, &reply, err) < 0 ||
        json_get_array(reply, "items", &items, err) < 0)
        return -1;
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *metadata = json_object_get(json_array_get(items, i), "metadata");
        const char *name = json_string_value(json_object_get(metadata, "name"));
        if (name != NULL)
            add_name(ret, name);
    }
    return 0;
}

// Of a kind of the core's; kube_namespace as for a list_request.
static int get_first_names(struct session *session, const char *kube_namespace, const char *kind,
                           struct name_list *ret, struct error *err)
{
    CLEANUP_FREE char *path = path_list(&(struct list_request){.api_path = "/api/v1",
                                                               .kube_namespace = kube_namespace,
                                                               .kind = kind,
                                                               .limit = LIMIT_PROPOSALS_COUNT});

    return get_names(session, path, ret, err);
}

int flow_kube_namespace_names(struct session *session, struct name_list *ret, struct error *err)
{
    return get_first_names(session, NULL, "namespaces", ret, err);
}

int flow_node_names(struct session *session, struct name_list *ret, struct error *err)
{
    return get_first_names(session, NULL, "nodes", ret, err);
}

int flow_pod_names(struct session *session, struct name_list *ret, struct error *err)
{
    return get_first_names(session, session->access.kube_namespace, "pods", ret, err);
}

int flow_container_names(struct session *session, const char *pod, struct name_list *ret,
                         struct error *err)
{
    CLEANUP_POD struct pod found = {0};

    if (flow_get_pod(session, session->access.kube_namespace, pod, LIMIT_PROPOSAL_MILLISECONDS,
                     &found, err) < 0)
        return -1;
    for (size_t i = 0; i < found.container_count; i++)
        add_name(ret, found.containers[i].name);
    return 0;
}
