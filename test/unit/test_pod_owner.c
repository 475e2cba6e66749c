// SPDX-License-Identifier: Apache-2.0
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/pod/pod_owner.h"
#include "test/unit/unit.h"

static json_t *parse(const char *text)
{
    CLEANUP_ERROR struct error err = {0};
    json_t *json = NULL;

    assert_int_equal(json_parse(text, strlen(text), &json, &err), 0);
    return json;
}

static const struct pod_owner_kind *owner_of(const char *resource)
{
    const struct pod_owner_kind *owner = pod_owner_find(resource);

    assert_non_null(owner);
    return owner;
}

static void a_selector_becomes_the_api_servers_text(void **state)
{
    static const struct {
        const char *resource;
        const char *object;
        const char *selector;
    } rows[] = {
        {"deploy", "{\"spec\": {\"selector\": {\"matchLabels\": {\"app\": \"web\"}}}}", "app=web"},
        {"job",
         "{\"spec\": {\"selector\": {\"matchLabels\": {\"tier\": \"\", \"app\": \"web\"},"
         "\"matchExpressions\": [{\"key\": \"env\", \"operator\": \"In\", \"values\": [\"a\", "
         "\"b\"]}, {\"key\": \"x.y/z\", \"operator\": \"NotIn\", \"values\": [\"c\"]},"
         "{\"key\": \"here\", \"operator\": \"Exists\"}, {\"key\": \"gone\", \"operator\": "
         "\"DoesNotExist\", \"values\": []}]}}}",
         "app=web,tier=,env in (a,b),x.y/z notin (c),here,!gone"},
        {"rc", "{\"spec\": {\"selector\": {\"a-b\": \"2\", \"a\": \"1\"}}}", "a-b=2,a=1"},
        {"svc", "{\"spec\": {\"selector\": {\"matchLabels\": \"x\"}}}", "matchLabels=x"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_JSON json_t *object = parse(rows[i].object);
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_FREE char *selector = NULL;
        assert_int_equal(pod_owner_selector(owner_of(rows[i].resource), object, &selector, &err),
                         0);
        assert_string_equal(selector, rows[i].selector);
    }
}

// The API server would take it for every pod of the Kubernetes namespace.
static void what_selects_nothing_is_refused(void **state)
{
    static const char *const objects[] = {
        "{\"metadata\": {\"name\": \"bare\"}}",
        "{\"metadata\": {\"name\": \"bare\"}, \"spec\": {}}",
        "{\"metadata\": {\"name\": \"bare\"}, \"spec\": {\"selector\": null}}",
        "{\"metadata\": {\"name\": \"bare\"}, \"spec\": {\"selector\": {}}}",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(objects); i++) {
        CLEANUP_JSON json_t *object = parse(objects[i]);
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_FREE char *selector = NULL;
        assert_int_equal(pod_owner_selector(owner_of("svc"), object, &selector, &err), -1);
        assert_error(&err, ERROR_BAD_REQUEST,
                     "services \"bare\" has no selector, and so no pods of its own");
        assert_int_equal(pod_owner_selector(owner_of("sts"), object, &selector, &err), -1);
        assert_error(&err, ERROR_BAD_REQUEST,
                     "statefulsets.apps \"bare\" has no selector, and so no pods of its own");
        assert_null(selector);
    }
}

static void a_selector_of_another_form_is_a_bad_reply(void **state)
{
#define SELECTOR(text)   "{\"spec\": {\"selector\": " text "}}"
#define EXPRESSION(text) SELECTOR("{\"matchExpressions\": [" text "]}")
    static const struct {
        const char *object;
        const char *message;
    } rows[] = {
        {SELECTOR("7"), "field \"selector\" is not an object"},
        {SELECTOR("{\"matchLabels\": []}"), "field \"matchLabels\" is not an object"},
        {SELECTOR("{\"matchLabels\": {\"app\": 7}}"), "label \"app\" is not a string"},
        {SELECTOR("{\"matchExpressions\": {}}"), "field \"matchExpressions\" is not an array"},
        {EXPRESSION("7"), "an expression lacks its key or its operator"},
        {EXPRESSION("{\"key\": \"a\"}"), "an expression lacks its key or its operator"},
        {EXPRESSION("{\"key\": \"a\", \"operator\": \"Gt\"}"), "operator \"Gt\" is not known"},
        {EXPRESSION("{\"key\": \"a\", \"operator\": \"In\"}"), "an expression has no values"},
        {EXPRESSION("{\"key\": \"a\", \"operator\": \"In\", \"values\": [7]}"),
         "a value is not a string"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_JSON json_t *object = parse(rows[i].object);
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_FREE char *selector = NULL;
        CLEANUP_FREE char *message =
            xasprintf("the API server's Deployment cannot be read: %s", rows[i].message);
        assert_int_equal(pod_owner_selector(owner_of("deploy"), object, &selector, &err), -1);
        assert_error(&err, ERROR_BAD_REPLY, message);
        assert_null(selector);
    }
}

static void what_makes_pods_is_known_by_group_and_version(void **state)
{
    (void)state;
    assert_ptr_equal(pod_owner_find_maker("apps/v1", "Deployment"), owner_of("deploy"));
    assert_ptr_equal(pod_owner_find_maker("batch/v1beta1", "CronJob"), owner_of("cj"));
    assert_ptr_equal(pod_owner_find_maker("v1", "ReplicationController"), owner_of("rc"));
    assert_null(pod_owner_find_maker("v1", "Service"));
    assert_null(pod_owner_find_maker("extensions/v1beta1", "Deployment"));
    assert_null(pod_owner_find_maker("serving.knative.dev/v1", "Service"));
    assert_null(pod_owner_find_maker("v1", "Pod"));
    assert_null(pod_owner_find_maker("", ""));
}

static void where_the_api_server_has_a_kind(void **state)
{
    CLEANUP_FREE char *core = pod_owner_api_path(owner_of("rc"), "v1");
    CLEANUP_FREE char *group = pod_owner_api_path(owner_of("cj"), "v1beta1");

    (void)state;
    assert_string_equal(core, "/api/v1");
    assert_string_equal(group, "/apis/batch/v1beta1");
}

static void who_made_an_object_stands_in_its_references(void **state)
{
    CLEANUP_JSON json_t *made =
        parse("{\"metadata\": {\"ownerReferences\": [7, {\"uid\": \"a\"}, {\"uid\": \"b\"}]}}");
    CLEANUP_JSON json_t *alone = parse("{\"metadata\": {}}");

    (void)state;
    assert_true(pod_owner_has_made("b", made));
    assert_false(pod_owner_has_made("c", made));
    assert_false(pod_owner_has_made("b", alone));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_selector_becomes_the_api_servers_text),
        cmocka_unit_test(what_selects_nothing_is_refused),
        cmocka_unit_test(a_selector_of_another_form_is_a_bad_reply),
        cmocka_unit_test(what_makes_pods_is_known_by_group_and_version),
        cmocka_unit_test(where_the_api_server_has_a_kind),
        cmocka_unit_test(who_made_an_object_stands_in_its_references),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
