// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "common/base/xalloc.h"
#include "kubectl-nsinfo/kubeconfig/cluster_access.h"
#include "test/unit/unit.h"

#define CERT "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
#define KEY  "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"

// What stands in the folder that every test is given.
static const struct {
    const char *name;
    const char *text;
} files[] = {
    {"ca.pem", CERT},
    {"cert.pem", CERT},
    {"key.pem", KEY},
    {"token", " filetoken\n"},
    {"badtoken", "a\nb\n"},
    {"ca.crt", CERT},
    {"namespace", "poduser\n"},
    {"empty", ""},
    {"junk", "hello\n"},
    {"pkcs8.key", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n"},
    {"pkcs1.key", "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n"},
};

static void write_file(const char *folder, const char *name, const char *text)
{
    CLEANUP_FREE char *path = xasprintf("%s/%s", folder, name);
    FILE *file = fopen(path, "we");

    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

static int make_folder(void **state)
{
    char *folder = xstrdup("/tmp/nsinfo-test-XXXXXX");

    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < ARRAY_SIZE(files); i++)
        write_file(folder, files[i].name, files[i].text);
    *state = folder;
    return 0;
}

static void remove_file(const char *folder, const char *name)
{
    CLEANUP_FREE char *path = xasprintf("%s/%s", folder, name);

    remove(path);
}

static int remove_folder(void **state)
{
    for (size_t i = 0; i < ARRAY_SIZE(files); i++)
        remove_file(*state, files[i].name);
    remove_file(*state, "config");
    remove_file(*state, "");
    free(*state);
    return 0;
}

// Loads a kubeconfig of one cluster "k" and one user "u" with these fields.
static int load(const char *folder, const char *cluster, const char *user,
                struct cluster_access *ret, struct error *err)
{
    CLEANUP_FREE char *text =
        xasprintf("current-context: c\n"
                  "clusters: [{name: k, cluster: {%s}}]\n"
                  "users: [{name: u, user: {%s}}]\n"
                  "contexts:\n"
                  "- {name: c, context: {cluster: k, user: u, namespace: space}}\n"
                  "- {name: nocluster, context: {cluster: zzz, user: u}}\n"
                  "- {name: nouser, context: {cluster: k, user: zzz}}\n"
                  "- {name: onlycluster, context: {cluster: k}}\n"
                  "- {name: nothing}\n",
                  cluster, user);
    CLEANUP_FREE char *path = xasprintf("%s/config", folder);

    write_file(folder, "config", text);
    return cluster_access_load(&(struct access_flags){.kubeconfig = path}, ret, err);
}

// The same file with other flags.
static int reload(const char *folder, const char *context, const char *kube_namespace,
                  struct cluster_access *ret, struct error *err)
{
    CLEANUP_FREE char *path = xasprintf("%s/config", folder);
    struct access_flags flags = {
        .kubeconfig = path, .context = context, .kube_namespace = kube_namespace};

    return cluster_access_load(&flags, ret, err);
}

static void everything_of_the_context_is_loaded(void **state)
{
    CLEANUP_ACCESS struct cluster_access access = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(load(*state,
                          "server: 'https://h:6443/', certificate-authority: ca.pem, "
                          "tls-server-name: 'n'",
                          "client-certificate: cert.pem, client-key: key.pem, token: t", &access,
                          &err),
                     0);
    assert_string_equal(access.server, "https://h:6443");
    assert_string_equal(access.kube_namespace, "space");
    assert_string_equal(access.token, "t");
    assert_string_equal(access.tls_server_name, "n");
    assert_false(access.skip_verify);
    assert_string_equal(strbuf_text(&access.ca), CERT);
    assert_string_equal(strbuf_text(&access.cert), CERT);
    assert_string_equal(strbuf_text(&access.key), KEY);
}

static void inline_data_stands_for_the_files(void **state)
{
    CLEANUP_ACCESS struct cluster_access access = {0};
    CLEANUP_ERROR struct error err = {0};

    // "-----BEGIN CERTIFICATE-----" and "-----BEGIN EC PRIVATE KEY-----"
    assert_int_equal(load(*state,
                          "server: 'https://h', certificate-authority-data: "
                          "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t",
                          "client-certificate-data: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t, "
                          "client-key-data: LS0tLS1CRUdJTiBFQyBQUklWQVRFIEtFWS0tLS0t",
                          &access, &err),
                     0);
    assert_string_equal(strbuf_text(&access.ca), "-----BEGIN CERTIFICATE-----");
    assert_string_equal(strbuf_text(&access.key), "-----BEGIN EC PRIVATE KEY-----");
    assert_null(access.token);
}

static void flags_come_before_the_context(void **state)
{
    CLEANUP_ACCESS struct cluster_access first = {0};
    CLEANUP_ACCESS struct cluster_access second = {0};
    CLEANUP_ACCESS struct cluster_access third = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(load(*state, "server: 'https://h'", "token: t", &first, &err), 0);
    assert_int_equal(reload(*state, NULL, "mine", &second, &err), 0);
    assert_string_equal(second.kube_namespace, "mine");
    assert_int_equal(reload(*state, "onlycluster", "", &third, &err), 0);
    assert_string_equal(third.kube_namespace, "default");
    assert_string_equal(third.server, "https://h");
    assert_null(third.token);
}

static void without_anything_configured_it_is_localhost(void **state)
{
    CLEANUP_ACCESS struct cluster_access access = {0};
    CLEANUP_ACCESS struct cluster_access serverless = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(load(*state, "", "", &serverless, &err), 0);
    assert_string_equal(serverless.server, "http://localhost:8080");
    assert_int_equal(reload(*state, "nothing", NULL, &access, &err), 0);
    assert_string_equal(access.server, "http://localhost:8080");
    assert_string_equal(access.kube_namespace, "default");
}

static void names_that_lead_nowhere_are_refused_in_kubectls_words(void **state)
{
    static const struct {
        const char *context;
        const char *message;
    } rows[] = {
        {"nope", "context \"nope\" does not exist"},
        {"nocluster", "cluster \"zzz\" does not exist"},
        {"nouser", "auth info \"zzz\" does not exist"},
    };
    CLEANUP_ACCESS struct cluster_access access = {0};
    CLEANUP_ERROR struct error err = {0};
    CLEANUP_FREE char *path = xasprintf("%s/config", (char *)*state);

    assert_int_equal(load(*state, "server: 'https://h'", "token: t", &access, &err), 0);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ACCESS struct cluster_access other = {0};
        assert_int_equal(reload(*state, rows[i].context, NULL, &other, &err), -1);
        assert_error(&err, ERROR_BAD_REQUEST, rows[i].message);
        assert_null(err.prefix);
    }
    write_file(*state, "config", "current-context: gone\n");
    assert_int_equal(cluster_access_load(&(struct access_flags){.kubeconfig = path}, &access, &err),
                     -1);
    assert_string_equal(err.prefix, "Error in configuration");
    assert_error(&err, ERROR_BAD_REQUEST, "context was not found for specified context: gone");
}

