// SPDX-License-Identifier: Apache-2.0
#include "test/unit/access_fixture.h"

static void flags_lie_over_the_cluster(void **state)
{
    static const char cluster[] = "server: 'https://h', certificate-authority: junk, "
                                  "tls-server-name: name";
    CLEANUP_FREE char *ca = xasprintf("%s/ca.pem", (char *)*state);
    CLEANUP_ACCESS struct cluster_access server = {0};
    CLEANUP_ACCESS struct cluster_access name = {0};
    CLEANUP_ACCESS struct cluster_access insecure = {0};
    CLEANUP_ACCESS struct cluster_access secure = {0};
    CLEANUP_ERROR struct error err = {0};

    // Another server has another name in its certificate.
    assert_int_equal(load_with(*state, cluster, "",
                               (struct access_flags){.server = "https://other", .ca_file = ca},
                               &server, &err),
                     0);
    assert_string_equal(server.server, "https://other");
    assert_null(server.tls_server_name);
    assert_string_equal(strbuf_text(&server.ca), CERT);
    assert_int_equal(load_with(*state, cluster, "",
                               (struct access_flags){.server = "https://other",
                                                     .tls_server_name = "mine",
                                                     .ca_file = ca,
                                                     .disable_compression = true},
                               &name, &err),
                     0);
    assert_string_equal(name.tls_server_name, "mine");
    assert_true(name.disable_compression);
    // No CA beside "do not check", and none of the file's beside the flag's.
    assert_int_equal(
        load_with(*state, cluster, "", (struct access_flags){.skip_verify = true}, &insecure, &err),
        0);
    assert_true(insecure.skip_verify);
    assert_int_equal(insecure.ca.len, 0);
    assert_int_equal(load_with(*state, "server: 'https://h', insecure-skip-tls-verify: true", "",
                               (struct access_flags){.ca_file = ca}, &secure, &err),
                     0);
    assert_false(secure.skip_verify);
    assert_string_equal(strbuf_text(&secure.ca), CERT);
}

static void flags_lie_over_the_user(void **state)
{
    CLEANUP_FREE char *cert = xasprintf("%s/cert.pem", (char *)*state);
    CLEANUP_FREE char *key = xasprintf("%s/key.pem", (char *)*state);
    CLEANUP_ACCESS struct cluster_access token = {0};
    CLEANUP_ACCESS struct cluster_access both = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(load_with(*state, "server: 'https://h'", "token: t, exec: {}",
                               (struct access_flags){.token = "flag"}, &token, &err),
                     -1);
    assert_int_equal(load_with(*state, "server: 'https://h'", "token: t",
                               (struct access_flags){.token = "flag"}, &token, &err),
                     0);
    assert_string_equal(token.token, "flag");
    assert_int_equal(load_with(*state, "server: 'https://h'",
                               "client-certificate-data: eA==, client-key-data: eA==",
                               (struct access_flags){.cert_file = cert, .key_file = key}, &both,
                               &err),
                     0);
    assert_string_equal(strbuf_text(&both.cert), CERT);
    assert_string_equal(strbuf_text(&both.key), KEY);
}

static void a_cluster_and_a_user_may_be_named_by_flags(void **state)
{
    CLEANUP_ACCESS struct cluster_access access = {0};
    CLEANUP_ACCESS struct cluster_access other = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(
        load_with(*state, "server: 'https://h'", "token: t",
                  (struct access_flags){.context = "nothing", .cluster = "k", .user = "u"}, &access,
                  &err),
        0);
    assert_string_equal(access.server, "https://h");
    assert_string_equal(access.token, "t");
    assert_int_equal(
        load_with(*state, "", "", (struct access_flags){.cluster = "zzz"}, &other, &err), -1);
    assert_error(&err, ERROR_BAD_REQUEST, "cluster \"zzz\" does not exist");
    assert_int_equal(load_with(*state, "", "", (struct access_flags){.user = "zzz"}, &other, &err),
                     -1);
    assert_error(&err, ERROR_BAD_REQUEST, "auth info \"zzz\" does not exist");
}

