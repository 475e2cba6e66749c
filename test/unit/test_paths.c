// SPDX-License-Identifier: Apache-2.0
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/apiserver/paths.h"
#include "test/unit/unit.h"

static void assert_path(char *path, const char *expected)
{
    CLEANUP_FREE char *owned = path;

    assert_string_equal(owned, expected);
}

static void ordinary_names_stand_as_they_are(void **state)
{
    (void)state;
    assert_path(path_pod("default", "web-0.a_b~c"), "/api/v1/namespaces/default/pods/web-0.a_b~c");
    assert_path(
        path_pod_apply("x", "web", &(struct apply_query){.field_manager = "kubectl-nsinfo"}),
        "/api/v1/namespaces/x/pods/web?fieldManager=kubectl-nsinfo");
    assert_path(path_pod_apply("x", "web", &(struct apply_query){"a&b", true, true}),
                "/api/v1/namespaces/x/pods/web?fieldManager=a%26b&force=true&dryRun=All");
    assert_path(
        path_pod_proxy("nsinfo-system", "https", "agent-x", 9479, "/v1/node?processes=true"),
        "/api/v1/namespaces/nsinfo-system/pods/https:agent-x:9479/proxy/v1/node"
        "?processes=true");
    assert_path(path_service_account_token("shop", "nsinfo-viewer"),
                "/api/v1/namespaces/shop/serviceaccounts/nsinfo-viewer/token");
}

static void selectors_are_parameters_and_may_be_left_out(void **state)
{
    struct list_request request = {.api_path = "/api/v1", .kube_namespace = "x", .kind = "pods"};

    (void)state;
    assert_path(path_list(&request), "/api/v1/namespaces/x/pods");
    request.label_selector = "app=web,tier!=a b";
    assert_path(path_list(&request),
                "/api/v1/namespaces/x/pods?labelSelector=app%3Dweb%2Ctier%21%3Da%20b");
    request.label_selector = NULL;
    request.field_selector = "spec.nodeName=n&limit=1";
    assert_path(path_list(&request),
                "/api/v1/namespaces/x/pods?fieldSelector=spec.nodeName%3Dn%26limit%3D1");
}

static void lists_are_of_one_kube_namespace_or_of_all_and_come_in_chunks(void **state)
{
    struct list_request request = {.api_path = "/api/v1", .kind = "pods"};

    (void)state;
    assert_path(path_list(&request), "/api/v1/pods");
    request.limit = 500;
    assert_path(path_list(&request), "/api/v1/pods?limit=500");
    request.kube_namespace = "a b";
    request.label_selector = "a in (b,c)";
    request.field_selector = "spec.nodeName=n";
    request.continue_token = "eyJ2Ij+/=&";
    assert_path(path_list(&request),
                "/api/v1/namespaces/a%20b/pods?labelSelector=a%20in%20%28b%2Cc%29"
                "&fieldSelector=spec.nodeName%3Dn&limit=500&continue=eyJ2Ij%2B%2F%3D%26");
    assert_path(path_list(&(struct list_request){.api_path = "/apis/batch/v1", .kind = "jobs"}),
                "/apis/batch/v1/jobs");
}

static void objects_of_other_groups_have_paths_too(void **state)
{
    (void)state;
    assert_path(path_object("/apis/apps/v1", "shop", "deployments", "../web"),
                "/apis/apps/v1/namespaces/shop/deployments/..%2Fweb");
}

static void no_name_changes_the_path(void **state)
{
    static const struct {
        const char *name;
        const char *encoded;
    } rows[] = {
        {"a/b", "a%2Fb"},         {"../secrets/s", "..%2Fsecrets%2Fs"},
        {"..", "%2E%2E"},         {".", "%2E"},
        {"%2e%2e", "%252e%252e"}, {"a?watch=1", "a%3Fwatch%3D1"},
        {"a#b", "a%23b"},         {"a b\r\nHost: x", "a%20b%0D%0AHost%3A%20x"},
        {"\xc3\xa9", "%C3%A9"},   {"", ""},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_FREE char *as_pod = xasprintf("/api/v1/namespaces/d/pods/%s", rows[i].encoded);
        CLEANUP_FREE char *as_space = xasprintf("/api/v1/namespaces/%s/pods/p", rows[i].encoded);
        assert_path(path_pod("d", rows[i].name), as_pod);
        assert_path(path_pod(rows[i].name, "p"), as_space);
        CLEANUP_FREE char *as_account = xasprintf("/api/v1/namespaces/%s/serviceaccounts/%s/token",
                                                  rows[i].encoded, rows[i].encoded);
        assert_path(path_service_account_token(rows[i].name, rows[i].name), as_account);
    }
    assert_path(path_pod_proxy("d", "http", "a:80/proxy/x", 1, "/"),
                "/api/v1/namespaces/d/pods/http:a%3A80%2Fproxy%2Fx:1/proxy/");
}

static void objects_of_any_kind_have_paths(void **state)
{
    const struct kube_kind *daemon_set = kube_kind_find("apps/v1", "DaemonSet");
    const struct kube_kind *role = kube_kind_find("rbac.authorization.k8s.io/v1", "ClusterRole");
    const struct kube_kind *account = kube_kind_find("v1", "ServiceAccount");

    (void)state;
    assert_path(path_kind_object(daemon_set, "n", "a"), "/apis/apps/v1/namespaces/n/daemonsets/a");
    assert_path(path_kind_object(account, "n", ".."),
                "/api/v1/namespaces/n/serviceaccounts/%2E%2E");
    assert_path(path_kind_object(role, NULL, "a"),
                "/apis/rbac.authorization.k8s.io/v1/clusterroles/a");
    assert_path(path_kind_list(account, NULL, "a=b", NULL),
                "/api/v1/serviceaccounts?labelSelector=a%3Db");
    assert_path(path_kind_list(account, "n", NULL, "c=d"),
                "/api/v1/namespaces/n/serviceaccounts?fieldSelector=c%3Dd");
    assert_path(path_kind_apply(role, NULL, "a", "m", false),
                "/apis/rbac.authorization.k8s.io/v1/clusterroles/a?fieldManager=m");
    assert_path(path_kind_apply(account, "n", "a", "m", true),
                "/api/v1/namespaces/n/serviceaccounts/a?fieldManager=m&force=true");
}

static void kinds_are_known_by_group_version_and_name(void **state)
{
    (void)state;
    assert_null(kube_kind_find("apps/v1beta1", "DaemonSet"));
    assert_null(kube_kind_find("v1", "DaemonSet"));
    assert_null(kube_kind_find("apps/v1", "Namespace"));
    assert_null(kube_kind_find("appsv1", "DaemonSet"));
    assert_string_equal(kube_kind_find("v1", "Namespace")->plural, "namespaces");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_names_stand_as_they_are),
        cmocka_unit_test(selectors_are_parameters_and_may_be_left_out),
        cmocka_unit_test(lists_are_of_one_kube_namespace_or_of_all_and_come_in_chunks),
        cmocka_unit_test(objects_of_other_groups_have_paths_too),
        cmocka_unit_test(no_name_changes_the_path),
        cmocka_unit_test(objects_of_any_kind_have_paths),
        cmocka_unit_test(kinds_are_known_by_group_version_and_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