static void a_server_is_taken_as_kubectl_takes_it(void **state)
{
    static const struct {
        const char *fields;
        const char *server; // NULL: it is refused
        const char *message;
    } rows[] = {
        {"server: 'https://h:1/a/b//?x=y#z'", "https://h:1/a/b", NULL},
        {"server: 'HTTPS://H:1'", "https://H:1", NULL},
        {"server: 'https://[::1]:6443'", "https://[::1]:6443", NULL},
        {"server: 'h:1'", "http://h:1", NULL},
        {"server: 'h:1/'", "http://h:1", NULL},
        {"server: 'h:1', insecure-skip-tls-verify: true", "http://h:1", NULL},
        {"server: 'h:1', certificate-authority: ca.pem", "http://h:1", NULL},
        {"server: 'h:1/a'", NULL, "host must be a URL or a host:port pair: \"h:1/a\""},
        {"server: 'https://'", NULL, "host must be a URL or a host:port pair: \"https://\""},
        {"server: 'https://[::1'", NULL,
         "host must be a URL or a host:port pair: \"https://[::1\""},
        {"server: 'https://a b'", NULL, "host must be a URL or a host:port pair: \"https://a b\""},
        {"server: 'https://h:99999'", NULL, "dial tcp: address 99999: invalid port"},
        {"server: 'https://h:x'", NULL, "dial tcp: address x: invalid port"},
        {"server: 'ftp://h'", NULL, "unsupported protocol scheme \"ftp\""},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ACCESS struct cluster_access access = {0};
        CLEANUP_ERROR struct error err = {0};
        int rc = load(*state, rows[i].fields, "", &access, &err);

        assert_int_equal(rc, rows[i].server == NULL ? -1 : 0);
        if (rows[i].server == NULL)
            assert_error(&err, ERROR_BAD_REQUEST, rows[i].message);
        else
            assert_string_equal(access.server, rows[i].server);
    }
}

