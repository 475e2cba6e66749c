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

// token: NULL where the agent needs none.
static int get(struct connection *connection, const struct pod *agent, const char *token,
               const char *path, struct http_reply *ret, struct error *err)
{
    CLEANUP_FREE char *proxy =
        path_pod_proxy(agent->kube_namespace, "https", agent->name, AGENT_PORT, path);
    CLEANUP_FREE char *header = token == NULL ? NULL : xasprintf(AGENT_TOKEN_HEADER ": %s", token);

    return connection_get_raw(connection, proxy, header, LIMIT_AGENT_REPLY, AGENT_TIMEOUT_MS, ret,
                              err);
}

// IDs are of lower-case hex, letters, digits and "://": only the latter needs to be encoded.
static void add_id(struct strbuf *path, const char *id)
{
    strbuf_add_text(path, path->data[path->len - 1] == '?' ? "id=" : "&id=");
    text_add_url_encoded(path, id);
}

static int ask_once(struct connection *connection, const struct pod *agent,
                    const struct agent_question *question, struct report *ret, struct error *err)
{
    CLEANUP_STRBUF struct strbuf path = {0};
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};

    strbuf_add_text(&path, "/v1/containers?");
    for (size_t i = 0; i < question->id_count; i++)
        add_id(&path, question->ids[i]);
    if (question->processes)
        strbuf_add_text(&path, "&processes=true");
    if (get(connection, agent, question->token, strbuf_text(&path), &reply, err) < 0)
        return -1;
    return agent_reply_report(&reply, question->processes, ret, err);
}

int agent_ask(struct connection *connection, const struct pod *agent,
              const struct agent_question *question, struct report *ret, struct error *err)
{
    CLEANUP_REPORT struct report all = {0};

    for (size_t asked = 0; asked < question->id_count; asked += LIMIT_IDS_PER_REQUEST) {
        CLEANUP_REPORT struct report report = {0};
        size_t left = question->id_count - asked;
        struct agent_question part = {
            .token = question->token,
            .ids = question->ids + asked,
            .id_count = left < LIMIT_IDS_PER_REQUEST ? left : LIMIT_IDS_PER_REQUEST,
            .processes = question->processes,
        };

        if (ask_once(connection, agent, &part, &report, err) < 0)
            return blame(agent, err);
        if (asked == 0) {
            all = report;
            report = (struct report){0};
        } else {
            agent_report_merge(&all, &report);
        }
    }
    *ret = all;
    all = (struct report){0};
    return 0;
}

int agent_version(struct connection *connection, const struct pod *agent, char **ret,
                  struct error *err)
{
    CLEANUP_HTTP_REPLY struct http_reply reply = {0};
    CLEANUP_JSON json_t *json = NULL;

    if (get(connection, agent, NULL, "/version", &reply, err) < 0 ||
        agent_reply_json(&reply, &json, err) < 0 ||
        json_require_text(json, "agentVersion", ret, err) < 0)
        return blame(agent, err);
    return 0;
}
