// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/report.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/agent/agent.h"

// What may be seen with a token of the containers on a node, and what its agent says of them. Texts
// belong to the pods, the token to the session.
struct question {
    const char *token;
    const char **ids;
    size_t id_count;
    size_t id_capacity;
    const struct report *report; // NULL: no answer
};

struct node {
    const char *name;
    struct question *questions;
    size_t question_count;
    size_t question_capacity;
};

struct nodes {
    struct node *items;
    size_t count;
    size_t capacity;
};

static void nodes_release(struct nodes *nodes)
{
    for (size_t i = 0; i < nodes->count; i++) {
        for (size_t k = 0; k < nodes->items[i].question_count; k++)
            free(nodes->items[i].questions[k].ids);
        free(nodes->items[i].questions);
    }
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

// Each account has one token.
static struct question *find_question(const struct node *node, const char *token)
{
    for (size_t i = 0; i < node->question_count; i++)
        if (node->questions[i].token == token)
            return &node->questions[i];
    return NULL;
}

static struct question *get_question(struct node *node, const char *token)
{
    struct question *found = find_question(node, token);

    if (found != NULL)
        return found;
    node->questions = xgrow(node->questions, &node->question_capacity, node->question_count + 1,
                            sizeof(*node->questions));
    node->questions[node->question_count] = (struct question){.token = token};
    return &node->questions[node->question_count++];
}

static void add_id(struct question *question, const char *id)
{
    for (size_t i = 0; i < question->id_count; i++)
        if (str_eq(question->ids[i], id))
            return;
    question->ids = xgrow(question->ids, &question->id_capacity, question->id_count + 1,
                          sizeof(*question->ids));
    question->ids[question->id_count++] = id;
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

// True if an earlier pod is of the same Kubernetes namespace: *ret is its token then.
static bool find_token(const struct pod_list *pods, const char *const *tokens, size_t index,
                       const char **ret)
{
    for (size_t i = 0; i < index; i++)
        if (has_questions(&pods->items[i]) &&
            str_eq(pods->items[i].kube_namespace, pods->items[index].kube_namespace)) {
            *ret = tokens[i];
            return true;
        }
    return false;
}

// Fills tokens[] for the pods that there is anything to ask of; NULL for those of a Kubernetes
// namespace whose error stands for them all.
static int get_tokens(struct session *session, const struct pod_list *pods, const char **tokens,
                      struct outcome *outcome)
{
    for (size_t i = 0; i < pods->count; i++) {
        const struct pod *pod = &pods->items[i];
        const char *token = NULL;
        CLEANUP_ERROR struct error err = {0};

        if (!has_questions(pod))
            continue;
        if (!find_token(pods, tokens, i, &token) &&
            agent_tokens_get(&session->tokens, session->connection, pod->kube_namespace, &token,
                             &err) < 0 &&
            outcome_add_error(outcome, &err))
            return -1;
        tokens[i] = token;
    }
    return 0;
}

static void collect_questions(const struct pod_list *pods, const char *const *tokens,
                              struct nodes *nodes)
{
    for (size_t i = 0; i < pods->count; i++) {
        const struct pod *pod = &pods->items[i];
        for (size_t k = 0; tokens[i] != NULL && k < pod->container_count; k++)
            if (can_be_asked(&pod->containers[k]))
                add_id(get_question(get_node(nodes, pod->node), tokens[i]), pod->containers[k].id);
    }
}

static int ask(struct session *session, const struct pod *agent, struct question *question,
               bool processes, struct outcome *outcome, struct error *err)
{
    CLEANUP_REPORT struct report report = {0};
    struct agent_question asked = {question->token, question->ids, question->id_count, processes};

    if (agent_ask(session->connection, agent, &asked, &report, err) < 0)
        return -1;
    question->report = pod_report_list_add_node(&outcome->reports, &report);
    return 0;
}

// Negative if nothing further is worth asking.
static int ask_node(struct session *session, struct node *node, bool processes,
                    struct outcome *outcome)
{
    CLEANUP_POD struct pod agent = {0};
    CLEANUP_ERROR struct error not_found = {0};

    if (agent_find(session->connection, node->name, &agent, &not_found) < 0)
        return outcome_add_error(outcome, &not_found) ? -1 : 0;
    for (size_t i = 0; i < node->question_count; i++) {
        CLEANUP_ERROR struct error err = {0};
        if (ask(session, &agent, &node->questions[i], processes, outcome, &err) < 0 &&
            outcome_add_error(outcome, &err))
            return -1;
    }
    return 0;
}

static void ask_nodes(struct session *session, struct nodes *nodes, bool processes,
                      struct outcome *outcome)
{
    for (size_t i = 0; i < nodes->count; i++)
        if (ask_node(session, &nodes->items[i], processes, outcome) < 0)
            return;
}

static const struct report *find_answer(const struct nodes *nodes, const char *node,
                                        const char *token)
{
    const struct node *asked = find_node(nodes, node);
    const struct question *question = asked == NULL ? NULL : find_question(asked, token);

    return question == NULL ? NULL : question->report;
}

static void join(struct pod *pod, const char *token, const struct nodes *nodes,
                 const char *container, struct outcome *outcome)
{
    CLEANUP_POD_REPORT struct pod_report report = {0};
    const struct report *answer = find_answer(nodes, pod->node, token);

    // The error of an account or of a node without an answer stands for all its pods.
    if (answer == NULL && has_questions(pod))
        return;
    pod_report_join(pod, answer, &report);
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
    CLEANUP_FREE const char **tokens = NULL;

    if (wish->container != NULL)
        require_container(pods, wish->container, outcome);
    tokens = xcalloc(pods->count, sizeof(*tokens));
    if (get_tokens(session, pods, tokens, outcome) == 0) {
        collect_questions(pods, tokens, &nodes);
        ask_nodes(session, &nodes, wish->processes, outcome);
    }
    for (size_t i = 0; i < pods->count; i++)
        join(&pods->items[i], tokens[i], &nodes, wish->container, outcome);
}