// %s in a message stands for the folder.
static const struct {
    const char *cluster;
    const char *user;
    const char *message;
} refusals[] = {
    {"certificate-authority: nope", "",
     "unable to read certificate-authority %s/nope for k due to open %s/nope: no such file or "
     "directory"},
    {"certificate-authority: junk", "",
     "unable to load root certificates: unable to parse bytes as PEM block"},
    {"certificate-authority: ca.pem, certificate-authority-data: QQ==", "",
     "certificate-authority-data and certificate-authority are both specified for k. "
     "certificate-authority-data will override."},
    {"certificate-authority: ca.pem, insecure-skip-tls-verify: true", "",
     "specifying a root certificates file with the insecure flag is not allowed"},
    {"", "client-certificate: nope, client-key: key.pem",
     "unable to read client-cert %s/nope for u due to open %s/nope: no such file or directory"},
    {"", "client-certificate: cert.pem, client-key: nope",
     "unable to read client-key %s/nope for u due to open %s/nope: no such file or directory"},
    {"", "client-certificate: cert.pem",
     "client-key-data or client-key must be specified for u to use the clientCert "
     "authentication method."},
    {"", "client-certificate: junk, client-key: key.pem",
     "tls: failed to find any PEM data in certificate input"},
    {"", "client-certificate: cert.pem, client-key: junk",
     "tls: failed to find any PEM data in key input"},
    {"", "client-certificate: cert.pem, client-key: pkcs8.key",
     "the client key of user \"u\" is encrypted, which is not supported: kubectl does not "
     "take such keys either"},
    {"", "client-certificate: cert.pem, client-key: pkcs1.key",
     "the client key of user \"u\" is encrypted, which is not supported: kubectl does not "
     "take such keys either"},
    {"", "tokenFile: nope", "open %s/nope: no such file or directory"},
    {"", "token: \"a\\nb\"", "the token of user \"u\" holds characters that no token has"},
    {"", "tokenFile: badtoken", "the token of user \"u\" holds characters that no token has"},
};

static void add_message(struct strbuf *message, const char *pattern, const char *folder)
{
    for (const char *mark = strstr(pattern, "%s"); mark != NULL; mark = strstr(pattern, "%s")) {
        strbuf_add(message, pattern, (size_t)(mark - pattern));
        strbuf_add_text(message, folder);
        pattern = mark + 2;
    }
    strbuf_add_text(message, pattern);
}

static void credentials_that_cannot_serve_are_refused_in_kubectls_words(void **state)
{
    for (size_t i = 0; i < ARRAY_SIZE(refusals); i++) {
        CLEANUP_ACCESS struct cluster_access access = {0};
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_FREE char *cluster = xasprintf("server: 'https://h', %s", refusals[i].cluster);
        CLEANUP_STRBUF struct strbuf message = {0};

        add_message(&message, refusals[i].message, *state);
        assert_int_equal(load(*state, cluster, refusals[i].user, &access, &err), -1);
        assert_error(&err, ERROR_BAD_REQUEST, strbuf_text(&message));
        assert_null(access.server);
    }
}

