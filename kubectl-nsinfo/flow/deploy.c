// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/deploy.h"

#include "common/base/text.h"
#include "common/base/version_order.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "common/model/json_put.h"
#include "kubectl-nsinfo/agent/place.h"
#include "kubectl-nsinfo/apiserver/paths.h"
#include "kubectl-nsinfo/flow/field_manager.h"

static const char VERSION_LABEL[] = "app.kubernetes.io/version";

// NULL, and no error, if it is not there.
static int get(struct session *session, const struct kube_object *object, json_t **ret,
               struct error *err)
{
    CLEANUP_FREE char *path = path_kind_object(object->kind, object->kube_namespace, object->name);

    if (connection_get(session->connection, path, 0, ret, err) == 0)
        return 0;
    if (err->code != ERROR_NOT_FOUND)
        return -1;
    error_release(err);
    *ret = NULL;
    return 0;
}

static const char *version_of(const json_t *daemon_set)
{
    const json_t *spec = json_object_get(daemon_set, "spec");

    return kube_object_label(json_object_get(spec, "template"), VERSION_LABEL);
}

// The version that the manifest of what is there says of itself. Neither its image's tag, which
// may be anybody's, nor what the agents answer, who may be of several versions during an update.
static int check_version(struct session *session, const struct deploy_wish *wish, struct error *err)
{
    const struct kube_object *ours = bundle_find(wish->bundle, "DaemonSet");
    CLEANUP_JSON json_t *there = NULL;
    int order = 0;

    if (ours == NULL || wish->force_version)
        return 0;
    if (get(session, ours, &there, err) < 0)
        return -1;
    const char *version = version_of(there);
    const char *own = version_of(ours->json);
    if (version == NULL || own == NULL || version_order(version, own, &order) < 0 || order <= 0)
        return 0;
    return error_set(err, ERROR_BAD_REQUEST,
                     "the cluster has agents of version %s, newer than this program's %s: update "
                     "this program, or put the older agents there with --force",
                     version, own);
}

// Two sets of agents would share the objects that are in no Kubernetes namespace: a second one
// would take them from the first, which then could not tell who may see what.
static int check_place(struct session *session, const struct deploy_wish *wish, struct error *err)
{
    const struct kube_object *binding = bundle_find(wish->bundle, "ClusterRoleBinding");
    const struct kube_object *daemon_set = bundle_find(wish->bundle, "DaemonSet");
    CLEANUP_JSON json_t *bound = NULL;
    CLEANUP_JSON json_t *agents = NULL;

    if (daemon_set == NULL || binding == NULL)
        return 0;
    if (get(session, binding, &bound, err) < 0)
        return -1;
    const json_t *subject = json_array_get(json_object_get(bound, "subjects"), 0);
    const char *other = json_string_value(json_object_get(subject, "namespace"));
    const struct kube_object theirs = {daemon_set->kind, other, daemon_set->name, NULL};
    if (other == NULL || str_eq(other, session->agents_in))
        return 0;
    if (get(session, &theirs, &agents, err) < 0)
        return -1;
    if (agents == NULL)
        return 0;
    CLEANUP_FREE char *option = agent_place_option(other);
    return error_set(err, ERROR_BAD_REQUEST,
                     "the cluster has agents in namespace \"%s\" already, and takes one set of "
                     "them: bring those up to date with 'kubectl nsinfo deploy%s', or take them "
                     "off first with 'kubectl nsinfo undeploy%s'",
                     other, option, option);
}

// People of a team reach the agents by a role that these have brought along.
static int check_agents_role(struct session *session, const struct deploy_wish *wish,
                             struct error *err)
{
    const struct kube_object role = {kube_kind_find("rbac.authorization.k8s.io/v1", "Role"),
                                     session->agents_in, "nsinfo-user", NULL};
    CLEANUP_JSON json_t *there = NULL;

    if (bundle_find(wish->bundle, "DaemonSet") != NULL)
        return 0;
    if (get(session, &role, &there, err) < 0)
        return -1;
    if (there != NULL)
        return 0;
    CLEANUP_FREE char *option = agent_place_option(session->agents_in);
    return error_set(err, ERROR_NOT_FOUND,
                     "there are no agents in namespace \"%s\": put them on the cluster first, with "
                     "'kubectl nsinfo deploy%s', or say with --agent-namespace where they are",
                     session->agents_in, option);
}

static int keep_owner(struct session *session, const struct kube_object *object, struct error *err)
{
    CLEANUP_JSON json_t *there = NULL;

    if (!str_eq(object->kind->kind, "Namespace"))
        return 0;
    if (get(session, object, &there, err) < 0)
        return -1;
    if (there == NULL || str_eq(kube_object_label(there, BUNDLE_LABEL), BUNDLE_MANAGER))
        return 0;
    json_object_del(json_object_get(json_object_get(object->json, "metadata"), "labels"),
                    BUNDLE_LABEL);
    return 0;
}

// Adds to the API server's words what to do.
static int explain(const struct deploy_wish *wish, struct error *err)
{
    CLEANUP_FREE char *words = NULL;

    if (str_eq(err->prefix, "Error from server (Conflict)") && !wish->force_conflicts) {
        words = steal(&err->message);
        err->message = xasprintf("%s\nSomebody else has set these fields: with --force-conflicts "
                                 "deploy takes them over",
                                 words);
    }
    return -1;
}

static int apply(struct session *session, const struct deploy_wish *wish,
                 const struct kube_object *object, struct error *err)
{
    CLEANUP_FREE char *path = path_kind_apply(object->kind, object->kube_namespace, object->name,
                                              FIELD_MANAGER, wish->force_conflicts);
    CLEANUP_STRBUF struct strbuf document = {0};
    CLEANUP_JSON json_t *reply = NULL;

    json_add_dump(&document, object->json, JSON_COMPACT);
    if (connection_apply(session->connection, path, strbuf_text(&document), document.len, &reply,
                         err) < 0)
        return explain(wish, err);
    return 0;
}

int flow_deploy(struct session *session, const struct deploy_wish *wish,
                const struct deploy_watcher *watcher, struct rollout_start *ret, struct error *err)
{
    const struct kube_object *daemon_set = bundle_find(wish->bundle, "DaemonSet");

    if (check_place(session, wish, err) < 0 || check_agents_role(session, wish, err) < 0 ||
        check_version(session, wish, err) < 0)
        return -1;
    if (daemon_set != NULL)
        rollout_start_note(session, daemon_set, ret);
    for (size_t i = 0; i < wish->bundle->count; i++) {
        const struct kube_object *object = &wish->bundle->items[i];
        if (keep_owner(session, object, err) < 0 || apply(session, wish, object, err) < 0)
            return -1;
        watcher->applied(watcher->context, object);
    }
    return 0;
}
