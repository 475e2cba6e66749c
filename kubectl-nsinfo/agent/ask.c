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
static int blame(const struct pod *agent, struct error *err)
{
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

static char *question_path(const struct agent_question *question)
{
    CLEANUP_STRBUF struct strbuf path = {0};

    strbuf_add_text(&path, "/v1/containers?");
    for (size_t i = 0; i < question->id_count; i++)
        add_id(&path, question->ids[i]);
    if (question->processes)
        strbuf_add_text(&path, "&processes=true");
    return path_pod_proxy(question->agent->kube_namespace, "https", question->agent->name,
                          AGENT_PORT, strbuf_text(&path));
}

struct asking {
    struct connection *connection;
    const struct agent_work *work;
};

// What was asked, while its answer is waited for.
struct asked {
    const struct pod *agent;
    bool processes;
    void *tag;
};

static bool next(void *context, struct api_call *ret)
{
    const struct asking *asking = context;
    struct agent_question question = {0};

    if (!asking->work->next(asking->work->context, &question))
        return false;
    struct asked *asked = xcalloc(1, sizeof(*asked));
    *asked = (struct asked){question.agent, question.processes, question.tag};
    connection_call_get(asking->connection, question_path(&question),
                        xasprintf(AGENT_TOKEN_HEADER ": %s", question.token), LIMIT_AGENT_REPLY,
                        AGENT_TIMEOUT_MS, ret);
    ret->tag = asked;
    return true;
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
    if (reply == NULL || agent_reply_report(reply, asked->agent->kube_namespace, asked->processes,
                                            &report, &failed) < 0) {
        blame(asked->agent, &failed);
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

void agent_ask(struct connection *connection, const struct agent_work *work)
{
    struct asking asking = {connection, work};
    const struct api_work calls = {.context = &asking, .next = next, .done = done, .turn = turn};

    connection_run(connection, &calls);
}

int agent_version(struct connection *connection, const struct pod *agent, char **ret,
                  struct error *err)
{
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};
    CLEANUP_JSON json_t *json = NULL;
    CLEANUP_FREE char *path =
        path_pod_proxy(agent->kube_namespace, "https", agent->name, AGENT_PORT, "/version");

    if (connection_get_raw(connection, path, LIMIT_AGENT_REPLY, AGENT_TIMEOUT_MS, &reply, err) <
            0 ||
        agent_reply_json(&reply, agent->kube_namespace, &json, err) < 0 ||
        json_require_text(json, "agentVersion", ret, err) < 0)
        return blame(agent, err);
    return 0;
}
