// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/agent/agent.h"
#include "kubectl-nsinfo/apiserver/pages.h"
#include "kubectl-nsinfo/bundle/bundle.h"
#include "kubectl-nsinfo/flow/doctor_stages.h"

enum { NODES_PER_LIST = 100 };

static const char OS_LABEL[] = "kubernetes.io/os";

void doctor_nodes_release(struct doctor_nodes *nodes)
{
    for (size_t i = 0; i < nodes->count; i++) {
        free(nodes->items[i].name);
        free(nodes->items[i].trouble);
        free(nodes->items[i].unwanted);
        free(nodes->items[i].runtime);
    }
    free(nodes->items);
    *nodes = (struct doctor_nodes){0};
}

static struct doctor_node *add_node(struct doctor_nodes *nodes, const char *name)
{
    nodes->items = xgrow(nodes->items, &nodes->capacity, nodes->count + 1, sizeof(*nodes->items));
    nodes->items[nodes->count] = (struct doctor_node){.name = xstrdup(name)};
    return &nodes->items[nodes->count++];
}

// The first label that the DaemonSet asks of nodes and this one lacks, as "key=value"; or NULL.
static char *missing_label(const struct doctor *doctor, const json_t *node)
{
    const json_t *spec = json_object_get(doctor->daemon_set, "spec");
    const json_t *pod = json_object_get(json_object_get(spec, "template"), "spec");
    json_t *selector = json_object_get(pod, "nodeSelector");
    const char *key = NULL;
    json_t *value = NULL;

    json_object_foreach(selector, key, value)
    {
        const char *wanted = json_string_value(value);
        if (wanted != NULL && !str_eq(kube_object_label(node, key), wanted))
            return xasprintf("%s=%s", key, wanted);
    }
    return NULL;
}

static char *unwanted(const struct doctor *doctor, const json_t *node)
{
    const char *os = kube_object_label(node, OS_LABEL);
    CLEANUP_FREE char *label = missing_label(doctor, node);

    if (os != NULL && !str_eq(os, "linux"))
        return xasprintf("its system is %s, and agents run on Linux alone", os);
    if (label == NULL)
        return NULL;
    return xasprintf("the agents' DaemonSet asks for nodes with the label %s", label);
}

// k8s.io/api core/v1, NodeSystemInfo
static char *runtime_of(const json_t *node)
{
    const json_t *info = json_object_get(json_object_get(node, "status"), "nodeInfo");

    return xstrdup(json_string_value(json_object_get(info, "containerRuntimeVersion")));
}

struct finding_nodes {
    const struct doctor *doctor;
    struct doctor_nodes *nodes;
};

static int take(void *context, const json_t *page, struct error *err)
{
    const struct finding_nodes *finding = context;
    const json_t *items = NULL;

    if (json_get_array(page, "items", &items, err) < 0)
        return -1;
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *json = json_array_get(items, i);
        const json_t *metadata = json_object_get(json, "metadata");
        const char *name = json_string_value(json_object_get(metadata, "name"));

        if (name == NULL)
            return error_set(err, ERROR_BAD_REPLY, "a node has no name");
        if (finding->doctor->only_node != NULL && !str_eq(name, finding->doctor->only_node))
            continue;
        struct doctor_node *node = add_node(finding->nodes, name);
        node->trouble = agent_node_trouble(json);
        node->unwanted = unwanted(finding->doctor, json);
        node->runtime = runtime_of(json);
        node->cordoned =
            json_is_true(json_object_get(json_object_get(json, "spec"), "unschedulable"));
    }
    return 0;
}

static void forget(void *context)
{
    const struct finding_nodes *finding = context;

    doctor_nodes_release(finding->nodes);
}

static int list_nodes(const struct doctor *doctor, struct doctor_nodes *ret, struct error *err)
{
    const struct list_request request = {
        .api_path = "/api/v1", .kind = "nodes", .limit = NODES_PER_LIST};
    struct finding_nodes finding = {doctor, ret};
    const struct page_taker taker = {.take = take, .forget = forget, .context = &finding};

    return pages_get(doctor->session->connection, &request, &taker, err);
}

// Who may not list nodes knows of those that have an agent.
static void nodes_of_agents(const struct doctor *doctor, struct doctor_nodes *ret)
{
    for (size_t i = 0; i < doctor->states.count; i++) {
        const char *name = doctor->states.items[i].node;
        bool met = ret->count > 0 && str_eq(ret->items[ret->count - 1].name, name);

        if (!met && (doctor->only_node == NULL || str_eq(doctor->only_node, name)))
            add_node(ret, name);
    }
}

static bool is_better(const struct agent_on_node *a, const struct agent_on_node *b)
{
    return b == NULL || a->state == AGENT_READY ||
           (b->state != AGENT_READY && a->state == AGENT_OUTDATED);
}

static void add_agent(const struct doctor *doctor, struct doctor_node *node)
{
    CLEANUP_ERROR struct error ignored = {0};
    struct pod_list of_node = {0};

    for (size_t i = 0; i < doctor->states.count; i++) {
        const struct agent_on_node *state = &doctor->states.items[i];
        if (str_eq(state->node, node->name) && is_better(state, node->state))
            node->state = state;
    }
    // The list is ordered by node.
    for (size_t i = 0; i < doctor->pods.count; i++) {
        if (!str_eq(doctor->pods.items[i].node, node->name))
            continue;
        if (of_node.count++ == 0)
            of_node.items = &doctor->pods.items[i];
    }
    node->agent = agent_choose(&of_node, doctor->places.agents, node->name, &ignored);
}

static void add_count(struct doctor *doctor, const struct doctor_nodes *nodes)
{
    size_t ready = 0;

    for (size_t i = 0; i < nodes->count; i++)
        ready += nodes->items[i].trouble == NULL;
    if (doctor->only_node != NULL && nodes->count == 0) {
        diagnosis_add(doctor->diagnosis, CHECK_NODES, NULL, CHECK_BROKEN, "there is no node \"%s\"",
                      doctor->only_node);
        diagnosis_advise(doctor->diagnosis, "see 'kubectl get nodes'");
        return;
    }
    diagnosis_add(doctor->diagnosis, CHECK_NODES, NULL,
                  ready < nodes->count ? CHECK_BROKEN : CHECK_OK, "%zu of %zu are ready", ready,
                  nodes->count);
}

static int list_agents(struct doctor *doctor, struct error *err)
{
    if (agent_list(doctor->session->connection, doctor->places.agents, &doctor->pods, err) < 0)
        return -1;
    return agent_states_get(doctor->session, 0, &doctor->states, err);
}

bool doctor_find_nodes(struct doctor *doctor, struct doctor_nodes *ret)
{
    CLEANUP_ERROR struct error agents = {0};
    CLEANUP_ERROR struct error nodes = {0};
    bool known = list_agents(doctor, &agents) == 0;

    if (list_nodes(doctor, ret, &nodes) < 0) {
        doctor_nodes_release(ret);
        nodes_of_agents(doctor, ret);
        diagnosis_add_error(doctor->diagnosis, CHECK_NODES, NULL, CHECK_UNKNOWN, &nodes);
        diagnosis_advise(doctor->diagnosis,
                         "those that have an agent are looked at; the others take the right to "
                         "list nodes");
    } else {
        add_count(doctor, ret);
    }
    if (!known) {
        diagnosis_add_error(doctor->diagnosis, CHECK_AGENT, NULL, CHECK_UNKNOWN, &agents);
        return false;
    }
    for (size_t i = 0; i < ret->count; i++)
        add_agent(doctor, &ret->items[i]);
    return true;
}
