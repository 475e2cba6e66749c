// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/agent/agent.h"
#include "kubectl-nsinfo/agent/reply.h"
#include "test/unit/pod_fixture.h"

static char first[] = "agent-1";
static char second[] = "agent-2";
static char running[] = "Running";
static char pending[] = "Pending";
static char type_json[] = "application/json";

static struct http_reply reply_of(int status, const char *text)
{
    struct http_reply reply = {.status = status, .content_type = type_json};

    strbuf_add_text(&reply.body, text);
    return reply;
}

static void of_a_nodes_agents_the_one_that_is_ready_is_asked(void **state)
{
    struct pod pods[] = {{.name = first, .phase = running, .ready = true, .deleted = true},
                         {.name = first, .phase = pending},
                         {.name = second, .phase = running, .ready = true}};
    struct pod_list list = {.items = pods, .count = ARRAY_SIZE(pods)};
    CLEANUP_ERROR struct error err = {0};

    (void)state;
    assert_ptr_equal(agent_choose(&list, "infra", "node-a", &err), &pods[2]);
}

static void an_agent_that_runs_is_asked_though_it_is_not_ready(void **state)
{
    struct pod pods[] = {{.name = first, .phase = running, .deleted = true},
                         {.name = first, .phase = pending},
                         {.name = second, .phase = running}};
    struct pod_list list = {.items = pods, .count = ARRAY_SIZE(pods)};
    CLEANUP_ERROR struct error err = {0};

    (void)state;
    assert_ptr_equal(agent_choose(&list, "infra", "node-a", &err), &pods[2]);
}

static void a_node_without_an_agent_is_named_with_what_to_do(void **state)
{
    struct pod_list list = {0};
    CLEANUP_ERROR struct error err = {0};

    (void)state;
    assert_null(agent_choose(&list, "infra", "node-a", &err));
    assert_error(
        &err, ERROR_NOT_FOUND,
        "no nsinfo agent is running on node \"node-a\" in namespace \"infra\": put it on the "
        "cluster "
        "with 'kubectl nsinfo deploy --agent-namespace=infra', or say with --agent-namespace where "
        "it is; if it is there, see 'kubectl get daemonset -n infra'");
}

static void of_agents_that_go_away_it_is_not_said_where_to_look(void **state)
{
    struct pod pods[] = {{.name = first, .phase = pending}};
    struct pod_list list = {.items = pods, .count = 1};
    const struct pod_list none = {0};
    CLEANUP_ERROR struct error err = {0};

    (void)state;
    assert_null(agent_choose(&list, NULL, "node-a", &err));
    assert_error(
        &err, ERROR_UNAVAILABLE,
        "the nsinfo agent on node \"node-a\" is not ready: its pod \"agent-1\" is Pending");
    assert_null(agent_choose(&none, NULL, "node-a", &err));
    assert_error(&err, ERROR_NOT_FOUND, "no nsinfo agent is running on node \"node-a\"");
}

static void an_agent_that_does_not_run_is_named_with_its_state(void **state)
{
    struct pod pods[] = {{.name = first, .phase = pending}};
    struct pod_list list = {.items = pods, .count = 1};
    CLEANUP_ERROR struct error err = {0};

    (void)state;
    assert_null(agent_choose(&list, "infra", "node-a", &err));
    assert_error(
        &err, ERROR_UNAVAILABLE,
        "the nsinfo agent on node \"node-a\" is not ready: its pod \"agent-1\" is Pending: "
        "see 'kubectl describe pod agent-1 -n infra'");
    pods[0] = (struct pod){.name = first, .phase = running, .ready = true, .deleted = true};
    assert_null(agent_choose(&list, "infra", "node-a", &err));
    assert_error(
        &err, ERROR_UNAVAILABLE,
        "the nsinfo agent on node \"node-a\" is not ready: its pod \"agent-1\" is Running, "
        "being deleted: see 'kubectl describe pod agent-1 -n infra'");
}

