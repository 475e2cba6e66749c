// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/agent_states.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/agent/agent.h"
#include "kubectl-nsinfo/apiserver/paths.h"
#include "kubectl-nsinfo/bundle/bundle.h"
#include "kubectl-nsinfo/pod/pod_decode.h"
#include "kubectl-nsinfo/pod/pod_progress.h"

// What the DaemonSet's controller labels its pods and its revisions with (apps/v1,
// ControllerRevisionHashLabelKey).
static const char REVISION_LABEL[] = "controller-revision-hash";

static const struct kube_kind nodes = {"Node", "", "v1", "nodes", false};
static const struct kube_kind revisions = {"ControllerRevision", "apps", "v1",
                                           "controllerrevisions", true};

// Of one look: more agents than these are not looked into, however many are not ready.
enum { MOST_LOOKED_INTO = 20 };

void agent_states_release(struct agent_states *states)
{
    for (size_t i = 0; i < states->count; i++) {
        free(states->items[i].node);
        free(states->items[i].pod);
        free(states->items[i].why);
    }
    free(states->items);
    *states = (struct agent_states){0};
}

// The node that the controller has made a pod for, before it is scheduled (k8s.io/kubernetes
// pkg/controller/daemon/util, ReplaceDaemonSetPodNodeNameNodeAffinity).
static const char *wanted_node(const json_t *pod)
{
    const json_t *affinity = json_object_get(json_object_get(pod, "spec"), "affinity");
    const json_t *required = json_object_get(json_object_get(affinity, "nodeAffinity"),
                                             "requiredDuringSchedulingIgnoredDuringExecution");
    const json_t *term = json_array_get(json_object_get(required, "nodeSelectorTerms"), 0);
    const json_t *field = json_array_get(json_object_get(term, "matchFields"), 0);
    const char *name = json_string_value(json_array_get(json_object_get(field, "values"), 0));

    return name == NULL ? "" : name;
}

// By the reasons that the kubelet gives (k8s.io/kubernetes pkg/kubelet/images/types.go).
static bool lacks_image(const struct pod *pod)
{
    static const char *const reasons[] = {"ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull",
                                          "InvalidImageName", "RegistryUnavailable"};

    for (size_t i = 0; i < pod->container_count; i++)
        for (size_t k = 0; k < ARRAY_SIZE(reasons); k++)
            if (str_eq(pod->containers[i].reason, reasons[k]))
                return true;
    return false;
}

static void judge(const struct pod *pod, bool outdated, struct agent_on_node *ret)
{
    CLEANUP_STRBUF struct strbuf why = {0};
    enum pod_progress progress = pod_progress(pod, &why);

    if (pod->deleted) {
        ret->state = AGENT_STARTING;
        ret->why = xstrdup("the one before is still ending");
        return;
    }
    if (outdated) {
        ret->state = AGENT_OUTDATED;
        ret->why = xstrdup("it is still the one before");
        return;
    }
    if (pod->ready) {
        ret->state = AGENT_READY;
        return;
    }
    if (progress == POD_STARTED)
        strbuf_add_text(&why, "it runs, but is not ready");
    ret->state = progress == POD_STUCK ? AGENT_STUCK : AGENT_STARTING;
    ret->lacks_image = lacks_image(pod);
    ret->why = strbuf_steal(&why);
}

static int add(struct agent_states *states, const json_t *json, const char *revision,
               struct error *err)
{
    CLEANUP_POD struct pod pod = {0};
    const char *own = kube_object_label(json, REVISION_LABEL);

    if (pod_decode(json, &pod, err) < 0)
        return -1;
    states->items =
        xgrow(states->items, &states->capacity, states->count + 1, sizeof(*states->items));
    struct agent_on_node *agent = &states->items[states->count++];
    *agent = (struct agent_on_node){
        .node = xstrdup(pod.node == NULL ? wanted_node(json) : pod.node),
        .pod = xstrdup(pod.name),
    };
    judge(&pod, revision != NULL && own != NULL && !str_eq(own, revision), agent);
    return 0;
}

