// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "node-agent/access/review.h"
#include "test/unit/unit.h"

// As kube-apiserver 1.20 answers for a service account's token.
#define USER                                                                                       \
    "\"user\":{\"username\":\"system:serviceaccount:team-a:nsinfo-viewer\",\"uid\":\"u-1\","       \
    "\"groups\":[\"system:serviceaccounts\",\"system:authenticated\"],"                            \
    "\"extra\":{\"authentication.kubernetes.io/pod-name\":[\"x\"]}}"

static void asks_about_a_token_for_this_audience_alone(void **state ATTR_UNUSED)
{
    CLEANUP_STRBUF struct strbuf body = {0};

    review_add_token(&body, "a.b.c");
    assert_string_equal(strbuf_text(&body),
                        "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenReview\","
                        "\"spec\":{\"token\":\"a.b.c\",\"audiences\":[\"nsinfo-agent\"]}}");
}

static void a_token_s_subject_goes_into_the_next_question_as_a_whole(void **state ATTR_UNUSED)
{
    static const char reply[] = "{\"kind\":\"TokenReview\",\"status\":{\"authenticated\":true," USER
                                ",\"audiences\":[\"other\",\"nsinfo-agent\"]}}";
    const struct right right = {
        .verb = "get", .resource = "pods", .subresource = "nsinfo", .kube_namespace = "team-a"};
    CLEANUP_SUBJECT struct subject subject = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_STRBUF struct strbuf body = {0};

    assert_int_equal(review_parse_token(reply, strlen(reply), &subject, &err), 0);
    assert_string_equal(subject.name, "system:serviceaccount:team-a:nsinfo-viewer");
    review_add_access(&body, &subject, &right);
    assert_string_equal(
        strbuf_text(&body),
        "{\"apiVersion\":\"authorization.k8s.io/v1\",\"kind\":\"SubjectAccessReview\",\"spec\":{"
        "\"user\":\"system:serviceaccount:team-a:nsinfo-viewer\",\"uid\":\"u-1\","
        "\"groups\":[\"system:serviceaccounts\",\"system:authenticated\"],"
        "\"extra\":{\"authentication.kubernetes.io/pod-name\":[\"x\"]},"
        "\"resourceAttributes\":{\"verb\":\"get\",\"resource\":\"pods\",\"subresource\":\"nsinfo\","
        "\"namespace\":\"team-a\"}}}");
}

static void groups_go_on_as_they_are_even_with_a_nul(void **state ATTR_UNUSED)
{
    static const char reply[] = "{\"status\":{\"authenticated\":true,\"user\":{\"username\":\"u\","
                                "\"groups\":[\"a\\u0000b\"]},\"audiences\":[\"nsinfo-agent\"]}}";
    const struct right right = {.verb = "get"};
    CLEANUP_SUBJECT struct subject subject = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_STRBUF struct strbuf body = {0};

    assert_int_equal(review_parse_token(reply, strlen(reply), &subject, &err), 0);
    review_add_access(&body, &subject, &right);
    assert_non_null(strstr(strbuf_text(&body), "\"groups\":[\"a\\u0000b\"]"));
}

static const struct {
    const char *reply;
    enum error_code code;
    const char *message;
} refusals[] = {
    {"{\"status\":{\"authenticated\":false,\"error\":\"[invalid bearer token, \\u001b[31m]\"}}",
     ERROR_UNAUTHORIZED,
     "the API server does not know the token: [invalid bearer token, \\x1b[31m]"},
    {"{\"status\":{}}", ERROR_UNAUTHORIZED, "the API server does not know the token"},
    {"{\"status\":{" USER "}}", ERROR_UNAUTHORIZED, "the API server does not know the token"},
    // A server that knows no audiences says nothing of them.
    {"{\"status\":{\"authenticated\":true," USER "}}", ERROR_UNAUTHORIZED,
     "the token is not for the audience \"nsinfo-agent\""},
    {"{\"status\":{\"authenticated\":true," USER ",\"audiences\":[\"nsinfo-agent2\",7]}}",
     ERROR_UNAUTHORIZED, "the token is not for the audience \"nsinfo-agent\""},
    {"{\"status\":{\"authenticated\":\"true\"," USER ",\"audiences\":[\"nsinfo-agent\"]}}",
     ERROR_BAD_REPLY, "field \"authenticated\" is not true or false"},
    {"{\"status\":{\"authenticated\":true,\"audiences\":[\"nsinfo-agent\"]}}", ERROR_BAD_REPLY,
     "the token's user has no name"},
    {"{\"status\":{\"authenticated\":true,\"user\":{\"username\":\"\"},"
     "\"audiences\":[\"nsinfo-agent\"]}}",
     ERROR_BAD_REPLY, "the token's user has no name"},
    {"{}", ERROR_BAD_REPLY, "field \"status\" is missing"},
    {"[]", ERROR_BAD_REPLY, "field \"status\" is missing"},
    {"", ERROR_BAD_REPLY, "not JSON"},
    {"{\"spec\":{\"token\":\"secret", ERROR_BAD_REPLY, "not JSON"},
    {"{\"status\":{\"authenticated\":true,\"user\":{\"username\":\"adm\\u0000in\"},"
     "\"audiences\":[\"nsinfo-agent\"]}}",
     ERROR_BAD_REPLY, "the token's user has no name"},
};

static void a_token_that_is_not_certainly_good_is_refused(void **state ATTR_UNUSED)
{
    for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
        CLEANUP_SUBJECT struct subject subject = {0};
        CLEANUP_ERROR struct error err = {0};

        assert_int_equal(
            review_parse_token(refusals[i].reply, strlen(refusals[i].reply), &subject, &err), -1);
        assert_error(&err, refusals[i].code, refusals[i].message);
        assert_null(subject.name);
    }
}

static void only_a_plain_yes_allows(void **state ATTR_UNUSED)
{
    static const struct {
        const char *reply;
        bool allowed;
    } rows[] = {
        {"{\"status\":{\"allowed\":true}}", true},
        {"{\"status\":{\"allowed\":true,\"denied\":false,\"reason\":\"RBAC\"}}", true},
        {"{\"status\":{\"allowed\":false}}", false},
        {"{\"status\":{\"allowed\":true,\"denied\":true}}", false},
        {"{\"status\":{\"reason\":\"allowed\"}}", false},
        {"{\"status\":{}}", false},
    };
    static const char *const unusable[] = {"{\"status\":{\"allowed\":1}}", "{\"status\":[]}", "{}",
                                           "{\"allowed\":true}", "yes"};

    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        bool allowed = !rows[i].allowed;

        assert_int_equal(review_parse_access(rows[i].reply, strlen(rows[i].reply), &allowed, &err),
                         0);
        assert_int_equal(allowed, rows[i].allowed);
    }
    for (size_t i = 0; i < ARRAY_SIZE(unusable); i++) {
        CLEANUP_ERROR struct error err = {0};
        bool allowed = false;

        assert_int_equal(review_parse_access(unusable[i], strlen(unusable[i]), &allowed, &err), -1);
        assert_int_equal(err.code, ERROR_BAD_REPLY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(asks_about_a_token_for_this_audience_alone),
        cmocka_unit_test(a_token_s_subject_goes_into_the_next_question_as_a_whole),
        cmocka_unit_test(groups_go_on_as_they_are_even_with_a_nul),
        cmocka_unit_test(a_token_that_is_not_certainly_good_is_refused),
        cmocka_unit_test(only_a_plain_yes_allows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
