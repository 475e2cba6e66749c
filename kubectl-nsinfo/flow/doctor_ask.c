// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/agent_token.h"
#include "common/model/json_get.h"
#include "common/model/limits.h"
#include "kubectl-nsinfo/agent/agent.h"
#include "kubectl-nsinfo/agent/reply.h"
#include "kubectl-nsinfo/apiserver/paths.h"
#include "kubectl-nsinfo/doctor/node_judge.h"
#include "kubectl-nsinfo/flow/doctor_calls.h"
#include "kubectl-nsinfo/flow/doctor_stages.h"

enum { HTTP_OK = 200, HTTP_FORBIDDEN = 403 };

// What was asked of the agents, by the nodes' order; what was not asked has no answer.
struct rounds {
    struct doctor_calls unready; // of the agents that are not ready: why
    struct doctor_calls versions;
    struct doctor_calls setups;
};

static void rounds_release(struct rounds *rounds)
{
    doctor_calls_release(&rounds->unready);
    doctor_calls_release(&rounds->versions);
    doctor_calls_release(&rounds->setups);
}

static bool is_unready(const struct doctor_node *node)
{
    return node->state != NULL && node->state->state != AGENT_READY;
}

static void ask(const struct doctor *doctor, const struct doctor_nodes *nodes, const char *rest,
                const char *token, bool unready_alone, struct doctor_calls *ret)
{
    struct connection *connection = doctor->session->connection;

    doctor_calls_init(ret, nodes->count);
    for (size_t i = 0; i < nodes->count; i++) {
        const struct doctor_node *node = &nodes->items[i];
        const struct pod *agent = node->agent;
        if (agent == NULL || node->trouble != NULL || (unready_alone && !is_unready(node)))
            continue;
        connection_call_get(
            connection,
            path_pod_proxy(agent->kube_namespace, "https", agent->name, AGENT_PORT, rest),
            token == NULL ? NULL : xasprintf(AGENT_TOKEN_HEADER ": %s", token), LIMIT_AGENT_REPLY,
            AGENT_TIMEOUT_MS, &ret->items[i].call);
    }
    doctor_calls_run(connection, ret);
}

static int read_reply(const struct doctor *doctor, struct doctor_call *call, json_t **ret,
                      struct error *err)
{
    if (call->answered)
        return agent_reply_json(&call->reply, doctor->places.agents, ret, err);
    error_move(err, &call->error);
    return -1;
}

// What an agent that is not ready says of why, behind ": "; or "". The API server's words, which
// have a prefix, are told with the way to the agent.
static char *own_reason(const struct doctor *doctor, struct doctor_call *call)
{
    CLEANUP_JSON json_t *json = NULL;
    CLEANUP_ERROR struct error err = {0};

    if (!call->answered || read_reply(doctor, call, &json, &err) == 0 || err.prefix != NULL ||
        err.code == ERROR_BAD_REPLY)
        return xstrdup("");
    return xasprintf(": %s", err.message);
}

static void advise_on_agent(struct doctor *doctor, const struct agent_on_node *state)
{
    struct diagnosis *diagnosis = doctor->diagnosis;
    bool crashes = strstr(state->why, "CrashLoopBackOff") != NULL;

    if (state->lacks_image)
        diagnosis_advise(diagnosis,
                         "the image has to be where the nodes can pull it: say where that is by "
                         "'%s --image=IMAGE'",
                         diagnosis->deploy);
    else
        diagnosis_advise(diagnosis,
                         crashes ? "see 'kubectl logs --previous %s -n %s'"
                                 : "see 'kubectl describe pod %s -n %s'",
                         state->pod, doctor->places.agents);
}

// Whether there is an agent to be asked.
static bool judge_agent(struct doctor *doctor, const struct doctor_node *node,
                        struct doctor_call *unready)
{
    struct diagnosis *diagnosis = doctor->diagnosis;
    const struct agent_on_node *state = node->state;

