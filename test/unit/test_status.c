// SPDX-License-Identifier: Apache-2.0
#include "common/base/strbuf.h"
#include "kubectl-nsinfo/apiserver/status.h"
#include "test/unit/unit.h"

struct row {
    int http_status;
    enum error_code code;
    const char *content_type;
    const char *body;
    const char *prefix; // NULL: "error"
    const char *message;
};

static void assert_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        CLEANUP_ERROR struct error err = {0};

        assert_int_equal(status_error(rows[i].http_status, rows[i].content_type, rows[i].body,
                                      strlen(rows[i].body), &err),
                         -1);
        assert_error(&err, rows[i].code, rows[i].message);
        if (rows[i].prefix == NULL)
            assert_null(err.prefix);
        else
            assert_string_equal(err.prefix, rows[i].prefix);
    }
}

#define STATUS(fields) "{\"kind\":\"Status\",\"apiVersion\":\"v1\"," fields "}"

// Each as kubectl 1.33 printed it for the same reply.
static void a_status_object_gives_its_reason_and_its_words(void **state)
{
    static const struct row rows[] = {
        {404, ERROR_NOT_FOUND, "application/json",
         STATUS("\"message\":\"pods \\\"x\\\" not found\",\"reason\":\"NotFound\""),
         "Error from server (NotFound)", "pods \"x\" not found"},
        {403, ERROR_FORBIDDEN, "application/json",
         STATUS("\"message\":\"pods is forbidden\",\"reason\":\"Forbidden\""),
         "Error from server (Forbidden)", "pods is forbidden"},
        {401, ERROR_UNAUTHORIZED, "application/json",
         STATUS("\"message\":\"Unauthorized\",\"reason\":\"Unauthorized\""), NULL,
         "You must be logged in to the server (Unauthorized)"},
        {500, ERROR_BAD_REPLY, "application/json", STATUS("\"message\":\"oh no\",\"reason\":\"\""),
         "Error from server", "oh no"},
        {403, ERROR_FORBIDDEN, "application/json", STATUS("\"status\":\"Failure\""),
         "Error from server", ""},
        {429, ERROR_UNAVAILABLE, "application/json",
         STATUS("\"message\":\"slow down\",\"reason\":\"TooManyRequests\""),
         "Error from server (TooManyRequests)", "slow down"},
        // The fields' types are the server's to get wrong.
        {404, ERROR_NOT_FOUND, "application/json", STATUS("\"message\":5,\"reason\":[]"),
         "Error from server", ""},
        {410, ERROR_GONE, "application/json",
         STATUS("\"message\":\"expired\",\"reason\":\"Expired\""), "Error from server (Expired)",
         "expired"},
    };
    (void)state;
    assert_rows(rows, ARRAY_SIZE(rows));
}

static void an_invalid_object_is_named_with_its_faults(void **state)
{
    static const struct row rows[] = {
        {422, ERROR_BAD_REQUEST, "application/json",
         STATUS("\"message\":\"Pod \\\"x\\\" is invalid: long\",\"reason\":\"Invalid\","
                "\"details\":{\"name\":\"x\",\"kind\":\"Pod\",\"causes\":["
                "{\"field\":\"spec.a\",\"message\":\"Required value\"}]}"),
         "The Pod \"x\" is invalid", "spec.a: Required value"},
        {422, ERROR_BAD_REQUEST, "application/json",
         STATUS("\"message\":\"m\",\"reason\":\"Invalid\","
                "\"details\":{\"name\":\"x\",\"kind\":\"Pod\",\"causes\":["
                "{\"field\":\"spec.a\",\"message\":\"one\"},{\"message\":\"two\"}]}"),
         "The Pod \"x\" is invalid", "\n* spec.a: one\n* two"},
        {422, ERROR_BAD_REQUEST, "application/json",
         STATUS("\"message\":\"m\",\"reason\":\"Invalid\""), "The request is invalid", "m"},
    };
    (void)state;
    assert_rows(rows, ARRAY_SIZE(rows));
}

static void a_body_that_is_no_status_leaves_the_http_status(void **state)
{
    static const struct row rows[] = {
        {400, ERROR_BAD_REQUEST, "text/plain", "x", "Error from server (BadRequest)",
         "the server rejected our request for an unknown reason"},
        {401, ERROR_UNAUTHORIZED, "text/plain", "go away", NULL,
         "You must be logged in to the server (the server has asked for the client to provide "
         "credentials)"},
        {403, ERROR_FORBIDDEN, "text/plain", " go away\n", "Error from server (Forbidden)",
         "go away"},
        {403, ERROR_FORBIDDEN, "application/json", "{}", "Error from server (Forbidden)",
         "unknown"},
        {404, ERROR_NOT_FOUND, "text/plain", "404 page not found\n", "Error from server (NotFound)",
         "the server could not find the requested resource"},
        {405, ERROR_NOT_ALLOWED, "text/plain", "um", "Error from server (MethodNotAllowed)",
         "the server does not allow this method on the requested resource"},
        {409, ERROR_BAD_REQUEST, "text/plain", "x", "Error from server (Conflict)",
         "the server reported a conflict"},
        {413, ERROR_TOO_LARGE, "text/plain", "um", "Error from server",
         "the server responded with the status code 413 but did not return more information"},
        {415, ERROR_BAD_REQUEST, "text/plain", "um", "Error from server (UnsupportedMediaType)",
         "um"},
        {418, ERROR_BAD_REPLY, "text/plain", "teapot", "Error from server",
         "the server responded with the status code 418 but did not return more information"},
        {301, ERROR_BAD_REPLY, NULL, "", "Error from server",
         "the server responded with the status code 301 but did not return more information"},
        {500, ERROR_BAD_REPLY, "text/plain", "oh no", "Error from server (InternalError)",
         "an error on the server (\"oh no\") has prevented the request from succeeding"},
        {502, ERROR_BAD_REPLY, "text/html", "<html>", "Error from server (InternalError)",
         "an error on the server (\"<html>\") has prevented the request from succeeding"},
        {500, ERROR_BAD_REPLY, NULL, "\x80\x01", "Error from server (InternalError)",
         "an error on the server (\"unknown\") has prevented the request from succeeding"},
        {503, ERROR_UNAVAILABLE, "text/plain", "no endpoints",
         "Error from server (ServiceUnavailable)",
         "the server is currently unable to handle the request"},
        {504, ERROR_TIMEOUT, "text/plain", "", "Error from server (Timeout)",
         "the server was unable to return a response in the time allotted, but may still be "
         "processing the request"},
    };
    (void)state;
    assert_rows(rows, ARRAY_SIZE(rows));
}

static void a_long_page_is_cut(void **state)
{
    (void)state;
    CLEANUP_STRBUF struct strbuf page = {0};
    CLEANUP_STRBUF struct strbuf expected = {0};
    CLEANUP_ERROR struct error err = {0};

    strbuf_add_repeated(&page, 'x', 5000);
    strbuf_add_repeated(&expected, 'x', 2048);
    status_error(403, "text/plain", strbuf_text(&page), page.len, &err);
    assert_error(&err, ERROR_FORBIDDEN, strbuf_text(&expected));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_status_object_gives_its_reason_and_its_words),
        cmocka_unit_test(an_invalid_object_is_named_with_its_faults),
        cmocka_unit_test(a_body_that_is_no_status_leaves_the_http_status),
        cmocka_unit_test(a_long_page_is_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