static void impersonation_comes_of_the_user_and_of_flags(void **state)
{
    const char *groups[] = {"g", "h"};
    const char *extra[] = {"a/b%=1=2", "a/b%=3"};
    const struct access_flags flags = {
        .as = "amy",
        .as_uid = "9",
        .as_groups = {.items = groups, .count = 2},
        .as_user_extra = {.items = extra, .count = 2},
    };
    static const char user[] = "token: t, as: bob, as-uid: '7', as-groups: [x], "
                               "as-user-extra: {K: [v, w]}";
    static const char *const of_user[] = {"Impersonate-User: bob", "Impersonate-Uid: 7",
                                          "Impersonate-Group: x", "Impersonate-Extra-K: v",
                                          "Impersonate-Extra-K: w"};
    static const char *const of_flags[] = {"Impersonate-User: amy",
                                           "Impersonate-Uid: 9",
                                           "Impersonate-Group: g",
                                           "Impersonate-Group: h",
                                           "Impersonate-Extra-a%2Fb%25: 1=2",
                                           "Impersonate-Extra-a%2Fb%25: 3"};
    CLEANUP_ACCESS struct cluster_access first = {0};
    CLEANUP_ACCESS struct cluster_access second = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(load(*state, "server: 'https://h'", user, &first, &err), 0);
    assert_int_equal(first.impersonation.count, ARRAY_SIZE(of_user));
    for (size_t i = 0; i < ARRAY_SIZE(of_user); i++)
        assert_string_equal(first.impersonation.items[i], of_user[i]);
    assert_int_equal(load_with(*state, "server: 'https://h'", user, flags, &second, &err), 0);
    assert_int_equal(second.impersonation.count, ARRAY_SIZE(of_flags));
    for (size_t i = 0; i < ARRAY_SIZE(of_flags); i++)
        assert_string_equal(second.impersonation.items[i], of_flags[i]);
}

static void nobody_in_particular_has_no_groups(void **state)
{
    static const char *const users[] = {"as-uid: '7'", "as-groups: [x]", "as-user-extra: {a: [b]}"};
    for (size_t i = 0; i < ARRAY_SIZE(users); i++) {
        CLEANUP_ACCESS struct cluster_access access = {0};
        CLEANUP_ERROR struct error err = {0};

        assert_int_equal(load(*state, "server: 'https://h'", users[i], &access, &err), -1);
        assert_error(&err, ERROR_BAD_REQUEST,
                     "requesting uid, groups or user-extra for u without impersonating a user");
    }
}

static void all_that_is_wrong_is_said_at_once(void **state)
{
    CLEANUP_ACCESS struct cluster_access access = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(load(*state, "server: 'https://h', proxy-url: 'ftp://p'",
                          "token: t, username: a, as-uid: '1'", &access, &err),
                     -1);
    assert_string_equal(err.prefix, "Error in configuration");
    assert_error(&err, ERROR_BAD_REQUEST,
                 "\n* more than one authentication method found for u; found [token basicAuth], "
                 "only one is allowed"
                 "\n* requesting uid, groups or user-extra for u without impersonating a user"
                 "\n* invalid 'proxy-url' \"ftp://p\" for cluster \"k\": unsupported scheme "
                 "\"ftp\", must be http, https, or socks5");
}