static void errors_have_the_words_of_who_answered(void **state)
{
    static const struct {
        int status;
        const char *body;
        enum error_code code;
        const char *prefix;
        const char *message;
    } rows[] = {
        {404,
         "{\"apiVersion\": \"nsinfo/v1\", \"kind\": \"Error\", \"code\": \"NotFound\", "
         "\"message\": \"no such path\"}",
         ERROR_NOT_FOUND, NULL, "no such path"},
        // An agent that does not take the token says nothing of who asks the API server.
        {401,
         "{\"apiVersion\": \"nsinfo/v1\", \"kind\": \"Error\", \"code\": \"Unauthorized\", "
         "\"message\": \"the token has expired\"}",
         ERROR_FORBIDDEN, NULL, "the token has expired"},
        {403,
         "{\"apiVersion\": \"nsinfo/v1\", \"kind\": \"Error\", \"code\": \"Forbidden\", "
         "\"message\": \"may not get pods/nsinfo\"}",
         ERROR_FORBIDDEN, NULL, "may not get pods/nsinfo"},
        {502,
         "{\"apiVersion\": \"nsinfo/v1\", \"kind\": \"Error\", \"code\": \"Unreachable\", "
         "\"message\": \"no runtime\"}",
         ERROR_UNAVAILABLE, NULL, "no runtime"},
        {401, "{\"kind\": \"Status\", \"reason\": \"Unauthorized\", \"message\": \"Unauthorized\"}",
         ERROR_UNAUTHORIZED, NULL, "You must be logged in to the server (Unauthorized)"},
        {503,
         "{\"kind\": \"Status\", \"reason\": \"ServiceUnavailable\", \"message\": \"no route\"}",
         ERROR_UNAVAILABLE, "Error from server (ServiceUnavailable)", "no route"},
        // Neither: another version's error is not taken for this one's.
        {503, "{\"apiVersion\": \"nsinfo/v9\", \"code\": \"NotFound\", \"message\": \"x\"}",
         ERROR_UNAVAILABLE, "Error from server (ServiceUnavailable)",
         "the server is currently unable to handle the request"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_JSON json_t *json = NULL;
        struct http_reply reply = reply_of(rows[i].status, rows[i].body);

        assert_int_equal(agent_reply_json(&reply, "infra", &json, &err), -1);
        assert_error(&err, rows[i].code, rows[i].message);
        assert_true(str_eq(err.prefix, rows[i].prefix));
        strbuf_release(&reply.body);
    }
}

static void only_json_is_read(void **state)
{
    static const struct {
        const char *type;
        const char *message;
    } rows[] = {
        {"text/html", "its reply is not JSON: the content type is \"text/html\""},
        {NULL, "its reply is not JSON: the content type is \"\""},
        {"application/json; charset=utf-8", NULL},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_JSON json_t *json = NULL;
        CLEANUP_FREE char *type = xstrdup(rows[i].type);
        struct http_reply reply = reply_of(200, "{}");

        reply.content_type = type;
        assert_int_equal(agent_reply_json(&reply, "infra", &json, &err),
                         rows[i].message == NULL ? 0 : -1);
        if (rows[i].message != NULL)
            assert_error(&err, ERROR_BAD_REPLY, rows[i].message);
        strbuf_release(&reply.body);
    }
}

static void forbidden_names_the_rule_that_is_missing(void **state)
{
    CLEANUP_ERROR struct error err = {0};

    (void)state;
    error_set(&err, ERROR_FORBIDDEN, "no");
    assert_int_equal(agent_explain_forbidden("infra", "get", "pods/proxy", &err), -1);
    assert_error(&err, ERROR_FORBIDDEN,
                 "no: the nsinfo agents are reached through the API server, which takes the rule "
                 "{apiGroups: [\"\"], resources: [pods/proxy], verbs: [get]} in namespace "
                 "\"infra\": its Role \"nsinfo-user\" has it");
    error_set(&err, ERROR_NOT_FOUND, "no");
    assert_int_equal(agent_explain_forbidden("infra", "get", "pods/proxy", &err), -1);
    assert_error(&err, ERROR_NOT_FOUND, "no");
}

static void load_report(const char *name, struct report *ret)
{
    CLEANUP_JSON json_t *json = fixture_json(name, "report");
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(report_from_json(json, ret, &err), 0);
}

static void several_replies_of_a_node_become_one(void **state)
{
    CLEANUP_REPORT struct report all = {0};
    CLEANUP_REPORT struct report more = {0};
    CLEANUP_REPORT struct report last = {0};

    (void)state;
    load_report("single", &all);
    load_report("several", &more);
    load_report("partial", &last);
    agent_report_merge(&all, &more);
    agent_report_merge(&all, &last);
    assert_int_equal(all.container_count, 6);
    assert_int_equal(all.error_count, 1);
    assert_int_equal(all.containers[0].pid, 267);
    assert_int_equal(all.containers[4].pid, 1100);
    assert_int_equal(all.containers[5].pid, 4001);
    assert_string_equal(all.errors[0].message, "no process of it was found on this node");
    assert_int_equal(more.container_count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_a_nodes_agents_the_one_that_is_ready_is_asked),
        cmocka_unit_test(a_node_without_an_agent_is_named_with_what_to_do),
        cmocka_unit_test(an_agent_that_runs_is_asked_though_it_is_not_ready),
        cmocka_unit_test(an_agent_that_does_not_run_is_named_with_its_state),
        cmocka_unit_test(of_agents_that_go_away_it_is_not_said_where_to_look),
        cmocka_unit_test(errors_have_the_words_of_who_answered),
        cmocka_unit_test(only_json_is_read),
        cmocka_unit_test(forbidden_names_the_rule_that_is_missing),
        cmocka_unit_test(several_replies_of_a_node_become_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
