// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/report.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/agent/agent.h"

// A node, and what its agent is asked, and answered. Texts belong to the pods.
struct node {
    const char *name;
    const char **ids;
    size_t id_count;
    size_t id_capacity;
    const struct report *report; // NULL: no answer
};

struct nodes {
    struct node *items;
    size_t count;
    size_t capacity;
};

static void nodes_release(struct nodes *nodes)
{
    for (size_t i = 0; i < nodes->count; i++)
        free(nodes->items[i].ids);
    free(nodes->items);
}

static struct node *find_node(const struct nodes *nodes, const char *name)
{
    for (size_t i = 0; i < nodes->count; i++)
        if (str_eq(nodes->items[i].name, name))
            return &nodes->items[i];
    return NULL;
}

static struct node *get_node(struct nodes *nodes, const char *name)
{
    struct node *found = find_node(nodes, name);

    if (found != NULL)
        return found;
    nodes->items = xgrow(nodes->items, &nodes->capacity, nodes->count + 1, sizeof(*nodes->items));
    nodes->items[nodes->count] = (struct node){.name = name};
    return &nodes->items[nodes->count++];
}

static void add_id(struct node *node, const char *id)
{
    for (size_t i = 0; i < node->id_count; i++)
        if (str_eq(node->ids[i], id))
            return;
    node->ids = xgrow(node->ids, &node->id_capacity, node->id_count + 1, sizeof(*node->ids));
    node->ids[node->id_count++] = id;
}

// What there is to ask of a container: it runs, and has an ID that an agent understands.
static bool can_be_asked(const struct pod_container *container)
{
    CLEANUP_ERROR struct error unused = {0};
    struct container_ref ref;

    return container->phase == CONTAINER_RUNNING &&
           pod_container_ref(container, &ref, &unused) == 0;
}

static bool has_questions(const struct pod *pod)
{
    for (size_t i = 0; pod->node != NULL && i < pod->container_count; i++)
        if (can_be_asked(&pod->containers[i]))
            return true;
    return false;
}

static void collect_questions(const struct pod_list *pods, struct nodes *nodes)
{
    for (size_t i = 0; i < pods->count; i++) {
        const struct pod *pod = &pods->items[i];
        for (size_t k = 0; pod->node != NULL && k < pod->container_count; k++)
            if (can_be_asked(&pod->containers[k]))
                add_id(get_node(nodes, pod->node), pod->containers[k].id);
    }
}

static int ask_node(struct session *session, struct node *node, bool processes,
                    struct outcome *outcome, struct error *err)
{
    CLEANUP_POD struct pod agent = {0};
    CLEANUP_REPORT struct report report = {0};
    struct agent_question question = {node->ids, node->id_count, processes};

    if (agent_find(session->connection, node->name, &agent, err) < 0 ||
        agent_ask(session->connection, &agent, &question, &report, err) < 0)
        return -1;
    node->report = pod_report_list_add_node(&outcome->reports, &report);
    return 0;
}

static void ask_nodes(struct session *session, struct nodes *nodes, bool processes,
                      struct outcome *outcome)
{
    for (size_t i = 0; i < nodes->count; i++) {
        CLEANUP_ERROR struct error err = {0};
        if (ask_node(session, &nodes->items[i], processes, outcome, &err) < 0 &&
            outcome_add_error(outcome, &err))
            return;
    }
}

static void join(struct pod *pod, const struct nodes *nodes, const char *container,
                 struct outcome *outcome)
{
    CLEANUP_POD_REPORT struct pod_report report = {0};
    const struct node *node = pod->node == NULL ? NULL : find_node(nodes, pod->node);

    // The error of a node that was asked and did not answer stands for all its pods.
    if (node != NULL && node->report == NULL && has_questions(pod))
        return;
    pod_report_join(pod, node == NULL ? NULL : node->report, &report);
    if (container != NULL)
        pod_report_select(&report, container);
    pod_report_list_add(&outcome->reports, &report);
}

// Leaves out the pods that have no such container.
static void require_container(struct pod_list *pods, const char *container, struct outcome *outcome)
{
    size_t kept = 0;

    for (size_t i = 0; i < pods->count; i++) {
        CLEANUP_ERROR struct error err = {0};
        if (pod_require_container(&pods->items[i], container, &err) == 0) {
            pods->items[kept++] = pods->items[i];
            continue;
        }
        outcome_add_error(outcome, &err);
        pod_release(&pods->items[i]);
    }
    pods->count = kept;
}

void flow_report(struct session *session, struct pod_list *pods, const struct report_wish *wish,
                 struct outcome *outcome)
{
    CLEANUP(nodes_release) struct nodes nodes = {0};

    if (wish->container != NULL)
        require_container(pods, wish->container, outcome);
    collect_questions(pods, &nodes);
    ask_nodes(session, &nodes, wish->processes, outcome);
    for (size_t i = 0; i < pods->count; i++)
        join(&pods->items[i], &nodes, wish->container, outcome);
}