// The hash of the latest template, or NULL.
static char *latest_revision(struct session *session, uint64_t limit_ms)
{
    CLEANUP_FREE char *path = path_kind_list(&revisions, session->agents_in, AGENT_SELECTOR, NULL);
    CLEANUP_JSON json_t *reply = NULL;
    CLEANUP_ERROR struct error err = {0};
    const char *latest = NULL;
    json_int_t highest = -1;

    if (connection_get(session->connection, path, limit_ms, &reply, &err) < 0)
        return NULL;
    const json_t *items = json_object_get(reply, "items");
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        json_int_t number = json_integer_value(json_object_get(item, "revision"));
        if (number <= highest)
            continue;
        highest = number;
        latest = kube_object_label(item, REVISION_LABEL);
    }
    return xstrdup(latest);
}

char *agent_node_trouble(const json_t *node)
{
    const json_t *conditions = json_object_get(json_object_get(node, "status"), "conditions");

    for (size_t i = 0; i < json_array_size(conditions); i++) {
        const json_t *condition = json_array_get(conditions, i);
        const char *message = json_string_value(json_object_get(condition, "message"));
        if (str_eq(json_string_value(json_object_get(condition, "type")), "Ready") &&
            !str_eq(json_string_value(json_object_get(condition, "status")), "True"))
            return xstrdup(message == NULL ? "it is not ready" : message);
    }
    return NULL;
}

static char *node_trouble(struct session *session, const char *name, uint64_t limit_ms)
{
    CLEANUP_FREE char *path = path_kind_object(&nodes, NULL, name);
    CLEANUP_JSON json_t *node = NULL;
    CLEANUP_ERROR struct error err = {0};

    if (connection_get(session->connection, path, limit_ms, &node, &err) < 0)
        return NULL;
    return agent_node_trouble(node);
}

// What a pod that is on its way does not say of itself: that a volume cannot be mounted, say. A
// file that the node does not have, as the socket of a runtime, does not come by waiting
// (k8s.io/kubernetes pkg/volume/hostpath).
static void add_warning(struct session *session, uint64_t limit_ms, struct agent_on_node *agent)
{
    static const char NO_FILE[] = "hostPath type check failed";
    CLEANUP_FREE char *warning = agent_warning_get(session, agent->pod, limit_ms);

    if (warning == NULL)
        return;
    CLEANUP_FREE char *words = steal(&agent->why);
    agent->why = xasprintf("%s (the last warning: %s)", words, warning);
    if (strstr(warning, NO_FILE) != NULL)
        agent->state = AGENT_STUCK;
}

static void look_into(struct session *session, uint64_t limit_ms, struct agent_states *states)
{
    size_t asked = 0;

    for (size_t i = 0; i < states->count && asked < MOST_LOOKED_INTO; i++) {
        struct agent_on_node *agent = &states->items[i];

        if (agent->state == AGENT_READY || agent->node[0] == '\0')
            continue;
        asked++;
        char *trouble = node_trouble(session, agent->node, limit_ms);
        if (trouble == NULL) {
            if (agent->state == AGENT_STARTING)
                add_warning(session, limit_ms, agent);
            continue;
        }
        free(agent->why);
        agent->why = trouble;
        agent->state = AGENT_NODE_DOWN;
    }
}

static int by_node(const void *a, const void *b)
{
    const struct agent_on_node *left = a;
    const struct agent_on_node *right = b;

    return strcmp(left->node, right->node);
}

int agent_states_get(struct session *session, uint64_t limit_ms, struct agent_states *ret,
                     struct error *err)
{
    CLEANUP_AGENT_STATES struct agent_states states = {0};
    const struct list_request request = {.api_path = "/api/v1",
                                         .kube_namespace = session->agents_in,
                                         .kind = "pods",
                                         .label_selector = AGENT_SELECTOR};
    CLEANUP_FREE char *path = path_list(&request);
    CLEANUP_FREE char *revision = latest_revision(session, limit_ms);
    CLEANUP_JSON json_t *reply = NULL;
    const json_t *items = NULL;

    if (connection_get(session->connection, path, limit_ms, &reply, err) < 0 ||
        json_get_array(reply, "items", &items, err) < 0)
        return -1;
    for (size_t i = 0; i < json_array_size(items); i++)
        if (add(&states, json_array_get(items, i), revision, err) < 0)
            return -1;
    look_into(session, limit_ms, &states);
    if (states.count > 0)
        qsort(states.items, states.count, sizeof(*states.items), by_node);
    *ret = states;
    states = (struct agent_states){0};
    return 0;
}
