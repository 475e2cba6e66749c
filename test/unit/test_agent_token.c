// SPDX-License-Identifier: Apache-2.0
#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "kubectl-nsinfo/agent/token.h"
#include "test/unit/unit.h"

static int decode(int status, const char *body, char **ret, struct error *err)
{
    static char type[] = "application/json";
    struct http_reply reply = {.status = status, .content_type = type};

    strbuf_add_text(&reply.body, body);
    struct agent_token token = {0};
    int rc = agent_token_decode(&reply, &token, err);
    strbuf_release(&reply.body);
    *ret = token.text;
    return rc;
}

static void assert_decoded(const char *token)
{
    CLEANUP_FREE char *body = xasprintf("{\"status\": {\"token\": \"%s\"}}", token);
    CLEANUP_FREE char *decoded = NULL;
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(decode(201, body, &decoded, &err), 0);
    assert_string_equal(decoded, token);
}

static void assert_refused(int status, const char *body, enum error_code code, const char *message)
{
    CLEANUP_FREE char *decoded = NULL;
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(decode(status, body, &decoded, &err), -1);
    assert_error(&err, code, message);
    assert_null(decoded);
}

static void a_token_lives_as_long_as_the_server_says(void **state)
{
    static const struct {
        const char *spec;
        unsigned life_s;
    } rows[] = {
        {"{\"expirationSeconds\": 3607}", 3607},
        {"{\"expirationSeconds\": 1}", 1},
        {"{\"expirationSeconds\": 0}", 600},
        {"{\"expirationSeconds\": -5}", 600},
        {"{\"expirationSeconds\": \"9\"}", 600},
        {"{\"expirationSeconds\": 99999999999}", 600},
        {"{}", 600},
        {"[]", 600},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct http_reply reply = {.status = 201};
        struct agent_token token = {0};
        CLEANUP_ERROR struct error err = {0};

        strbuf_add_format(&reply.body, "{\"spec\": %s, \"status\": {\"token\": \"a.b\"}}",
                          rows[i].spec);
        assert_int_equal(agent_token_decode(&reply, &token, &err), 0);
        assert_int_equal(token.life_s, rows[i].life_s);
        free(token.text);
        http_reply_release(&reply);
    }
}

static void a_token_is_taken_as_it_is(void **state)
{
    (void)state;
    assert_decoded("eyJhbGciOiJSUzI1NiIsImtpZCI6IkEifQ.eyJhdWQiOlsibnNpbmZvLWFnZW50Il19.a-b_c");
    assert_decoded("~+/opaque0189AZaz==");
}

