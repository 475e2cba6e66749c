// SPDX-License-Identifier: Apache-2.0
#include "common/net/http_failure.h"

#include "common/base/strbuf.h"
#include "common/base/text.h"

// OpenSSL's numbers (x509_vfy.h), which do not change, and Go's words.
static const char *chain_words(long result)
{
    enum {
        NOT_YET_VALID = 9,
        EXPIRED = 10,
        SELF_SIGNED_LEAF = 18,
        SELF_SIGNED_ROOT = 19,
        NO_LOCAL_ISSUER = 20,
        NO_FIRST_SIGNATURE = 21,
    };

    switch (result) {
    case NOT_YET_VALID:
    case EXPIRED:
        return "certificate has expired or is not yet valid";
    case SELF_SIGNED_LEAF:
    case SELF_SIGNED_ROOT:
    case NO_LOCAL_ISSUER:
    case NO_FIRST_SIGNATURE:
        return "certificate signed by unknown authority";
    default:
        return NULL;
    }
}

static int verify_error(const struct http_failure *failure, const char *words, struct error *err)
{
    static const char what[] = "tls: failed to verify certificate: x509";
    const char *known = chain_words(failure->verify_result);

    if (strstr(words, "subject name") != NULL)
        return error_set(err, ERROR_UNREACHABLE, "%s: certificate is not valid for %s", what,
                         failure->server_name);
    return error_set(err, ERROR_UNREACHABLE, "%s: %s", what, known == NULL ? words : known);
}

// Whom the connection was to be made to, as Go's net package names it.
static void add_dial(const struct http_failure *failure, struct strbuf *text)
{
    if (failure->unix_socket != NULL)
        strbuf_add_format(text, "dial unix %s", failure->unix_socket);
    else if (failure->proxy != NULL)
        strbuf_add_format(text, "proxyconnect tcp: dial tcp %s", failure->proxy);
    else
        strbuf_add_format(text, "dial tcp %s:%s", failure->host, failure->port);
}

// Who was spoken to.
static void add_peer(const struct http_failure *failure, struct strbuf *text)
{
    if (failure->unix_socket != NULL)
        strbuf_add_format(text, "unix %s", failure->unix_socket);
    else
        strbuf_add_format(text, "tcp %s:%s", failure->host, failure->port);
}

static int connect_error(const struct http_failure *failure, struct error *err)
{
    CLEANUP_STRBUF struct strbuf dial = {0};
    CLEANUP_STRBUF struct strbuf cause = {0};

    add_dial(failure, &dial);
    if (failure->sys_errno == 0)
        text_add_uncapitalized(&cause, failure->text);
    else
        text_add_uncapitalized(&cause, strerror((int)failure->sys_errno));
    error_set(err, ERROR_UNREACHABLE, "%s: connect: %s", strbuf_text(&dial), strbuf_text(&cause));
    err->sys_errno = (int)failure->sys_errno;
    return -1;
}

static int timeout_error(const struct http_failure *failure, struct error *err)
{
    CLEANUP_STRBUF struct strbuf dial = {0};

    add_dial(failure, &dial);
    switch (failure->stage) {
    case HTTP_STAGE_CONNECT:
        return error_set(err, ERROR_TIMEOUT, "%s: i/o timeout", strbuf_text(&dial));
    case HTTP_STAGE_HANDSHAKE:
        return error_set(err, ERROR_TIMEOUT, "net/http: TLS handshake timeout");
    case HTTP_STAGE_HEADERS:
        return error_set(err, ERROR_TIMEOUT,
                         "net/http: request canceled (Client.Timeout exceeded while awaiting "
                         "headers)");
    case HTTP_STAGE_BODY:
    default:
        return error_set(err, ERROR_TIMEOUT,
                         "net/http: request canceled (Client.Timeout exceeded while reading body)");
    }
}

