// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/agent_token.h"
#include "common/model/json_get.h"
#include "common/model/limits.h"
#include "kubectl-nsinfo/agent/agent.h"
#include "kubectl-nsinfo/agent/reply.h"
#include "kubectl-nsinfo/apiserver/paths.h"

// "", or what may be the matter with it.
static char *doubt(const struct pod *agent)
{
    CLEANUP_STRBUF struct strbuf text = {0};

    if (!agent->ready) {
        strbuf_add_text(&text, ", which is ");
        pod_add_state(agent, &text);
        strbuf_add_text(&text, ", not ready");
    }
    return strbuf_steal(&text);
}

// Names the agent in front of an error, unless it was the API server that was not reached.
static int blame(const struct direct *direct, const struct pod *agent, struct error *err)
{
    if (direct_url(direct) != NULL)
        return error_wrap(err, "ask the nsinfo agent at %s", direct_url(direct));
    if (err->code == ERROR_UNREACHABLE || err->code == ERROR_UNAUTHORIZED)
        return -1;
    CLEANUP_FREE char *why = doubt(agent);
    // It is the agent that was too slow: the API server has just told where it is.
    if (err->code == ERROR_TIMEOUT)
        error_set_prefix(err, "error");
    return error_wrap(err, "ask the nsinfo agent on node \"%s\" (pod \"%s\"%s)",
                      agent->node == NULL ? "" : agent->node, agent->name, why);
}

// IDs are of lower-case hex, letters, digits and "://": only the latter needs to be encoded.
static void add_id(struct strbuf *path, const char *id)
{
    strbuf_add_text(path, path->data[path->len - 1] == '?' ? "id=" : "&id=");
    text_add_url_encoded(path, id);
}

// As the agent has it.
static char *question_path(const struct agent_question *question)
{
    CLEANUP_STRBUF struct strbuf path = {0};

    strbuf_add_text(&path, "/v1/containers?");
    for (size_t i = 0; i < question->id_count; i++)
        add_id(&path, question->ids[i]);
    if (question->processes)
        strbuf_add_text(&path, "&processes=true");
    return strbuf_steal(&path);
}

static char *proxy_path(const struct pod *agent, const char *path)
{
    return path_pod_proxy(agent->kube_namespace, "https", agent->name, AGENT_PORT, path);
}

struct asking {
    struct connection *connection;
    struct direct *direct;
    const struct agent_work *work;
};

// What was asked, while its answer is waited for.
struct asked {
    const struct pod *agent;
    bool processes;
    void *tag;
};

static const struct pod *next_direct(void *context, struct api_call *ret)
{
    const struct asking *asking = context;
    struct agent_question question = {0};

    if (!asking->work->next(asking->work->context, &question))
        return NULL;
    struct asked *asked = xcalloc(1, sizeof(*asked));
    *asked = (struct asked){question.agent, question.processes, question.tag};
    connection_call_get(asking->connection, question_path(&question),
                        xasprintf(AGENT_TOKEN_HEADER ": %s", question.token), LIMIT_AGENT_REPLY,
                        AGENT_TIMEOUT_MS, ret);
    ret->tag = asked;
    return question.agent;
}

static bool next(void *context, struct api_call *ret)
{
    const struct pod *agent = next_direct(context, ret);

    if (agent == NULL)
        return false;
    CLEANUP_FREE char *path = steal(&ret->path);
    ret->path = proxy_path(agent, path);
    return true;
}

// An agent that somebody has named by its URL may be another node's, and know nothing of the pods.
static int check_node(const struct asking *asking, const struct pod *agent,
                      const struct report *report, struct error *err)
{
    if (direct_url(asking->direct) == NULL || str_eq(report->node.name, agent->node))
        return 0;
    return error_set(err, ERROR_BAD_REQUEST,
                     "it is that of node \"%s\", and the pods are on node \"%s\"",
                     report->node.name, agent->node);
}

static void done(void *context, void *tag, struct http_reply *reply, struct error *err)
{
    const struct asking *asking = context;
    CLEANUP_FREE struct asked *asked = tag;
    CLEANUP_REPORT struct report report = {0};
    CLEANUP_ERROR struct error failed = {0};
    bool is_refused = reply != NULL && agent_refuses_token(reply);

    if (reply == NULL)
        error_move(&failed, err);
    if (reply == NULL ||
        agent_reply_report(reply, asked->agent->kube_namespace, asked->processes, &report,
                           &failed) < 0 ||
        check_node(asking, asked->agent, &report, &failed) < 0) {
        if (reply != NULL && asking->direct == NULL)
            agent_explain_unreachable(reply, &failed);
        blame(asking->direct, asked->agent, &failed);
        asking->work->failed(asking->work->context, asked->tag, is_refused, &failed);
        return;
    }
    asking->work->answered(asking->work->context, asked->tag, &report);
}

static void turn(void *context)
{
    const struct asking *asking = context;

    asking->work->turn(asking->work->context);
}

void agent_ask(struct connection *connection, struct direct *direct, const struct agent_work *work)
{
    struct asking asking = {connection, direct, work};
    const struct api_work calls = {.context = &asking, .next = next, .done = done, .turn = turn};
    const struct direct_work directly = {
        .context = &asking, .next = next_direct, .done = done, .turn = turn};

    if (direct == NULL)
        connection_run(connection, &calls);
    else
        direct_run(direct, &directly);
}

// ---- one agent's version

struct single {
    struct http_answer answer; // first: it is the context of both functions
    struct connection *connection;
    const struct pod *agent;
    bool sent;
};

static const struct pod *single_next(void *context, struct api_call *ret)
{
    struct single *single = context;

    if (single->sent)
        return NULL;
    single->sent = true;
    connection_call_get(single->connection, xstrdup("/version"), NULL, LIMIT_AGENT_REPLY,
                        AGENT_TIMEOUT_MS, ret);
    return single->agent;
}

static int get_version(struct connection *connection, struct direct *direct,
                       const struct pod *agent, struct http_reply *ret, struct error *err)
{
    struct single single = {
        .connection = connection, .agent = agent, .answer = {.reply = ret, .err = err}};
    const struct direct_work work = {
        .context = &single, .next = single_next, .done = http_answer_done};

    if (direct == NULL) {
        CLEANUP_FREE char *path = proxy_path(agent, "/version");
        return connection_get_raw(connection, path, LIMIT_AGENT_REPLY, AGENT_TIMEOUT_MS, ret, err);
    }
    direct_run(direct, &work);
    return single.answer.result;
}

int agent_identify(struct connection *connection, struct direct *direct, const struct pod *agent,
                   struct agent_identity *ret, struct error *err)
{
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};
    CLEANUP_JSON json_t *json = NULL;

    if (get_version(connection, direct, agent, &reply, err) < 0 ||
        agent_reply_json(&reply, agent->kube_namespace, &json, err) < 0 ||
        json_require_text(json, "agentVersion", &ret->version, err) < 0) {
        if (reply.status != 0 && direct == NULL)
            agent_explain_unreachable(&reply, err);
        return blame(direct, agent, err);
    }
    ret->node = xstrdup(json_string_value(json_object_get(json, "nodeName")));
    return 0;
}
