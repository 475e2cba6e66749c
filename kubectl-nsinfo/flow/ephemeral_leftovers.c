// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/ephemeral_leftovers.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/apiserver/paths.h"
#include "kubectl-nsinfo/bundle/ephemeral.h"
#include "kubectl-nsinfo/flow/cleaner.h"

enum { YOUNG_S = 10 * 60 };

static const char OWNER_END[] = "-agent";

static const json_t *metadata_of(const json_t *object)
{
    return json_object_get(object, "metadata");
}

static int64_t created(const json_t *object)
{
    int64_t time = 0;

    return time_parse(json_text_or_empty(metadata_of(object), "creationTimestamp"), &time) < 0
               ? 0
               : time;
}

// The name of the run whose owner the object is; NULL if it is none. The caller frees it.
static char *run_of(const json_t *object)
{
    const char *name = json_text_or_empty(metadata_of(object), "name");
    size_t len = strlen(name);
    size_t end = strlen(OWNER_END);

    if (json_object_get(metadata_of(object), "ownerReferences") != NULL || len <= end ||
        !str_eq(name + len - end, OWNER_END))
        return NULL;
    return xstrndup(name, len - end);
}

static bool has_live_pods(struct session *session, const char *run)
{
    const struct list_request request = {
        .api_path = "/api/v1", .kube_namespace = run, .kind = "pods"};
    CLEANUP_FREE char *path = path_list(&request);
    CLEANUP_JSON json_t *reply = NULL;
    CLEANUP_ERROR struct error err = {0};

    if (connection_get(session->connection, path, 0, &reply, &err) < 0)
        return true;
    const json_t *items = json_object_get(reply, "items");
    for (size_t i = 0; i < json_array_size(items); i++) {
        const char *phase =
            json_text_or_empty(json_object_get(json_array_get(items, i), "status"), "phase");
        if (!str_eq(phase, "Failed") && !str_eq(phase, "Succeeded"))
            return true;
    }
    return false;
}

// The name of the run that an object is of; NULL if it is of none. The caller frees it.
static char *run_of_any(const struct kube_object *object)
{
    if (!str_eq(kube_object_label(object->json, EPHEMERAL_LABEL), EPHEMERAL_VALUE))
        return NULL;
    if (object->kube_namespace != NULL)
        return xstrdup(object->kube_namespace);
    const char *dash = strrchr(object->name, '-');
    bool whole = str_eq(object->kind->kind, "Namespace") || dash == NULL;
    return whole ? xstrdup(object->name) : xstrndup(object->name, (size_t)(dash - object->name));
}

static bool is_in(const struct text_list *list, const char *text)
{
    for (size_t i = 0; i < list->count; i++)
        if (str_eq(list->items[i], text))
            return true;
    return false;
}

void ephemeral_leftovers_keep(struct session *session, struct bundle *bundle)
{
    CLEANUP_TEXT_LIST struct text_list looked_at = {0};
    CLEANUP_TEXT_LIST struct text_list live = {0};
    size_t kept = 0;

    for (size_t i = 0; i < bundle->count; i++) {
        CLEANUP_FREE char *run = run_of_any(&bundle->items[i]);
        if (run != NULL && !is_in(&looked_at, run)) {
            text_list_add(&looked_at, run);
            if (has_live_pods(session, run))
                text_list_add(&live, run);
        }
        if (run == NULL || !is_in(&live, run))
            bundle->items[kept++] = bundle->items[i];
        else
            json_decref(bundle->items[i].json);
    }
    bundle->count = kept;
}

static void consider(struct session *session, const struct kube_kind *kind, const json_t *object,
                     int64_t now)
{
    CLEANUP_FREE char *run = run_of(object);
    CLEANUP_ERROR struct error err = {0};

    if (run == NULL || created(object) + YOUNG_S > now || has_live_pods(session, run))
        return;
    CLEANUP_FREE char *path =
        path_kind_object(kind, NULL, json_text_or_empty(metadata_of(object), "name"));
    // Whatever comes of it: it is not what was asked for.
    (void)!cleaner_delete(session->connection, path, &err);
}

void ephemeral_leftovers_remove(struct session *session, const json_t *own_owner)
{
    const struct kube_kind *kind =
        kube_kind_find("rbac.authorization.k8s.io/v1", ephemeral_owner_kind);
    CLEANUP_FREE char *path = path_kind_list(kind, NULL, EPHEMERAL_SELECTOR, NULL);
    CLEANUP_JSON json_t *reply = NULL;
    CLEANUP_ERROR struct error err = {0};

    if (connection_get(session->connection, path, 0, &reply, &err) < 0)
        return;
    const json_t *items = json_object_get(reply, "items");
    for (size_t i = 0; i < json_array_size(items); i++)
        consider(session, kind, json_array_get(items, i), created(own_owner));
}
