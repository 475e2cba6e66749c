// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/pod_name.h"
#include "test/unit/unit.h"

static void pods_are_named_as_for_kubectl(void **state)
{
    static const struct {
        const char *word;
        const char *name;
    } rows[] = {
        {"mypod", "mypod"},       {"pod/mypod", "mypod"}, {"pods/mypod", "mypod"},
        {"po/mypod", "mypod"},    {"Pod/mypod", "mypod"}, {"pod", "pod"},
        {"my.pod-1", "my.pod-1"}, {"...", "..."},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        const char *name = NULL;
        assert_int_equal(pod_name_parse(rows[i].word, &name, &err), 0);
        assert_string_equal(name, rows[i].name);
    }
}

static void what_names_no_pod_is_refused(void **state)
{
    static const char FORM[] =
        "arguments in resource/name form must have a single resource and name";
    static const struct {
        const char *word;
        const char *message;
    } rows[] = {
        {"", "resource name may not be empty"},
        {"pod/", FORM},
        {"/mypod", FORM},
        {"pod/a/b", FORM},
        {"deploy/web", "\"deploy/web\" is not a pod: name pods, as in pod/web"},
        {".", "invalid resource name \".\": [may not be '.']"},
        {"pod/..", "invalid resource name \"..\": [may not be '..']"},
        {"a%2fb", "invalid resource name \"a%2fb\": [may not contain '%']"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        const char *name = NULL;
        assert_int_equal(pod_name_parse(rows[i].word, &name, &err), -1);
        assert_error(&err, ERROR_BAD_REQUEST, rows[i].message);
        assert_null(name);
    }
}

static void names_that_no_path_can_have_are_refused(void **state)
{
    static const struct {
        const char *name;
        const char *message; // NULL: it is none of them
    } rows[] = {
        {"a/b", "invalid namespace \"a/b\": [may not contain '/']"},
        {"a%b", "invalid namespace \"a%b\": [may not contain '%']"},
        {"%/", "invalid namespace \"%/\": [may not contain '/' may not contain '%']"},
        {".", "invalid namespace \".\": [may not be '.']"},
        {"..", "invalid namespace \"..\": [may not be '..']"},
        {"a.b", NULL},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        int rc = kube_name_check("namespace", rows[i].name, &err);
        assert_int_equal(rc, rows[i].message == NULL ? 0 : -1);
        if (rows[i].message != NULL)
            assert_error(&err, ERROR_BAD_REQUEST, rows[i].message);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pods_are_named_as_for_kubectl),
        cmocka_unit_test(names_that_no_path_can_have_are_refused),
        cmocka_unit_test(what_names_no_pod_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
