// SPDX-License-Identifier: Apache-2.0
#include <errno.h>

#include "common/net/http_failure.h"
#include "test/unit/unit.h"

static const struct {
    struct http_failure failure;
    enum error_code code;
    int sys_errno;
    const char *message;
} rows[] = {
    {{.kind = HTTP_FAILURE_CONNECT, .sys_errno = ECONNREFUSED, .text = "x"},
     ERROR_UNREACHABLE,
     ECONNREFUSED,
     "dial tcp h:6443: connect: connection refused"},
    {{.kind = HTTP_FAILURE_CONNECT, .sys_errno = EHOSTUNREACH, .text = "x"},
     ERROR_UNREACHABLE,
     EHOSTUNREACH,
     "dial tcp h:6443: connect: no route to host"},
    {{.kind = HTTP_FAILURE_CONNECT, .text = "Proxy said no"},
     ERROR_UNREACHABLE,
     0,
     "dial tcp h:6443: connect: proxy said no"},
    {{.kind = HTTP_FAILURE_NO_HOST, .text = "x"},
     ERROR_UNREACHABLE,
     0,
     "dial tcp: lookup h: no such host"},
    {{.kind = HTTP_FAILURE_TIMEOUT, .stage = HTTP_STAGE_CONNECT, .text = "x"},
     ERROR_TIMEOUT,
     0,
     "dial tcp h:6443: i/o timeout"},
    {{.kind = HTTP_FAILURE_CONNECT, .sys_errno = ECONNREFUSED, .proxy = "p:80", .text = "x"},
     ERROR_UNREACHABLE,
     ECONNREFUSED,
     "proxyconnect tcp: dial tcp p:80: connect: connection refused"},
    {{.kind = HTTP_FAILURE_NO_HOST, .proxy = "p:80", .text = "x"},
     ERROR_UNREACHABLE,
     0,
     "proxyconnect tcp: dial tcp: lookup p: no such host"},
    {{.kind = HTTP_FAILURE_TIMEOUT, .stage = HTTP_STAGE_CONNECT, .proxy = "p:80", .text = "x"},
     ERROR_TIMEOUT,
     0,
     "proxyconnect tcp: dial tcp p:80: i/o timeout"},
    {{.kind = HTTP_FAILURE_LOST, .proxy = "p:80", .proxy_status = 407, .text = "x"},
     ERROR_UNREACHABLE,
     0,
     "proxyconnect tcp: the proxy p:80 answered with status 407"},
    {{.kind = HTTP_FAILURE_TIMEOUT, .stage = HTTP_STAGE_HANDSHAKE, .text = "x"},
     ERROR_TIMEOUT,
     0,
     "net/http: TLS handshake timeout"},
    {{.kind = HTTP_FAILURE_TIMEOUT, .stage = HTTP_STAGE_HEADERS, .text = "x"},
     ERROR_TIMEOUT,
     0,
     "net/http: request canceled (Client.Timeout exceeded while awaiting headers)"},
    {{.kind = HTTP_FAILURE_TIMEOUT, .stage = HTTP_STAGE_BODY, .text = "x"},
     ERROR_TIMEOUT,
     0,
     "net/http: request canceled (Client.Timeout exceeded while reading body)"},
    {{.kind = HTTP_FAILURE_NOTHING, .text = "x"}, ERROR_UNREACHABLE, 0, "EOF"},
    {{.kind = HTTP_FAILURE_LOST,
      .stage = HTTP_STAGE_HEADERS,
      .text = "Recv failure: Connection reset by peer"},
     ERROR_UNREACHABLE,
     0,
     "read tcp h:6443: connection reset by peer"},
    {{.kind = HTTP_FAILURE_LOST, .stage = HTTP_STAGE_BODY, .text = "Too large response headers"},
     ERROR_BAD_REPLY,
     0,
     "too large response headers"},
    {{.kind = HTTP_FAILURE_CUT, .stage = HTTP_STAGE_BODY, .text = "x"},
     ERROR_BAD_REPLY,
     0,
     "unexpected error when reading response body. Please retry. Original error: unexpected EOF"},
    {{.kind = HTTP_FAILURE_TOO_LARGE, .text = "x"},
     ERROR_TOO_LARGE,
     0,
     "the reply is larger than 77 bytes"},
    {{.kind = HTTP_FAILURE_NOT_HTTP, .text = "Received HTTP/0.9 when not allowed"},
     ERROR_BAD_REPLY,
     0,
     "net/http: HTTP/1.x transport connection broken: received HTTP/0.9 when not allowed"},
    {{.kind = HTTP_FAILURE_VERIFY, .verify_result = 20, .text = "x"},
     ERROR_UNREACHABLE,
     0,
     "tls: failed to verify certificate: x509: certificate signed by unknown authority"},
    {{.kind = HTTP_FAILURE_VERIFY, .verify_result = 10, .text = "x"},
     ERROR_UNREACHABLE,
     0,
     "tls: failed to verify certificate: x509: certificate has expired or is not yet valid"},
    {{.kind = HTTP_FAILURE_VERIFY,
      .verify_result = 1,
      .text = "SSL: no alternative certificate subject name matches target host name 'n'"},
     ERROR_UNREACHABLE,
     0,
     "tls: failed to verify certificate: x509: certificate is not valid for n"},
    {{.kind = HTTP_FAILURE_VERIFY, .verify_result = 23, .text = "SSL: certificate revoked"},
     ERROR_UNREACHABLE,
     0,
     "tls: failed to verify certificate: x509: SSL: certificate revoked"},
    {{.kind = HTTP_FAILURE_TLS, .text = "error:0A00010B:SSL routines::wrong version number"},
     ERROR_UNREACHABLE,
     0,
     "http: server gave HTTP response to HTTPS client"},
    {{.kind = HTTP_FAILURE_CA, .text = "Error importing"},
     ERROR_BAD_REQUEST,
     0,
     "unable to load root certificates: error importing"},
    {{.kind = HTTP_FAILURE_CERT, .text = "Private key does not match the certificate public key"},
     ERROR_BAD_REQUEST,
     0,
     "tls: private key does not match public key"},
    {{.kind = HTTP_FAILURE_CERT,
      .text = "unable to set private key file: '(memory blob)' type PEM"},
     ERROR_BAD_REQUEST,
     0,
     "tls: private key does not match public key, or is damaged"},
    {{.kind = HTTP_FAILURE_CERT, .text = "could not load PEM client certificate"},
     ERROR_BAD_REQUEST,
     0,
     "tls: failed to load the client certificate: could not load PEM client certificate"},
    {{.kind = HTTP_FAILURE_URL, .text = "URL using bad/illegal format"},
     ERROR_BAD_REQUEST,
     0,
     "URL using bad/illegal format"},
    {{.kind = HTTP_FAILURE_OTHER, .text = "Something else"},
     ERROR_UNREACHABLE,
     0,
     "something else"},
};

static void each_failure_has_its_code_and_kubectls_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        CLEANUP_ERROR struct error err = {0};
        struct http_failure failure = rows[i].failure;

        failure.host = "h";
        failure.port = "6443";
        failure.server_name = "n";
        failure.max_reply = 77;
        assert_int_equal(http_failure_error(&failure, &err), -1);
        assert_error(&err, rows[i].code, rows[i].message);
        assert_int_equal(err.sys_errno, rows[i].sys_errno);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_failure_has_its_code_and_kubectls_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
