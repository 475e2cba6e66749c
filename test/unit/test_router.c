// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "common/model/limits.h"
#include "node-agent/server/router.h"
#include "test/unit/unit.h"

#define ID "0000000000000000000000000000000000000000000000000000000000000000"

static const char *const no_paths[] = {NULL};

static struct agent *new_agent(const char *proc_path)
{
    CLEANUP_ERROR struct error err = {0};
    struct agent *agent = calloc(1, sizeof(*agent));

    agent->node_name = "node-a";
    agent->metrics = metrics_new(no_paths, 0);
    agent->collections = calloc(1, sizeof(*agent->collections));
    sem_init(agent->collections, 0, 1);
    assert_int_equal(proc_root_open(proc_path, &agent->proc, &err), 0);
    return agent;
}

static void free_agent(struct agent **agent)
{
    metrics_free(&(*agent)->metrics);
    free((*agent)->collections);
    proc_root_release(&(*agent)->proc);
    free(*agent);
}

static void ask(const struct agent *agent, const char *method, const char *path, const char *query,
                struct server_reply *ret)
{
    char path_copy[512];
    char *query_copy = query == NULL ? NULL : strdup(query);
    struct server_request request = {.method = method, .path = path_copy, .query = query_copy};

    snprintf(path_copy, sizeof(path_copy), "%s", path);
    assert_true(router_answer(agent, &request, false, ret));
    free(query_copy);
}

// The whole body of an error.
#define ERROR_BODY(code, message)                                                                  \
    "{\"apiVersion\":\"nsinfo/v1\",\"kind\":\"Error\",\"code\":\"" code                            \
    "\",\"message\":\"" message "\"}\n"

static const struct {
    const char *method;
    const char *path;
    const char *query;
    int status;
    const char *body;
} refusals[] = {
    {"GET", "/", NULL, 404, ERROR_BODY("NotFound", "no such path: \\\"/\\\"")},
    {"GET", "", NULL, 404, ERROR_BODY("NotFound", "no such path: \\\"\\\"")},
    {"GET", "/healthz/", NULL, 404, ERROR_BODY("NotFound", "no such path: \\\"/healthz/\\\"")},
    {"POST", "/nope", NULL, 404, ERROR_BODY("NotFound", "no such path: \\\"/nope\\\"")},
    {"POST", "/v1/node", NULL, 405,
     ERROR_BODY("MethodNotAllowed", "\\\"/v1/node\\\" can only be read, by GET")},
    {"HEAD", "/healthz", NULL, 405,
     ERROR_BODY("MethodNotAllowed", "\\\"/healthz\\\" can only be read, by GET")},
    {"GET", "/healthz", "x=1", 400, ERROR_BODY("BadRequest", "unknown query parameter \\\"x\\\"")},
    {"GET", "/v1/containers", NULL, 400,
     ERROR_BODY("BadRequest", "query parameter \\\"id\\\" is missing: id=<runtime>://<64 hex>")},
    {"GET", "/v1/containers", "id=docker://12", 400,
     ERROR_BODY("BadRequest", "container ID \\\"docker://12\\\" does not have 64 lower-case hex "
                              "digits after \\\"://\\\"")},
    {"GET", "/v1/containers", "id=docker://" ID "&id=" ID, 400,
     ERROR_BODY("BadRequest", "container ID \\\"" ID "\\\" is not of the form "
                              "<runtime>://<64 hex>")},
    {"GET", "/v1/containers", "id=docker://" ID "&processes=yes", 400,
     ERROR_BODY("BadRequest",
                "query parameter \\\"processes\\\" is neither \\\"true\\\" nor \\\"false\\\"")},
    {"GET", "/v1/containers", "id=%zz", 400,
     ERROR_BODY("BadRequest", "the query is not percent-encoded text")},
    {"GET", "/v1/node", "kubeNamespace=default", 400,
     ERROR_BODY("BadRequest",
                "query parameter \\\"kubeNamespace\\\" cannot be served: this agent asks no API "
                "server which pod a container belongs to")},
    {"GET", "/v1/node", "kubeNamespace=a&kubeNamespace=b/c", 400,
     ERROR_BODY("BadRequest", "query parameter \\\"kubeNamespace\\\": \\\"b/c\\\" is not the name "
                              "of a Kubernetes namespace")},
    {"GET", "/v1/node", "kubeNamespace=a-", 400,
     ERROR_BODY("BadRequest", "query parameter \\\"kubeNamespace\\\": \\\"a-\\\" is not the name "
                              "of a Kubernetes namespace")},
    {"GET", "/v1/node", "kubeNamespace=%1b[31m", 400,
     ERROR_BODY("BadRequest",
                "query parameter \\\"kubeNamespace\\\": \\\"\\\\x1b[31m\\\" is not the "
                "name of a Kubernetes namespace")},
};

