// SPDX-License-Identifier: Apache-2.0
#include "test/unit/access_fixture.h"

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