    if (node->trouble != NULL) {
        diagnosis_add(diagnosis, CHECK_AGENT, node->name, CHECK_BROKEN, "the node is not ready: %s",
                      node->trouble);
        diagnosis_advise(diagnosis, "bring the node back: see 'kubectl describe node %s'",
                         node->name);
        return false;
    }
    if (state == NULL && node->unwanted != NULL) {
        diagnosis_add(diagnosis, CHECK_AGENT, node->name, CHECK_SKIPPED, "none is to be here: %s",
                      node->unwanted);
        return false;
    }
    if (state == NULL) {
        diagnosis_add(diagnosis, CHECK_AGENT, node->name, CHECK_BROKEN, "there is none");
        diagnosis_advise(diagnosis, "run '%s', which says why one cannot start", diagnosis->deploy);
        return false;
    }
    if (state->state == AGENT_READY) {
        diagnosis_add(diagnosis, CHECK_AGENT, node->name, CHECK_OK, "pod \"%s\" is ready%s",
                      state->pod, node->cordoned ? ", though the node is cordoned" : "");
        return node->agent != NULL; // it may be ready only since the agents were looked for
    }
    CLEANUP_FREE char *own = own_reason(doctor, unready);
    diagnosis_add(diagnosis, CHECK_AGENT, node->name,
                  state->state == AGENT_OUTDATED ? CHECK_WARNING : CHECK_BROKEN, "pod \"%s\": %s%s",
                  state->pod, state->why, own);
    advise_on_agent(doctor, state);
    return node->agent != NULL;
}

static void advise_on_way(struct doctor *doctor, const struct doctor_node *node,
                          const struct error *err)
{
    struct diagnosis *diagnosis = doctor->diagnosis;

    if (err->code == ERROR_FORBIDDEN)
        return;
    if (node->state != NULL && node->state->state == AGENT_STUCK)
        diagnosis_advise(diagnosis, "the agent has to run first");
    else if (err->message != NULL && strstr(err->message, "connection refused") != NULL)
        diagnosis_advise(diagnosis,
                         "the pod is reached, but nothing listens on port %d there: see 'kubectl "
                         "logs %s -n %s'",
                         AGENT_PORT, node->agent->name, doctor->places.agents);
    else
        diagnosis_advise(diagnosis,
                         "the API server has to reach port %d of the pods on this node: see the "
                         "cluster's network and its NetworkPolicies; --via=port-forward goes "
                         "another way",
                         AGENT_PORT);
}

// Whether the agent was reached.
static bool judge_way(struct doctor *doctor, const struct doctor_node *node,
                      struct doctor_call *call)
{
    struct diagnosis *diagnosis = doctor->diagnosis;
    CLEANUP_JSON json_t *json = NULL;
    CLEANUP_FREE char *version = NULL;
    CLEANUP_ERROR struct error err = {0};

    if (read_reply(doctor, call, &json, &err) == 0 &&
        json_require_text(json, "agentVersion", &version, &err) == 0) {
        diagnosis_add(diagnosis, CHECK_PROXY, node->name, CHECK_OK,
                      "it answers through the API server");
        judge_version(node->name, version, NSINFO_VERSION, diagnosis);
        return true;
    }
    diagnosis_add_error(diagnosis, CHECK_PROXY, node->name, CHECK_BROKEN, &err);
    advise_on_way(doctor, node, &err);
    return false;
}

// Why there is nothing known of a node, and what that says of the token.
struct no_answer {
    enum check_result token;
    enum check_result others;
    const char *why;
};

static const struct no_answer *no_answer_of(const struct doctor_call *call)
{
    static const struct no_answer silent = {CHECK_UNKNOWN, CHECK_UNKNOWN,
                                            "the agent has not answered"};
    static const struct no_answer unreadable = {CHECK_OK, CHECK_UNKNOWN,
                                                "the agent's answer cannot be read"};
    static const struct no_answer forbidden = {CHECK_OK, CHECK_UNKNOWN,
                                               "your token does not open whole nodes"};
    static const struct no_answer other = {CHECK_BROKEN, CHECK_SKIPPED,
                                           "the agent does not take the token"};

    if (!call->answered)
        return &silent;
    if (call->reply.status == HTTP_OK)
        return &unreadable;
    return call->reply.status == HTTP_FORBIDDEN ? &forbidden : &other;
}