static void every_refusal_is_json_with_its_exact_message(void **state ATTR_UNUSED)
{
    CLEANUP(free_agent) struct agent *agent = new_agent(NSINFO_FIXTURES "/proc");

    for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
        CLEANUP_SERVER_REPLY struct server_reply reply = {0};
        ask(agent, refusals[i].method, refusals[i].path, refusals[i].query, &reply);
        assert_string_equal(strbuf_text(&reply.body), refusals[i].body);
        assert_int_equal(reply.status, refusals[i].status);
        assert_string_equal(reply.content_type, "application/json");
        assert_int_equal(str_eq(reply.allow, "GET"), reply.status == 405);
    }
}

static void a_long_path_is_shown_in_part(void **state ATTR_UNUSED)
{
    CLEANUP(free_agent) struct agent *agent = new_agent(NSINFO_FIXTURES "/proc");
    CLEANUP_SERVER_REPLY struct server_reply reply = {0};
    char path[401] = "/";

    memset(path + 1, 'x', 399);
    ask(agent, "GET", path, NULL, &reply);
    assert_int_equal(reply.status, 404);
    assert_non_null(strstr(strbuf_text(&reply.body), "xxx\\u2026\\\""));
    assert_true(reply.body.len < 300);
}

static void ask_for_ids(const struct agent *agent, size_t count, struct server_reply *ret)
{
    CLEANUP_STRBUF struct strbuf query = {0};

    for (size_t i = 0; i < count; i++)
        strbuf_add_format(&query, "id=docker://%064zx&", i);
    ask(agent, "GET", "/v1/containers", strbuf_text(&query), ret);
}

static void at_most_64_ids_are_answered(void **state ATTR_UNUSED)
{
    CLEANUP(free_agent) struct agent *agent = new_agent(NSINFO_FIXTURES "/proc");
    CLEANUP_SERVER_REPLY struct server_reply most = {0};
    CLEANUP_SERVER_REPLY struct server_reply more = {0};

    ask_for_ids(agent, LIMIT_IDS_PER_REQUEST, &most);
    assert_int_equal(most.status, 200);
    assert_int_equal(most.id_count, LIMIT_IDS_PER_REQUEST);
    ask_for_ids(agent, LIMIT_IDS_PER_REQUEST + 1, &more);
    assert_int_equal(more.status, 413);
    assert_string_equal(
        strbuf_text(&more.body),
        ERROR_BODY("TooLarge", "65 container IDs in one request: at most 64 are answered"));
}

static void is_ready_only_with_a_proc_root_that_shows_pid_1(void **state ATTR_UNUSED)
{
    CLEANUP(free_agent) struct agent *ready = new_agent(NSINFO_FIXTURES "/proc");
    CLEANUP(free_agent) struct agent *unready = new_agent(NSINFO_FIXTURES "/cgroup");
    CLEANUP_SERVER_REPLY struct server_reply yes = {0};
    CLEANUP_SERVER_REPLY struct server_reply no = {0};

    ask(ready, "GET", "/readyz", NULL, &yes);
    assert_int_equal(yes.status, 200);
    assert_string_equal(strbuf_text(&yes.body), "ok\n");
    ask(unready, "GET", "/readyz", NULL, &no);
    assert_int_equal(no.status, 503);
    assert_string_equal(strbuf_text(&no.body),
                        ERROR_BODY("Unavailable", "proc root shows no PID 1: read \\\"1/stat\\\": "
                                                  "No such file or directory"));
}

static void is_healthy_without_looking(void **state ATTR_UNUSED)
{
    CLEANUP(free_agent) struct agent *agent = new_agent(NSINFO_FIXTURES "/cgroup");
    CLEANUP_SERVER_REPLY struct server_reply reply = {0};

    ask(agent, "GET", "/healthz", "", &reply);
    assert_int_equal(reply.status, 200);
    assert_string_equal(reply.content_type, CONTENT_TEXT);
    assert_string_equal(reply.route, "/healthz");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_refusal_is_json_with_its_exact_message),
        cmocka_unit_test(a_long_path_is_shown_in_part),
        cmocka_unit_test(at_most_64_ids_are_answered),
        cmocka_unit_test(is_ready_only_with_a_proc_root_that_shows_pid_1),
        cmocka_unit_test(is_healthy_without_looking),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