static int no_host_error(const struct http_failure *failure, struct error *err)
{
    if (failure->proxy == NULL)
        return error_set(err, ERROR_UNREACHABLE, "dial tcp: lookup %s: no such host",
                         failure->host);
    return error_set(err, ERROR_UNREACHABLE,
                     "proxyconnect tcp: dial tcp: lookup %.*s: no such host",
                     (int)strcspn(failure->proxy, ":"), failure->proxy);
}

static int lost_error(const struct http_failure *failure, const char *words, struct error *err)
{
    CLEANUP_STRBUF struct strbuf peer = {0};
    bool is_reset = strstr(words, "onnection reset by peer") != NULL;

    add_peer(failure, &peer);
    if (failure->proxy_status >= 300)
        return error_set(err, ERROR_UNREACHABLE,
                         "proxyconnect tcp: the proxy %s answered with status %ld", failure->proxy,
                         failure->proxy_status);
    if (failure->stage == HTTP_STAGE_BODY)
        return error_set(err, ERROR_BAD_REPLY, "%s", words);
    return error_set(err, ERROR_UNREACHABLE, "read %s: %s", strbuf_text(&peer),
                     is_reset ? "connection reset by peer" : words);
}

// OpenSSL refuses a key of the certificate's kind that does not fit, and one that it cannot read,
// in the same place, and libcurl passes no reason on.
static int certificate_error(const char *words, struct error *err)
{
    if (strstr(words, "does not match") != NULL)
        return error_set(err, ERROR_BAD_REQUEST, "tls: private key does not match public key");
    if (strstr(words, "private key file") != NULL)
        return error_set(err, ERROR_BAD_REQUEST,
                         "tls: private key does not match public key, or is damaged");
    return error_set(err, ERROR_BAD_REQUEST, "tls: failed to load the client certificate: %s",
                     words);
}

static int tls_error(const char *words, struct error *err)
{
    // OpenSSL's way to say that the first record was no TLS.
    if (strstr(words, "wrong version number") != NULL)
        return error_set(err, ERROR_UNREACHABLE, "http: server gave HTTP response to HTTPS client");
    return error_set(err, ERROR_UNREACHABLE, "tls: %s", words);
}

int http_failure_error(const struct http_failure *failure, struct error *err)
{
    CLEANUP_STRBUF struct strbuf text = {0};
    text_add_uncapitalized(&text, failure->text);
    const char *words = strbuf_text(&text);

    switch (failure->kind) {
    case HTTP_FAILURE_URL:
        return error_set(err, ERROR_BAD_REQUEST, "%s", words);
    case HTTP_FAILURE_NO_HOST:
        return no_host_error(failure, err);
    case HTTP_FAILURE_CONNECT:
        return connect_error(failure, err);
    case HTTP_FAILURE_TIMEOUT:
        return timeout_error(failure, err);
    case HTTP_FAILURE_NOTHING:
        return error_set(err, ERROR_UNREACHABLE, "EOF");
    case HTTP_FAILURE_LOST:
        return lost_error(failure, words, err);
    case HTTP_FAILURE_CUT:
        return error_set(err, ERROR_BAD_REPLY,
                         "unexpected error when reading response body. Please retry. Original "
                         "error: unexpected EOF");
    case HTTP_FAILURE_TOO_LARGE:
        return error_set(err, ERROR_TOO_LARGE, "the reply is larger than %zu bytes",
                         failure->max_reply);
    case HTTP_FAILURE_NOT_HTTP:
        return error_set(err, ERROR_BAD_REPLY, "net/http: HTTP/1.x transport connection broken: %s",
                         words);
    case HTTP_FAILURE_VERIFY:
        return verify_error(failure, words, err);
    case HTTP_FAILURE_TLS:
        return tls_error(words, err);
    case HTTP_FAILURE_CA:
        return error_set(err, ERROR_BAD_REQUEST, "unable to load root certificates: %s", words);
    case HTTP_FAILURE_CERT:
        return certificate_error(words, err);
    case HTTP_FAILURE_OTHER:
    default:
        return error_set(err, ERROR_UNREACHABLE, "%s", words);
    }
}
