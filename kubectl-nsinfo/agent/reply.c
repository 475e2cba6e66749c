// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/agent/reply.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "common/model/report_json.h"
#include "kubectl-nsinfo/agent/agent.h"
#include "kubectl-nsinfo/apiserver/connection.h"

enum { HTTP_OK = 200, HTTP_UNAUTHORIZED = 401, HTTP_BAD_GATEWAY = 502, HTTP_UNAVAILABLE = 503 };

// It is one agent that refuses its own token, or does not reach what it needs: the API server, and
// with it the other agents, are not concerned.
static enum error_code agent_code(const char *name)
{
    enum error_code code = error_code_from_name(name);

    if (code == ERROR_UNAUTHORIZED)
        return ERROR_FORBIDDEN;
    return code == ERROR_UNREACHABLE ? ERROR_UNAVAILABLE : code;
}

// True, and err set, if the body is an Error object of the agent's.
static bool is_agent_error(const json_t *json, struct error *err)
{
    const char *version = json_string_value(json_object_get(json, "apiVersion"));
    const char *code = json_string_value(json_object_get(json, "code"));
    const char *message = json_string_value(json_object_get(json, "message"));

    if (!str_eq(version, REPORT_API_VERSION) || code == NULL || message == NULL)
        return false;
    error_set(err, agent_code(code), "%s", message);
    return true;
}

int agent_explain_forbidden(const char *agents_in, const char *verb, const char *resource,
                            struct error *err)
{
    CLEANUP_FREE char *words = NULL;

    if (err->code != ERROR_FORBIDDEN)
        return -1;
    words = steal(&err->message);
    err->message =
        xasprintf("%s: the nsinfo agents are reached through the API server, which takes "
                  "the rule {apiGroups: [\"\"], resources: [%s], verbs: [%s]} in namespace "
                  "\"%s\": its Role \"nsinfo-user\" has it",
                  words, resource, verb, agents_in);
    return -1;
}

bool agent_refuses_token(const struct http_reply *reply)
{
    CLEANUP_JSON json_t *json = NULL;
    CLEANUP_ERROR struct error ignored = {0};

    return reply->status == HTTP_UNAUTHORIZED &&
           json_parse(strbuf_text(&reply->body), reply->body.len, &json, &ignored) == 0 &&
           is_agent_error(json, &ignored);
}

static int refusal(const struct http_reply *reply, const char *agents_in, struct error *err)
{
    CLEANUP_JSON json_t *json = NULL;
    CLEANUP_ERROR struct error not_json = {0};

    if (json_parse(strbuf_text(&reply->body), reply->body.len, &json, &not_json) == 0 &&
        is_agent_error(json, err))
        return -1;
    connection_reply_error(reply, err);
    return agent_explain_forbidden(agents_in, "get", "pods/proxy", err);
}

void agent_explain_unreachable(const struct http_reply *reply, struct error *err)
{
    CLEANUP_JSON json_t *json = NULL;
    CLEANUP_ERROR struct error ignored = {0};
    const char *body = strbuf_text(&reply->body);

    if ((json_parse(body, reply->body.len, &json, &ignored) == 0 &&
         is_agent_error(json, &ignored)) ||
        (strstr(body, "rror trying to reach service") == NULL &&
         reply->status != HTTP_BAD_GATEWAY && reply->status != HTTP_UNAVAILABLE))
        return;
    CLEANUP_FREE char *words = steal(&err->message);
    err->message = xasprintf("%s: if the API server reaches no pod at all, --via=port-forward goes "
                             "another way",
                             words);
}

int agent_reply_json(const struct http_reply *reply, const char *agents_in, json_t **ret,
                     struct error *err)
{
    const char *type = reply->content_type == NULL ? "" : reply->content_type;

    if (reply->status != HTTP_OK)
        return refusal(reply, agents_in, err);
    if (!str_starts_with(type, "application/json")) {
        error_set(err, ERROR_BAD_REPLY, "its reply is not JSON: the content type is \"%s\"", type);
        return -1;
    }
    if (json_parse(strbuf_text(&reply->body), reply->body.len, ret, err) < 0) {
        error_wrap(err, "its reply cannot be read");
        return -1;
    }
    return 0;
}

static int check_processes(const struct report *report, struct error *err)
{
    for (size_t i = 0; i < report->container_count; i++)
        if (!report->containers[i].has_processes)
            return error_set(err, ERROR_BAD_REPLY, "field \"processes\" is missing");
    return 0;
}

// Of a reply that cannot be used: which versions do not understand each other, if they differ.
static int add_versions(const json_t *json, struct error *err)
{
    const json_t *node = json_object_get(json, "node");
    const char *version = json_string_value(json_object_get(node, "agentVersion"));

    error_wrap(err, "its reply cannot be read");
    if (version == NULL || str_eq(version, NSINFO_VERSION))
        return -1;
    CLEANUP_FREE char *words = steal(&err->message);
    err->message =
        xasprintf("%s: the agent is of version %s, this client of " NSINFO_VERSION, words, version);
    return -1;
}

int agent_reply_report(const struct http_reply *reply, const char *agents_in, bool processes,
                       struct report *ret, struct error *err)
{
    CLEANUP_JSON json_t *json = NULL;
    CLEANUP_REPORT struct report report = {0};

    if (agent_reply_json(reply, agents_in, &json, err) < 0)
        return -1;
    if (report_from_json(json, &report, err) < 0 ||
        (processes && check_processes(&report, err) < 0))
        return add_versions(json, err);
    *ret = report;
    report = (struct report){0};
    return 0;
}

// The array with more_count elements of size bytes, taken over from `more`, at its end.
static void *append(void *array, size_t *count, const void *more, size_t more_count, size_t size)
{
    char *grown = xreallocarray(array, *count + more_count, size);

    if (more_count > 0)
        memcpy(grown + *count * size, more, more_count * size);
    *count += more_count;
    return grown;
}

void agent_report_merge(struct report *report, struct report *more)
{
    report->containers = append(report->containers, &report->container_count, more->containers,
                                more->container_count, sizeof(*more->containers));
    report->errors = append(report->errors, &report->error_count, more->errors, more->error_count,
                            sizeof(*more->errors));
    more->container_count = 0;
    more->error_count = 0;
    report_release(more);
}