static void a_name_and_a_password_are_a_credential(void **state)
{
    CLEANUP_ACCESS struct cluster_access access = {0};
    CLEANUP_ERROR struct error err = {0};

    // RFC 7617, section 2
    assert_int_equal(load(*state, "server: 'https://h'",
                          "username: Aladdin, password: 'open sesame'", &access, &err),
                     0);
    assert_string_equal(access.basic, "QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

static void in_a_pod_the_service_account_counts_where_no_cluster_is_named(void **state)
{
    const struct access_flags flags = {.service_account = *state};
    const struct access_flags named = {
        .service_account = *state, .token = "flag", .kube_namespace = "mine"};
    CLEANUP_ACCESS struct cluster_access pod = {0};
    CLEANUP_ACCESS struct cluster_access flagged = {0};
    CLEANUP_ACCESS struct cluster_access outside = {0};
    CLEANUP_ACCESS struct cluster_access no_port = {0};
    CLEANUP_ERROR struct error err = {0};

    setenv("KUBERNETES_SERVICE_HOST", "fd00::1", 1);
    setenv("KUBERNETES_SERVICE_PORT", "443", 1);
    unsetenv("POD_NAMESPACE");
    assert_int_equal(load_with(*state, "", "token: t", (struct access_flags){0}, &outside, &err),
                     0);
    assert_string_equal(outside.server, "http://localhost:8080");
    write_file(*state, "config", "");
    CLEANUP_FREE char *path = xasprintf("%s/config", (char *)*state);
    struct access_flags with = flags;
    with.kubeconfig = path;
    assert_int_equal(cluster_access_load(&with, &pod, &err), 0);
    assert_string_equal(pod.server, "https://[fd00::1]:443");
    assert_string_equal(pod.token, "filetoken");
    assert_non_null(strstr(pod.token_file, "/token"));
    assert_string_equal(strbuf_text(&pod.ca), CERT);
    assert_string_equal(pod.kube_namespace, "poduser");
    with = named;
    with.kubeconfig = path;
    assert_int_equal(cluster_access_load(&with, &flagged, &err), 0);
    assert_string_equal(flagged.token, "flag");
    assert_null(flagged.token_file);
    assert_string_equal(flagged.kube_namespace, "mine");
    unsetenv("KUBERNETES_SERVICE_PORT");
    assert_int_equal(cluster_access_load(&with, &no_port, &err), 0);
    assert_string_equal(no_port.server, "http://localhost:8080");
    unsetenv("KUBERNETES_SERVICE_HOST");
}

static void a_pods_own_kube_namespace_is_the_default_for_other_clusters_too(void **state)
{
    const struct access_flags nowhere = {.service_account = *state, .context = "onlycluster"};
    const struct access_flags space = {.service_account = *state};
    CLEANUP_ACCESS struct cluster_access first = {0};
    CLEANUP_ACCESS struct cluster_access second = {0};
    CLEANUP_ACCESS struct cluster_access third = {0};
    CLEANUP_ERROR struct error err = {0};

    setenv("KUBERNETES_SERVICE_HOST", "10.0.0.1", 1);
    setenv("KUBERNETES_SERVICE_PORT", "443", 1);
    assert_int_equal(load_with(*state, "server: 'https://h'", "", nowhere, &first, &err), 0);
    assert_string_equal(first.server, "https://h");
    assert_string_equal(first.kube_namespace, "poduser");
    assert_int_equal(load_with(*state, "server: 'https://h'", "", space, &second, &err), 0);
    assert_string_equal(second.kube_namespace, "space");
    setenv("POD_NAMESPACE", "told", 1);
    assert_int_equal(load_with(*state, "server: 'https://h'", "", nowhere, &third, &err), 0);
    assert_string_equal(third.kube_namespace, "told");
    unsetenv("POD_NAMESPACE");
    unsetenv("KUBERNETES_SERVICE_HOST");
    unsetenv("KUBERNETES_SERVICE_PORT");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(flags_lie_over_the_cluster),
        FOLDER_TEST(flags_lie_over_the_user),
        FOLDER_TEST(a_cluster_and_a_user_may_be_named_by_flags),
        FOLDER_TEST(impersonation_comes_of_the_user_and_of_flags),
        FOLDER_TEST(nobody_in_particular_has_no_groups),
        FOLDER_TEST(all_that_is_wrong_is_said_at_once),
        FOLDER_TEST(a_name_and_a_password_are_a_credential),
        FOLDER_TEST(in_a_pod_the_service_account_counts_where_no_cluster_is_named),
        FOLDER_TEST(a_pods_own_kube_namespace_is_the_default_for_other_clusters_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