// The agent's refusal of the question, by what it is about.
static void judge_refusal(struct doctor *doctor, const struct doctor_node *node,
                          const struct doctor_call *call, const struct error *err)
{
    struct diagnosis *diagnosis = doctor->diagnosis;
    const struct no_answer *none = no_answer_of(call);

    if (none->token == CHECK_OK)
        diagnosis_add(diagnosis, CHECK_TOKEN_ACCEPTED, node->name, CHECK_OK, "the agent takes it");
    else
        diagnosis_add_error(diagnosis, CHECK_TOKEN_ACCEPTED, node->name, none->token, err);
    if (none->token == CHECK_BROKEN)
        diagnosis_advise(diagnosis, "see 'kubectl logs %s -n %s'", node->agent->name,
                         doctor->places.agents);
    for (enum check check = CHECK_PROC; check <= CHECK_RUNTIMES; check++)
        diagnosis_add(diagnosis, check, node->name, none->others, "%s", none->why);
}

static void judge_too_old(struct doctor *doctor, const struct doctor_node *node)
{
    for (enum check check = CHECK_TOKEN_ACCEPTED; check <= CHECK_RUNTIMES; check++)
        diagnosis_add(doctor->diagnosis, check, node->name, CHECK_UNKNOWN,
                      "the agent is too old to tell");
}

static void judge_answer(struct doctor *doctor, const struct doctor_node *node,
                         struct doctor_call *call)
{
    struct diagnosis *diagnosis = doctor->diagnosis;
    CLEANUP_NODE_SETUP struct node_setup setup = {0};
    CLEANUP_JSON json_t *json = NULL;
    CLEANUP_ERROR struct error err = {0};

    int rc = read_reply(doctor, call, &json, &err);

    // Its own word, which the API server's begins otherwise.
    if (rc < 0 && err.code == ERROR_NOT_FOUND && err.prefix == NULL) {
        judge_too_old(doctor, node);
    } else if (rc < 0 || node_setup_from_json(json, &setup, &err) < 0) {
        judge_refusal(doctor, node, call, &err);
    } else {
        diagnosis_add(diagnosis, CHECK_TOKEN_ACCEPTED, node->name, CHECK_OK, "the agent takes it");
        judge_setup(node->name, &setup, node->agent->host_pid == SWITCH_YES, node->runtime,
                    diagnosis);
    }
}

static void judge_node(struct doctor *doctor, const struct doctor_nodes *nodes, size_t index,
                       struct rounds *rounds)
{
    struct diagnosis *diagnosis = doctor->diagnosis;
    const struct doctor_node *node = &nodes->items[index];

    if (!judge_agent(doctor, node, &rounds->unready.items[index]))
        diagnosis_skip(diagnosis, CHECK_AGENT + 1, CHECK_RUNTIMES, node->name,
                       "there is no agent to be asked");
    else if (!judge_way(doctor, node, &rounds->versions.items[index]))
        diagnosis_skip(diagnosis, CHECK_PROXY + 1, CHECK_RUNTIMES, node->name,
                       "the agent is not reached");
    else if (doctor->token == NULL)
        diagnosis_skip(diagnosis, CHECK_TOKEN_ACCEPTED, CHECK_RUNTIMES, node->name,
                       "there is no token to ask with");
    else
        judge_answer(doctor, node, &rounds->setups.items[index]);
}

void doctor_check_nodes(struct doctor *doctor, const struct doctor_nodes *nodes)
{
    CLEANUP(rounds_release) struct rounds rounds = {0};

    ask(doctor, nodes, "/readyz", NULL, true, &rounds.unready);
    ask(doctor, nodes, "/version", NULL, false, &rounds.versions);
    if (doctor->token != NULL)
        ask(doctor, nodes, "/v1/node/setup", doctor->token, false, &rounds.setups);
    else
        doctor_calls_init(&rounds.setups, nodes->count);
    for (size_t i = 0; i < nodes->count; i++)
        judge_node(doctor, nodes, i, &rounds);
}
