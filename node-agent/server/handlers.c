// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/handlers.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/container_ref.h"
#include "common/model/limits.h"
#include "node-agent/collect/collector.h"
#include "node-agent/resolve/resolver.h"
#include "node-agent/server/json_body.h"

static size_t count_ids(const struct query *query)
{
    size_t count = 0;

    for (size_t i = 0; i < query->count; i++)
        count += str_eq(query->pairs[i].name, "id");
    return count;
}

static int parse_ids(const struct query *query, struct container_ref *refs, size_t *ret_count,
                     struct error *err)
{
    size_t count = count_ids(query);

    if (count == 0)
        return error_set(err, ERROR_BAD_REQUEST,
                         "query parameter \"id\" is missing: "
                         "id=<runtime>://<64 hex>");
    if (count > LIMIT_IDS_PER_REQUEST)
        return error_set(err, ERROR_TOO_LARGE,
                         "%zu container IDs in one request: at most %d are answered", count,
                         LIMIT_IDS_PER_REQUEST);
    count = 0;
    for (size_t i = 0; i < query->count; i++)
        if (str_eq(query->pairs[i].name, "id") &&
            container_ref_parse(query->pairs[i].value, &refs[count++], err) < 0)
            return -1;
    *ret_count = count;
    return 0;
}

static int answer(const struct agent *agent, const struct collect_query *query,
                  struct server_reply *reply, struct error *err)
{
    CLEANUP_REPORT struct report report = {0};
    const struct collect_source source = {&agent->proc, agent->node_name, &agent->resolver,
                                          agent->index, agent->readers};
    struct collect_stats stats = {0};

    if (collector_run(&source, query, &report, &stats, err) < 0)
        return -1;
    metrics_collected(agent->metrics, &report, &stats);
    json_body_add_report(&reply->body, &report);
    return 0;
}

int handle_containers(const struct agent *agent, const struct query *query,
                      struct server_reply *reply, struct error *err)
{
    struct container_ref refs[LIMIT_IDS_PER_REQUEST] = {0};
    struct collect_query asked = {.kind = REPORT_CONTAINER_LIST, .refs = refs};

    reply->id_count = count_ids(query);
    if (parse_ids(query, refs, &asked.ref_count, err) < 0 ||
        query_get_bool(query, "processes", &asked.processes, err) < 0)
        return -1;
    return answer(agent, &asked, reply, err);
}

int handle_node(const struct agent *agent, const struct query *query, struct server_reply *reply,
                struct error *err)
{
    struct collect_query asked = {.kind = REPORT_NODE};

    if (query_find(query, "kubeNamespace") != NULL)
        return error_set(err, ERROR_BAD_REQUEST,
                         "query parameter \"kubeNamespace\" cannot be served: this agent does not "
                         "know which pod a container belongs to");
    if (query_get_bool(query, "processes", &asked.processes, err) < 0)
        return -1;
    return answer(agent, &asked, reply, err);
}

int handle_healthz(const struct agent *agent ATTR_UNUSED, const struct query *query ATTR_UNUSED,
                   struct server_reply *reply, struct error *err ATTR_UNUSED)
{
    reply->content_type = CONTENT_TEXT;
    strbuf_add_text(&reply->body, "ok\n");
    return 0;
}

int handle_readyz(const struct agent *agent, const struct query *query ATTR_UNUSED,
                  struct server_reply *reply, struct error *err)
{
    if (proc_root_check(&agent->proc, err) < 0)
        return -1;
    return handle_healthz(agent, query, reply, err);
}

int handle_version(const struct agent *agent, const struct query *query ATTR_UNUSED,
                   struct server_reply *reply, struct error *err ATTR_UNUSED)
{
    json_t *resolvers = json_array();

    for (size_t i = 0; resolver_name(&agent->resolver, i) != NULL; i++)
        json_array_append_new(resolvers, json_string(resolver_name(&agent->resolver, i)));
    json_body_add(&reply->body,
                  json_pack("{s:s, s:s, s:s, s:s, s:o}", "apiVersion", REPORT_API_VERSION, "kind",
                            "Version", "agentVersion", NSINFO_VERSION, "nodeName", agent->node_name,
                            "resolvers", resolvers));
    return 0;
}

int handle_metrics(const struct agent *agent, const struct query *query ATTR_UNUSED,
                   struct server_reply *reply, struct error *err ATTR_UNUSED)
{
    reply->content_type = CONTENT_METRICS;
    struct readers_stats readers = {0};

    readers_count(agent->readers, &readers);
    metrics_add_text(agent->metrics, &readers, &reply->body);
    return 0;
}
