// SPDX-License-Identifier: Apache-2.0
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/kubeconfig/exec_credential.h"
#include "test/unit/unit.h"

#define V1      "client.authentication.k8s.io/v1"
#define V1BETA1 "client.authentication.k8s.io/v1beta1"
#define HEAD    "\"apiVersion\":\"" V1 "\",\"kind\":\"ExecCredential\""

static int parse(const char *text, struct exec_credential *ret, struct error *err)
{
    return exec_credential_parse(text, strlen(text), V1, ret, err);
}

static void a_token_is_taken_with_its_end(void **state)
{
    (void)state;
    CLEANUP_EXEC_CREDENTIAL struct exec_credential credential = {0};
    CLEANUP_EXEC_CREDENTIAL struct exec_credential endless = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(parse("{" HEAD ",\"status\":{\"token\":\"t\",\"expirationTimestamp\":"
                           "\"1970-01-01T00:01:40.5Z\"}}",
                           &credential, &err),
                     0);
    assert_string_equal(credential.token, "t");
    assert_int_equal(credential.expires, 100);
    assert_int_equal(credential.cert.len, 0);
    assert_int_equal(
        parse("{" HEAD ",\"status\":{\"token\":\"t\",\"clientKeyData\":\"\"}}", &endless, &err), 0);
    assert_int_equal(endless.expires, 0);
}

static void a_certificate_comes_with_its_key(void **state)
{
    (void)state;
    CLEANUP_EXEC_CREDENTIAL struct exec_credential credential = {0};
    CLEANUP_ERROR struct error err = {0};

    assert_int_equal(parse("{" HEAD
                           ",\"status\":{\"clientCertificateData\":\"c\",\"clientKeyData\":\"k\"}}",
                           &credential, &err),
                     0);
    assert_null(credential.token);
    assert_string_equal(strbuf_text(&credential.cert), "c");
    assert_string_equal(strbuf_text(&credential.key), "k");
}

// Each as kubectl 1.33 words it, but for what its JSON decoder adds of its own.
static void what_cannot_serve_is_refused_in_kubectls_words(void **state)
{
    static const char no_json[] =
        "decoding stdout: couldn't get version/kind; json parse error: it is no JSON object";
    static const struct {
        const char *text;
        const char *message;
    } rows[] = {
        {"", "exec plugin is configured to use API version " V1
             ", plugin returned version client.authentication.k8s.io/__internal"},
        {"s3cret", no_json},
        {"{\"status\":{\"token\":\"s3cret\" \"", no_json},
        {"[]", no_json},
        {"{}", "exec plugin is configured to use API version " V1
               ", plugin returned version client.authentication.k8s.io/__internal"},
        {"{\"apiVersion\":\"" V1BETA1 "\",\"kind\":\"ExecCredential\"}",
         "exec plugin is configured to use API version " V1 ", plugin returned version " V1BETA1},
        {"{\"apiVersion\":\"" V1 "\",\"kind\":\"Pod\"}",
         "decoding stdout: no kind \"Pod\" is registered for version \"" V1 "\""},
        {"{" HEAD "}", "exec plugin didn't return a status field"},
        {"{" HEAD ",\"status\":null}", "exec plugin didn't return a status field"},
        {"{" HEAD ",\"status\":{}}", "exec plugin didn't return a token or cert/key pair"},
        {"{" HEAD ",\"status\":{\"token\":\"\"}}",
         "exec plugin didn't return a token or cert/key pair"},
        {"{" HEAD ",\"status\":{\"clientKeyData\":\"k\"}}",
         "exec plugin returned only certificate or key, not both"},
        {"{" HEAD ",\"status\":{\"token\":\"t\",\"clientCertificateData\":\"c\"}}",
         "exec plugin returned only certificate or key, not both"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_EXEC_CREDENTIAL struct exec_credential credential = {0};
        CLEANUP_ERROR struct error err = {0};

        assert_int_equal(parse(rows[i].text, &credential, &err), -1);
        assert_error(&err, ERROR_BAD_REPLY, rows[i].message);
        assert_null(credential.token);
    }
}

static void fields_of_the_wrong_type_are_refused_without_their_values(void **state)
{
    static const char *const statuses[] = {
        "\"s3cret\"", "{\"token\":7}", "{\"clientKeyData\":[\"s3cret\"]}",
        "{\"token\":\"s3cret\",\"expirationTimestamp\":\"soon\"}",
        "{\"token\":\"s3cret\",\"expirationTimestamp\":5}"};
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(statuses); i++) {
        CLEANUP_EXEC_CREDENTIAL struct exec_credential credential = {0};
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_FREE char *text = xasprintf("{" HEAD ",\"status\":%s}", statuses[i]);

        assert_int_equal(parse(text, &credential, &err), -1);
        assert_memory_equal(err.message, "decoding stdout: ", 17);
        assert_null(strstr(err.message, "s3cret"));
    }
}

static void a_plugin_is_told_as_much_as_it_asks_for(void **state)
{
    CLEANUP_STRBUF struct strbuf ca = {0};
    static const struct strbuf no_ca = {0};
    const struct exec_cluster cluster = {.server = "https://h",
                                         .tls_server_name = "n",
                                         .proxy_url = "http://p",
                                         .config = "{\"a\":[1]}",
                                         .ca = &ca,
                                         .skip_verify = false,
                                         .disable_compression = true};
    const struct exec_cluster bare = {.server = "https://h", .ca = &no_ca, .skip_verify = true};
    (void)state;
    strbuf_add_text(&ca, "foob");
    CLEANUP_FREE char *nothing = exec_credential_request(V1, true, NULL);
    CLEANUP_FREE char *little = exec_credential_request(V1BETA1, false, &bare);
    CLEANUP_FREE char *all = exec_credential_request(V1BETA1, false, &cluster);

    assert_string_equal(nothing, "{\"kind\":\"ExecCredential\",\"apiVersion\":\"" V1
                                 "\",\"spec\":{\"interactive\":true}}");
    assert_string_equal(little, "{\"kind\":\"ExecCredential\",\"apiVersion\":\"" V1BETA1
                                "\",\"spec\":{\"interactive\":false,\"cluster\":{\"server\":"
                                "\"https://h\",\"insecure-skip-tls-verify\":true}}}");
    assert_string_equal(
        all, "{\"kind\":\"ExecCredential\",\"apiVersion\":\"" V1BETA1
             "\",\"spec\":{\"interactive\":false,\"cluster\":{\"server\":\"https://h\","
             "\"tls-server-name\":\"n\",\"certificate-authority-data\":\"Zm9vYg==\",\"proxy-url\":"
             "\"http://p\",\"disable-compression\":true,\"config\":{\"a\":[1]}}}}");
}

static void two_versions_of_the_protocol_are_known(void **state)
{
    (void)state;
    assert_true(exec_version_is_known(V1));
    assert_true(exec_version_is_known(V1BETA1));
    assert_false(exec_version_is_known("client.authentication.k8s.io/v1alpha1"));
    assert_false(exec_version_is_known("v1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_taken_with_its_end),
        cmocka_unit_test(a_certificate_comes_with_its_key),
        cmocka_unit_test(what_cannot_serve_is_refused_in_kubectls_words),
        cmocka_unit_test(fields_of_the_wrong_type_are_refused_without_their_values),
        cmocka_unit_test(a_plugin_is_told_as_much_as_it_asks_for),
        cmocka_unit_test(two_versions_of_the_protocol_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
