// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/apiserver/mask.h"
#include "test/unit/unit.h"

static void secret_headers_keep_their_scheme_alone(void **state)
{
    static const char *const rows[][2] = {
        {"Accept: application/json", "Accept: application/json"},
        {"Authorization: Bearer s3cret", "Authorization: Bearer <masked>"},
        {"authorization:Basic s3cret", "authorization: Basic <masked>"},
        {"Authorization: s3cret with words", "Authorization: <masked>"},
        {"X-Nsinfo-Token: s3cret", "X-Nsinfo-Token: <masked>"},
        {"set-cookie: a=s3cret; Path=/", "set-cookie: <masked>"},
        {"X-Authorization: seen", "X-Authorization: seen"},
        {"no header", "no header"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf out = {0};
        mask_add_header(rows[i][0], &out);
        assert_string_equal(strbuf_text(&out), rows[i][1]);
    }
}

static void secrets_in_json_and_yaml_are_masked(void **state)
{
    static const char *const rows[][2] = {
        {"{\"kind\":\"Pod\"}", "{\"kind\":\"Pod\"}"},
        {"{\"token\":\"s3cret\",\"a\":1}", "{\"token\":<masked>,\"a\":1}"},
        {"{\"Token\" : \"s3\\\"cret\" }", "{\"Token\" : <masked> }"},
        {"{\"accessToken\":\"s3cret\"}", "{\"accessToken\":<masked>}"},
        {"{\"id-token\":\"s3cret\"}", "{\"id-token\":<masked>}"},
        {"{\"clientKeyData\":\"s3cret\"}", "{\"clientKeyData\":<masked>}"},
        {"{\"password\":\"s3cret\"}", "{\"password\":<masked>}"},
        {"{\"tls.key\":\"s3cret\"}", "{\"tls.key\":<masked>}"},
        {"{\"token\":\"s3cr", "{\"token\":<masked>"},
        {"{\"token\":\"s3cr\\", "{\"token\":<masked>"},
        {"{\"token\":", "{\"token\":"},
        {"{\"token\"", "{\"token\""},
        {"{\"token\":{\"audience\":\"x\"}}", "{\"token\":{\"audience\":\"x\"}}"},
        {"{\"tokens\":\"x\",\"tokenless\":\"y\"}", "{\"tokens\":\"x\",\"tokenless\":\"y\"}"},
        {"a: 1\ntoken: s3cret words\nb: 2\n", "a: 1\ntoken: <masked>\nb: 2\n"},
        {"password: 's3cret'\n", "password: <masked>\n"},
        {"token:\n  a: b\n", "token:\n  a: b\n"},
        {"\"eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2ln\"", "\"<masked>\""},
        {"\"eyJhbGciOiJSUzI1NiIs", "\"<masked>"},
        {"\"eyJ\"", "\"eyJ\""},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf out = {0};
        mask_add_body(rows[i][0], strlen(rows[i][0]), &out);
        assert_string_equal(strbuf_text(&out), rows[i][1]);
    }
}

static void a_urls_user_is_masked(void **state)
{
    static const char *const rows[][2] = {
        {"https://h:6443/a@b", "https://h:6443/a@b"},
        {"https://u:s3cret@h:6443/a", "https://<masked>@h:6443/a"},
        {"https://u:s3c@ret@h", "https://<masked>@h"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_STRBUF struct strbuf out = {0};
        mask_add_url(rows[i][0], &out);
        assert_string_equal(strbuf_text(&out), rows[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secret_headers_keep_their_scheme_alone),
        cmocka_unit_test(secrets_in_json_and_yaml_are_masked),
        cmocka_unit_test(a_urls_user_is_masked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
