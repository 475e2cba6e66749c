// SPDX-License-Identifier: Apache-2.0
#include "node-agent/server/handlers.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/container_ref.h"
#include "common/model/limits.h"
#include "common/model/node_setup.h"
#include "node-agent/collect/collector.h"
#include "node-agent/collect/setup.h"
#include "node-agent/resolve/resolver.h"
#include "node-agent/server/auth.h"
#include "node-agent/server/json_body.h"

static size_t count_values(const struct query *query, const char *name)
{
    size_t count = 0;

    for (size_t i = 0; i < query->count; i++)
        count += str_eq(query->pairs[i].name, name);
    return count;
}

static int parse_ids(const struct query *query, struct container_ref *refs, size_t *ret_count,
                     struct error *err)
{
    size_t count = count_values(query, "id");

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

// What is made of a report, which may be taken over.
typedef void report_taker(const struct agent *agent, struct report *report,
                          struct server_reply *reply);

static void put_report(const struct agent *agent ATTR_UNUSED, struct report *report,
                       struct server_reply *reply)
{
    json_body_move_report(&reply->body, report);
}

static void put_setup(const struct agent *agent, struct report *report, struct server_reply *reply)
{
    CLEANUP_NODE_SETUP struct node_setup setup = {0};

    setup_collect(&agent->proc, report, &setup);
    json_t *json =
        json_pack("{s:s, s:s, s:s, s:s}", "apiVersion", REPORT_API_VERSION, "kind", "NodeSetup",
                  "agentVersion", NSINFO_VERSION, "nodeName", agent->node_name);
    json_object_update_new(json, node_setup_to_json(&setup));
    json_body_add(&reply->body, json);
}

static int collect(const struct agent *agent, const struct access_session *session,
                   const struct sight *sight, const struct collect_query *query, report_taker *take,
                   struct server_reply *reply, struct error *err)
{
    CLEANUP_REPORT struct report report = {0};
    const struct collect_source source = {&agent->proc, agent->node_name, &agent->resolver,
                                          agent->index, agent->readers};
    struct collect_stats stats = {0};

    if (collector_run(&source, query, &report, &stats, err) < 0)
        return -1;
    auth_complete(session, sight, &report);
    metrics_collected(agent->metrics, &report, &stats);
    take(agent, &report, reply);
    return 0;
}

// How many reports are made at once decides what memory they take.
static int answer(const struct agent *agent, const struct access_session *session,
                  const struct sight *sight, struct collect_query *query, report_taker *take,
                  struct server_reply *reply, struct error *err)
{
    query->all = sight->all;
    query->refs = sight->refs;
    query->ref_count = sight->ref_count;
    while (sem_wait(agent->collections) < 0)
        continue; // a signal
    int rc = collect(agent, session, sight, query, take, reply, err);
    sem_post(agent->collections);
    return rc;
}

int handle_containers(const struct agent *agent, const struct query *query,
                      struct access_session *session, struct server_reply *reply, struct error *err)
{
    struct container_ref refs[LIMIT_IDS_PER_REQUEST] = {0};
    struct collect_query asked = {.kind = REPORT_CONTAINER_LIST};
    CLEANUP_SIGHT struct sight sight = {0};
    size_t count = 0;

    reply->id_count = count_values(query, "id");
    if (parse_ids(query, refs, &count, err) < 0 ||
        query_get_bool(query, "processes", &asked.processes, err) < 0)
        return -1;
    int rc = auth_containers(agent->access, session, refs, count, &sight, err);
    return rc == 0 ? answer(agent, session, &sight, &asked, put_report, reply, err) : rc;
}

// A DNS label (RFC 1123), as the API server has it.
static bool is_kube_namespace(const char *text)
{
    enum { LABEL_MAX = 63 };
    size_t len = strlen(text);

    return len > 0 && len <= LABEL_MAX && text[0] != '-' && text[len - 1] != '-' &&
           strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

static int no_kube_namespace(const char *value, struct error *err)
{
    CLEANUP_STRBUF struct strbuf shown = {0};

    text_add_excerpt(&shown, value);
    return error_set(err, ERROR_BAD_REQUEST,
                     "query parameter \"kubeNamespace\": \"%s\" is not the name of a Kubernetes "
                     "namespace",
                     strbuf_text(&shown));
}

static int parse_kube_namespaces(const struct query *query, const char **names, struct error *err)
{
    size_t count = 0;

    for (size_t i = 0; i < query->count; i++) {
        const char *value = query->pairs[i].value;

        if (!str_eq(query->pairs[i].name, "kubeNamespace"))
            continue;
        if (!is_kube_namespace(value))
            return no_kube_namespace(value, err);
        names[count++] = value;
    }
    return 0;
}

int handle_node(const struct agent *agent, const struct query *query,
                struct access_session *session, struct server_reply *reply, struct error *err)
{
    struct collect_query asked = {.kind = REPORT_NODE};
    CLEANUP_SIGHT struct sight sight = {0};
    const char *kube_namespaces[LIMIT_KUBE_NAMESPACES_PER_REQUEST];
    size_t count = count_values(query, "kubeNamespace");

    if (count > LIMIT_KUBE_NAMESPACES_PER_REQUEST)
        return error_set(err, ERROR_TOO_LARGE,
                         "%zu Kubernetes namespaces in one request: at most %d are answered", count,
                         LIMIT_KUBE_NAMESPACES_PER_REQUEST);
    if (parse_kube_namespaces(query, kube_namespaces, err) < 0 ||
        query_get_bool(query, "processes", &asked.processes, err) < 0)
        return -1;
    int rc = auth_node(agent->access, session, kube_namespaces, count, &sight, err);
    return rc == 0 ? answer(agent, session, &sight, &asked, put_report, reply, err) : rc;
}

int handle_node_setup(const struct agent *agent, const struct query *query ATTR_UNUSED,
                      struct access_session *session, struct server_reply *reply, struct error *err)
{
    struct collect_query asked = {.kind = REPORT_NODE};
    CLEANUP_SIGHT struct sight sight = {0};
    int rc = auth_node(agent->access, session, NULL, 0, &sight, err);

    return rc == 0 ? answer(agent, session, &sight, &asked, put_setup, reply, err) : rc;
}

int handle_healthz(const struct agent *agent ATTR_UNUSED, const struct query *query ATTR_UNUSED,
                   struct access_session *session ATTR_UNUSED, struct server_reply *reply,
                   struct error *err ATTR_UNUSED)
{
    reply->content_type = CONTENT_TEXT;
    strbuf_add_text(&reply->body, "ok\n");
    return 0;
}

int handle_readyz(const struct agent *agent, const struct query *query,
                  struct access_session *session, struct server_reply *reply, struct error *err)
{
    if (proc_root_check(&agent->proc, err) < 0)
        return -1;
    int rc = agent->access == NULL ? 0 : access_check(agent->access, session, err);
    return rc == 0 ? handle_healthz(agent, query, session, reply, err) : rc;
}

int handle_version(const struct agent *agent, const struct query *query ATTR_UNUSED,
                   struct access_session *session ATTR_UNUSED, struct server_reply *reply,
                   struct error *err ATTR_UNUSED)
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
                   struct access_session *session ATTR_UNUSED, struct server_reply *reply,
                   struct error *err ATTR_UNUSED)
{
    reply->content_type = CONTENT_METRICS;
    struct readers_stats readers = {0};

    readers_count(agent->readers, &readers);
    metrics_add_text(agent->metrics, &readers, &reply->body);
    return 0;
}