static void what_is_no_token_is_refused_without_showing_it(void **state)
{
    static const struct {
        const char *body;
        const char *message;
    } rows[] = {
        {"", "the server's reply is not JSON"},
        {"{\"status\": {\"token\": \"c2VjcmV0", "the server's reply is not JSON"},
        {"{\"status\": {\"token\": \"c2VjcmV0\"}} c2VjcmV0", "the server's reply is not JSON"},
        {"{}", "the server's reply has no token"},
        {"[]", "the server's reply has no token"},
        {"{\"token\": \"c2VjcmV0\"}", "the server's reply has no token"},
        {"{\"status\": null}", "the server's reply has no token"},
        {"{\"status\": {\"token\": null}}", "the server's reply has no token"},
        {"{\"status\": []}", "the server's reply: field \"status\" is not an object"},
        {"{\"status\": {\"token\": [\"c2VjcmV0\"]}}",
         "the server's reply: field \"token\" is not a string"},
        {"{\"status\": {\"token\": \"\"}}", "the server's reply has no token that can be used"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_refused(201, rows[i].body, ERROR_BAD_REPLY, rows[i].message);
}

static void no_character_can_end_the_header(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++) {
        bool allowed = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       (c != 0 && strchr("-._~+/=", c) != NULL);
        CLEANUP_FREE char *body =
            xasprintf("{\"status\": {\"token\": \"a\\u%04xb\"}}", (unsigned)c);
        CLEANUP_FREE char *decoded = NULL;
        CLEANUP_ERROR struct error err = {0};

        assert_int_equal(decode(201, body, &decoded, &err), allowed ? 0 : -1);
        if (!allowed)
            assert_error(&err, ERROR_BAD_REPLY, "the server's reply has no token that can be used");
    }
}

static void a_token_has_to_fit_into_a_request(void **state)
{
    CLEANUP_FREE char *longest = xcalloc(LIMIT_AGENT_TOKEN + 2, 1);
    CLEANUP_FREE char *body = NULL;

    (void)state;
    memset(longest, 'a', LIMIT_AGENT_TOKEN);
    assert_decoded(longest);
    body = xasprintf("{\"status\": {\"token\": \"%sa\"}}", longest);
    assert_refused(201, body, ERROR_BAD_REPLY,
                   "the server's reply has a token of more than 8192 bytes");
}

static void the_servers_refusal_is_in_its_words(void **state)
{
    (void)state;
    assert_refused(403, "{\"kind\": \"Status\", \"message\": \"no\"}", ERROR_FORBIDDEN, "no");
    assert_refused(404, "{\"kind\": \"Status\", \"message\": \"no\"}", ERROR_NOT_FOUND, "no");
    assert_refused(500, "{\"kind\": \"Status\", \"message\": \"no\"}", ERROR_BAD_REPLY, "no");
    // A token in what is no success is none.
    assert_refused(302, "{\"status\": {\"token\": \"c2VjcmV0\"}}", ERROR_BAD_REPLY,
                   "the server responded with the status code 302 but did not return more "
                   "information");
}

static void who_lacks_a_right_is_told_the_rule_and_where(void **state)
{
    static const char rule[] =
        "no: the nsinfo agents are asked with a token of the ServiceAccount \"nsinfo-viewer\", and "
        "to have it made takes the rule {apiGroups: [\"\"], resources: [serviceaccounts/token], "
        "resourceNames: [nsinfo-viewer], verbs: [create]} in a Role of namespace ";
    static const char of_the_system[] =
        "\"nsinfo-system\", whose account sees the pods of everybody (Role "
        "\"nsinfo-cluster-viewer\" has it)";
    static const struct {
        const char *kube_namespace;
        enum error_code own;
        const char *first;
    } rows[] = {
        {"shop", ERROR_FORBIDDEN,
         "\"shop\", if there is such an account (examples/team.yaml has both), or of "},
        {"shop", ERROR_NOT_FOUND, ""},
        {"nsinfo-system", ERROR_FORBIDDEN, ""},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_FREE char *expected = xasprintf("%s%s%s", rule, rows[i].first, of_the_system);

        error_set(&err, ERROR_FORBIDDEN, "no");
        assert_int_equal(
            agent_explain_viewer("nsinfo-system", rows[i].kube_namespace, rows[i].own, &err), -1);
        assert_error(&err, ERROR_FORBIDDEN, expected);
    }
}

static void without_an_account_it_is_said_what_to_do(void **state)
{
    CLEANUP_ERROR struct error err = {0};

    (void)state;
    error_set(&err, ERROR_NOT_FOUND, "no");
    assert_int_equal(agent_explain_viewer("infra", "shop", ERROR_FORBIDDEN, &err), -1);
    assert_error(&err, ERROR_NOT_FOUND,
                 "no: the nsinfo agents are asked with a token of the ServiceAccount "
                 "\"nsinfo-viewer\", which is not in namespace \"infra\": put it on the "
                 "cluster with 'kubectl nsinfo deploy --agent-namespace=infra', or say with "
                 "--agent-namespace where the agents are");
    error_set(&err, ERROR_UNAVAILABLE, "no");
    assert_int_equal(agent_explain_viewer("infra", "shop", ERROR_UNAVAILABLE, &err), -1);
    assert_error(&err, ERROR_UNAVAILABLE, "no");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_taken_as_it_is),
        cmocka_unit_test(a_token_lives_as_long_as_the_server_says),
        cmocka_unit_test(what_is_no_token_is_refused_without_showing_it),
        cmocka_unit_test(no_character_can_end_the_header),
        cmocka_unit_test(a_token_has_to_fit_into_a_request),
        cmocka_unit_test(the_servers_refusal_is_in_its_words),
        cmocka_unit_test(who_lacks_a_right_is_told_the_rule_and_where),
        cmocka_unit_test(without_an_account_it_is_said_what_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