static void a_token_file_that_can_be_read_comes_before_the_token(void **state)
{
    static const struct {
        const char *user;
        const char *token;
    } rows[] = {
        {"tokenFile: token", "filetoken"},
        {"token: t, tokenFile: token", "filetoken"},
        {"token: t, tokenFile: nope", "t"},
        {"token: t", "t"},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ACCESS struct cluster_access access = {0};
        CLEANUP_ERROR struct error err = {0};

        assert_int_equal(load(*state, "server: 'https://h'", rows[i].user, &access, &err), 0);
        assert_string_equal(access.token, rows[i].token);
    }
}

static void credentials_never_go_over_plain_http(void **state)
{
    CLEANUP_ACCESS struct cluster_access access = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(load(*state, "server: 'http://h'",
                          "token: t, client-certificate: cert.pem, client-key: key.pem", &access,
                          &err),
                     0);
    assert_null(access.token);
    assert_int_equal(access.cert.len, 0);
    assert_int_equal(access.key.len, 0);
}

static void a_key_alone_is_no_credential(void **state)
{
    CLEANUP_ACCESS struct cluster_access access = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(load(*state, "server: 'https://h'", "client-key: key.pem", &access, &err), 0);
    assert_int_equal(access.key.len, 0);
}

// The file of load() again, with flags; kubeconfig is set here.
static int load_with(const char *folder, const char *cluster, const char *user,
                     struct access_flags flags, struct cluster_access *ret, struct error *err)
{
    CLEANUP_ACCESS struct cluster_access without = {0};
    CLEANUP_ERROR struct error ignored = {0};
    CLEANUP_FREE char *path = xasprintf("%s/config", folder);

    (void)!load(folder, cluster, user, &without, &ignored);
    flags.kubeconfig = path;
    return cluster_access_load(&flags, ret, err);
}

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

#define FOLDER_TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

static void a_request_may_take_what_the_user_says_and_0_is_no_limit(void **state)
{
    static const struct {
        uint64_t flag, own, timeout;
    } rows[] = {
        {REQUEST_TIMEOUT_UNSET, 65000, 65000},
        {REQUEST_TIMEOUT_UNSET, 30000, 30000},
        {0, 65000, 0},
        {1500, 65000, 1500},
        {120000, 30000, 120000},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        const struct cluster_access access = {.request_timeout_ms = rows[i].flag};
        assert_int_equal(cluster_access_timeout(&access, rows[i].own), rows[i].timeout);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FOLDER_TEST(everything_of_the_context_is_loaded),
        FOLDER_TEST(inline_data_stands_for_the_files),
        FOLDER_TEST(flags_come_before_the_context),
        FOLDER_TEST(flags_lie_over_the_cluster),
        FOLDER_TEST(flags_lie_over_the_user),
        FOLDER_TEST(a_cluster_and_a_user_may_be_named_by_flags),
        FOLDER_TEST(impersonation_comes_of_the_user_and_of_flags),
        FOLDER_TEST(nobody_in_particular_has_no_groups),
        FOLDER_TEST(all_that_is_wrong_is_said_at_once),
        FOLDER_TEST(a_name_and_a_password_are_a_credential),
        FOLDER_TEST(in_a_pod_the_service_account_counts_where_no_cluster_is_named),
        FOLDER_TEST(a_pods_own_kube_namespace_is_the_default_for_other_clusters_too),
        FOLDER_TEST(without_anything_configured_it_is_localhost),
        FOLDER_TEST(names_that_lead_nowhere_are_refused_in_kubectls_words),
        FOLDER_TEST(a_server_is_taken_as_kubectl_takes_it),
        FOLDER_TEST(credentials_that_cannot_serve_are_refused_in_kubectls_words),
        FOLDER_TEST(a_token_file_that_can_be_read_comes_before_the_token),
        FOLDER_TEST(credentials_never_go_over_plain_http),
        FOLDER_TEST(a_key_alone_is_no_credential),
        cmocka_unit_test(a_request_may_take_what_the_user_says_and_0_is_no_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
