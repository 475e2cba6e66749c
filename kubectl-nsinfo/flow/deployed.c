// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/agent/agent.h"
#include "kubectl-nsinfo/agent/place.h"
#include "kubectl-nsinfo/apiserver/paths.h"
#include "kubectl-nsinfo/flow/ephemeral_leftovers.h"
#include "kubectl-nsinfo/flow/undeploy.h"
#include "kubectl-nsinfo/pod/pod_list.h"

static int add_kind(struct session *session, const struct kube_kind *kind, struct bundle *bundle,
                    struct error *err)
{
    CLEANUP_FREE char *path = path_kind_list(kind, NULL, BUNDLE_SELECTOR, NULL);
    CLEANUP_JSON json_t *reply = NULL;

    if (connection_get(session->connection, path, 0, &reply, err) < 0)
        return -1;
    const json_t *items = json_object_get(reply, "items");
    for (size_t i = 0; i < json_array_size(items); i++)
        if (bundle_add(bundle, kind, json_incref(json_array_get(items, i)), err) < 0)
            return -1;
    return 0;
}

int flow_deployed_check(struct session *session, struct error *err)
{
    CLEANUP_POD_LIST struct pod_list agents = {0};
    size_t lasting = 0;

    if (agent_list(session->connection, session->agents_in, &agents, err) < 0)
        return -1;
    for (size_t i = 0; i < agents.count; i++)
        lasting += !agents.items[i].deleted;
    if (lasting == 0)
        return 0;
    return error_set(err, ERROR_NOT_FOUND,
                     "the agents in namespace \"%s\" were not put there by deploy: remove them as "
                     "they were put there, such as with 'kubectl delete -f deploy/'",
                     session->agents_in);
}

// Whose subject is in there, or which is there itself.
static bool is_of_place(const struct kube_object *object, const char *place)
{
    const json_t *subject = json_array_get(json_object_get(object->json, "subjects"), 0);

    if (str_eq(object->kind->kind, "Namespace"))
        return str_eq(object->name, place);
    if (str_eq(object->kind->kind, "ClusterRoleBinding"))
        return str_eq(json_string_value(json_object_get(subject, "namespace")), place);
    return str_eq(object->kube_namespace, place);
}

// Agents that are somewhere else; NULL if there are none.
static const struct kube_object *find_elsewhere(const struct bundle *bundle, const char *place)
{
    for (size_t i = 0; i < bundle->count; i++)
        if (str_eq(bundle->items[i].kind->kind, "DaemonSet") &&
            !is_of_place(&bundle->items[i], place))
            return &bundle->items[i];
    return NULL;
}

static void keep_those_of(struct bundle *bundle, const char *place)
{
    size_t kept = 0;

    for (size_t i = 0; i < bundle->count; i++) {
        if (is_of_place(&bundle->items[i], place))
            bundle->items[kept++] = bundle->items[i];
        else
            json_decref(bundle->items[i].json);
    }
    bundle->count = kept;
}

// With agents in one place alone, all that there is serves them. Deploy sees to that; but what it
// prints can be put on the cluster by others, in a second place: then what serves both stays.
static int narrow(struct session *session, struct bundle *bundle, struct error *err)
{
    const char *place = session->agents_in;
    const struct kube_object *elsewhere = find_elsewhere(bundle, place);

    if (elsewhere == NULL)
        return 0;
    CLEANUP_FREE char *option = agent_place_option(elsewhere->kube_namespace);
    error_set(err, ERROR_NOT_FOUND,
              "deploy has put nothing into namespace \"%s\", but agents into \"%s\": to take those "
              "off, say 'kubectl nsinfo undeploy%s'",
              place, elsewhere->kube_namespace, option);
    keep_those_of(bundle, place);
    if (bundle->count == 0)
        return -1;
    error_release(err);
    return 0;
}

int flow_deployed(struct session *session, struct bundle *ret, struct error *err)
{
    CLEANUP_BUNDLE struct bundle bundle = {0};

    for (size_t i = kube_kind_count; i-- > 0;)
        if (add_kind(session, &kube_kinds[i], &bundle, err) < 0)
            return -1;
    ephemeral_leftovers_keep(session, &bundle);
    if ((bundle.count == 0 && flow_deployed_check(session, err) < 0) ||
        narrow(session, &bundle, err) < 0)
        return -1;
    *ret = bundle;
    bundle = (struct bundle){0};
    return 0;
}
