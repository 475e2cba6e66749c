// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/undeploy.h"

#include "common/base/deadline.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "common/model/json_put.h"
#include "kubectl-nsinfo/agent/agent.h"
#include "kubectl-nsinfo/apiserver/paths.h"
#include "kubectl-nsinfo/flow/agent_states.h"
#include "kubectl-nsinfo/flow/field_manager.h"
#include "kubectl-nsinfo/flow/leftovers.h"
#include "kubectl-nsinfo/pod/pod_list.h"

enum { PAUSE_MS = 500, MOST_NAMED = 5 };

struct remover {
    struct session *session;
    const struct undeploy_watcher *watcher;
    struct outcome *outcome;
    uint64_t deadline;
    uint64_t timeout_ms;
    bool agents;        // whether they are among what is deleted
    struct bundle left; // those that are being deleted; their json is shared
};

static void remover_release(struct remover *remover)
{
    bundle_release(&remover->left);
}

static const char *uid_of(const json_t *object)
{
    const char *uid =
        json_string_value(json_object_get(json_object_get(object, "metadata"), "uid"));

    return uid == NULL ? "" : uid;
}

static const struct kube_kind *const kube_namespaces = &kube_kinds[0];

static bool is_kube_namespace(const struct kube_object *object)
{
    return object->kind == kube_namespaces;
}

// 0 if the Kubernetes namespace may go, with all that is in it.
static int check_leftovers(struct remover *remover, const struct kube_object *object,
                           struct error *err)
{
    CLEANUP_TEXT_LIST struct text_list left = {0};
    CLEANUP_STRBUF struct strbuf names = {0};

    if (leftovers_get(remover->session, object->name, &left, err) < 0)
        return -1;
    if (left.count == 0)
        return 0;
    for (size_t i = 0; i < left.count && i < MOST_NAMED; i++)
        strbuf_add_format(&names, "%s%s", i == 0 ? "" : ", ", left.items[i]);
    if (left.count > MOST_NAMED)
        strbuf_add_format(&names, " and %zu more", left.count - MOST_NAMED);
    return error_set(err, ERROR_BAD_REQUEST,
                     "namespace \"%s\" is left, for it holds what deploy has not made: %s",
                     object->name, strbuf_text(&names));
}

static int delete_one(struct remover *remover, const struct kube_object *object, struct error *err)
{
    CLEANUP_FREE char *path = path_kind_object(object->kind, object->kube_namespace, object->name);
    // Should it have been made anew meanwhile, it is not the one that was shown.
    CLEANUP_JSON json_t *options =
        json_pack("{s:s, s:s, s:s, s:{s:s}}", "apiVersion", "v1", "kind", "DeleteOptions",
                  "propagationPolicy", "Background", "preconditions", "uid", uid_of(object->json));
    CLEANUP_STRBUF struct strbuf document = {0};

    json_add_dump(&document, options, JSON_COMPACT);
    if (is_kube_namespace(object) && check_leftovers(remover, object, err) < 0)
        return -1;
    return connection_delete(remover->session->connection, path, strbuf_text(&document), err);
}

static void delete_all(struct remover *remover, const struct bundle *deployed)
{
    for (size_t i = 0; i < deployed->count; i++) {
        const struct kube_object *object = &deployed->items[i];
        CLEANUP_ERROR struct error err = {0};

        if (delete_one(remover, object, &err) < 0) {
            // That somebody else was faster is as good.
            if (err.code != ERROR_NOT_FOUND && outcome_add_error(remover->outcome, &err))
                return;
            continue;
        }
        remover->watcher->deleted(remover->watcher->context, object);
        if (bundle_add(&remover->left, object->kind, json_incref(object->json), &err) < 0)
            return;
    }
}

// Whether it is not there any more; what cannot be found out is not.
static bool is_gone(struct remover *remover, const struct kube_object *object)
{
    CLEANUP_FREE char *path = path_kind_object(object->kind, object->kube_namespace, object->name);
    CLEANUP_JSON json_t *now = NULL;
    CLEANUP_ERROR struct error err = {0};

    if (connection_get(remover->session->connection, path, deadline_left(remover->deadline) + 1,
                       &now, &err) < 0)
        return err.code == ERROR_NOT_FOUND;
    return !str_eq(uid_of(now), uid_of(object->json));
}

// The agents' pods outlive their DaemonSet for a moment.
static bool are_agents_gone(struct remover *remover)
{
    CLEANUP_POD_LIST struct pod_list agents = {0};
    CLEANUP_ERROR struct error err = {0};

    if (!remover->agents)
        return true;
    return agent_list(remover->session->connection, remover->session->agents_in, &agents, &err) ==
               0 &&
           agents.count == 0;
}

// Drops those that are gone off the end of the list, which the Kubernetes namespaces are at.
static void drop_gone(struct remover *remover)
{
    struct bundle *left = &remover->left;

    while (left->count > 0 && is_gone(remover, &left->items[left->count - 1]))
        json_decref(left->items[--left->count].json);
}

static void show(const struct remover *remover)
{
    CLEANUP_STRBUF struct strbuf text = {0};
    const struct bundle *left = &remover->left;

    if (left->count == 0) {
        strbuf_add_text(&text, "waiting for the agents to end");
    } else {
        strbuf_add_text(&text, "waiting for ");
        kube_object_add_name(&left->items[left->count - 1], &text);
        strbuf_add_text(&text, " to be gone");
    }
    remover->watcher->waiting(remover->watcher->context, strbuf_text(&text));
}

