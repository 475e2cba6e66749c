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
