// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/router.h"

#include "common/base/text.h"

static const char *const no_parameters[] = {NULL};
static const char *const container_parameters[] = {"id", "processes", NULL};
static const char *const node_parameters[] = {"processes", "kubeNamespace", NULL};

static const struct route routes[] = {
    {"/v1/containers", handle_containers, container_parameters, false, true},
    {"/v1/node", handle_node, node_parameters, false, true},
    {"/v1/node/setup", handle_node_setup, no_parameters, false, true},
    {"/healthz", handle_healthz, no_parameters, true, false},
    {"/readyz", handle_readyz, no_parameters, false, false},
    {"/version", handle_version, no_parameters, true, false},
    {"/metrics", handle_metrics, no_parameters, true, false},
};

const char *const *router_paths(void)
{
    static const char *paths[ARRAY_SIZE(routes) + 1];

    for (size_t i = 0; i < ARRAY_SIZE(routes); i++)
        paths[i] = routes[i].path;
    return paths;
}

static const struct route *find(const char *path)
{
    for (size_t i = 0; i < ARRAY_SIZE(routes); i++)
        if (str_eq(routes[i].path, path))
            return &routes[i];
    return NULL;
}

bool router_answers_at_once(const struct server_request *request)
{
    const struct route *route = find(request->path);

    return route == NULL || route->at_once;
}

static int no_such_path(const char *path, struct error *err)
{
    CLEANUP_STRBUF struct strbuf shown = {0};

    text_add_excerpt(&shown, path);
    return error_set(err, ERROR_NOT_FOUND, "no such path: \"%s\"", strbuf_text(&shown));
}

static int handle(const struct agent *agent, const struct route *route,
                  const struct server_request *request, struct access_session *session,
                  struct server_reply *reply, struct error *err)
{
    CLEANUP_QUERY struct query query = {0};

    if (!str_eq(request->method, "GET")) {
        reply->allow = "GET";
        return error_set(err, ERROR_NOT_ALLOWED, "\"%s\" can only be read, by GET", route->path);
    }
    if (query_parse(request->query, &query, err) < 0 ||
        query_check_names(&query, route->parameters, err) < 0)
        return -1;
    return route->handle(agent, &query, session, reply, err);
}

// Who asks is found out before what is asked for is looked at, as the API server does it.
static int answer(const struct agent *agent, const struct server_request *request, bool may_ask,
                  struct server_reply *reply, struct error *err)
{
    CLEANUP_ACCESS_SESSION
    struct access_session session = {
        .token = request->token, .begun_us = request->arrived_us, .may_ask = may_ask};
    const struct route *route = find(request->path);
    int rc = 0;

    if (route == NULL)
        return no_such_path(request->path, err);
    reply->route = route->path;
    if (route->for_callers && agent->access != NULL)
        rc = access_identify(agent->access, &session, err);
    if (rc == 0)
        rc = handle(agent, route, request, &session, reply, err);
    reply->caller_known = agent->access == NULL || session.subject.name != NULL;
    return rc;
}

bool router_answer(const struct agent *agent, const struct server_request *request, bool may_ask,
                   struct server_reply *ret)
{
    CLEANUP_ERROR struct error err = {0};
    struct server_reply reply = {.status = 200, .content_type = CONTENT_JSON};
    int rc = answer(agent, request, may_ask, &reply, &err);

    if (rc == ACCESS_MUST_ASK)
        return false;
    if (rc < 0)
        server_reply_error(&reply, &err);
    *ret = reply;
    return true;
}