// What is known of why it takes so long: an agent that has not ended, on a node that is down say.
static void add_reason(struct remover *remover, struct strbuf *text)
{
    enum { LIMIT_MS = 5000 };
    CLEANUP_AGENT_STATES struct agent_states agents = {0};
    CLEANUP_ERROR struct error untold = {0};

    if (agent_states_get(remover->session, LIMIT_MS, &agents, &untold) < 0 || agents.count == 0)
        return;
    const struct agent_on_node *agent = &agents.items[0];
    for (size_t i = 0; i < agents.count && agent->state != AGENT_NODE_DOWN; i++)
        agent = &agents.items[i];
    strbuf_add_format(text, ": the agent on node \"%s\" (pod \"%s\") has not ended", agent->node,
                      agent->pod);
    if (agent->state == AGENT_NODE_DOWN)
        strbuf_add_format(text, ", and cannot before its node is back (%s)", agent->why);
}

static void add_timeout(struct remover *remover)
{
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_STRBUF struct strbuf name = {0};
    CLEANUP_STRBUF struct strbuf reason = {0};
    const struct bundle *left = &remover->left;

    add_reason(remover, &reason);
    if (left->count == 0)
        strbuf_add_text(&name, "the agents' pods");
    else
        kube_object_add_name(&left->items[left->count - 1], &name);
    error_set(&err, ERROR_TIMEOUT, "timed out waiting for %s to be gone (%gs)%s",
              strbuf_text(&name), (double)remover->timeout_ms / 1000, strbuf_text(&reason));
    outcome_add_error(remover->outcome, &err);
}

static void wait_for_end(struct remover *remover)
{
    for (;;) {
        uint64_t left = deadline_left(remover->deadline);

        drop_gone(remover);
        if (remover->left.count == 0 && are_agents_gone(remover))
            return;
        if (left == 0) {
            add_timeout(remover);
            return;
        }
        show(remover);
        sleep_ms(PAUSE_MS < left ? PAUSE_MS : left);
    }
}

static bool is_managed(const json_t *object)
{
    const json_t *entries = json_object_get(json_object_get(object, "metadata"), "managedFields");

    for (size_t i = 0; i < json_array_size(entries); i++)
        if (str_eq(json_string_value(json_object_get(json_array_get(entries, i), "manager")),
                   FIELD_MANAGER))
            return true;
    return false;
}

// Fields that a manager no longer applies, and that nobody else manages, are removed. With a UID
// nothing is made anew.
static int give_fields_back(struct remover *remover, const struct kube_object *object,
                            struct error *err)
{
    CLEANUP_FREE char *path =
        path_kind_apply(object->kind, NULL, object->name, FIELD_MANAGER, false);
    CLEANUP_JSON json_t *bare =
        json_pack("{s:s, s:s, s:{s:s, s:s}}", "apiVersion", "v1", "kind", "Namespace", "metadata",
                  "name", object->name, "uid", uid_of(object->json));
    CLEANUP_STRBUF struct strbuf document = {0};
    CLEANUP_JSON json_t *reply = NULL;

    if (!is_managed(object->json))
        return 0;
    json_add_dump(&document, bare, JSON_COMPACT);
    return connection_apply(remover->session->connection, path, strbuf_text(&document),
                            document.len, &reply, err);
}

// The agents' Kubernetes namespace that is not deploy's own to delete, if there is such a one.
static int leave_kube_namespace(struct remover *remover, const struct bundle *deployed,
                                struct error *err)
{
    struct kube_object object = {.kind = kube_namespaces, .name = remover->session->agents_in};
    CLEANUP_FREE char *path = path_kind_object(object.kind, NULL, object.name);
    CLEANUP_JSON json_t *json = NULL;

    for (size_t i = 0; i < deployed->count; i++)
        if (is_kube_namespace(&deployed->items[i]) && str_eq(deployed->items[i].name, object.name))
            return 0;
    if (connection_get(remover->session->connection, path, 0, &json, err) < 0) {
        if (err->code != ERROR_NOT_FOUND)
            return -1;
        error_release(err);
        return 0;
    }
    object.json = json;
    if (give_fields_back(remover, &object, err) < 0)
        return -1;
    remover->watcher->left(remover->watcher->context, &object);
    return 0;
}

// What is not deploy's to delete.
static void check_others(struct remover *remover, const struct bundle *deployed)
{
    CLEANUP_ERROR struct error own = {0};
    CLEANUP_ERROR struct error others = {0};

    if (leave_kube_namespace(remover, deployed, &own) < 0)
        outcome_add_error(remover->outcome, &own);
    if (bundle_find(deployed, "DaemonSet") == NULL &&
        flow_deployed_check(remover->session, &others) < 0)
        outcome_add_error(remover->outcome, &others);
}

void flow_undeploy(struct session *session, const struct bundle *deployed, bool wait,
                   uint64_t timeout_ms, const struct undeploy_watcher *watcher,
                   struct outcome *outcome)
{
    CLEANUP(remover_release)
    struct remover remover = {
        .session = session,
        .watcher = watcher,
        .outcome = outcome,
        .deadline = deadline_in(timeout_ms),
        .timeout_ms = timeout_ms,
    };

    delete_all(&remover, deployed);
    remover.agents = bundle_find(&remover.left, "DaemonSet") != NULL;
    check_others(&remover, deployed);
    if (!wait || remover.left.count == 0)
        return;
    wait_for_end(&remover);
    watcher->waiting(watcher->context, NULL);
}
