// SPDX-License-Identifier: Apache-2.0
#include "node-agent/openssl/openssl_context.h"

#include <event2/bufferevent.h>
#include <openssl/err.h>

#include "common/base/xalloc.h"

void openssl_context_free(SSL_CTX **context)
{
    SSL_CTX_free(*context);
}

void openssl_certificate_free(X509 **certificate)
{
    X509_free(*certificate);
}

int openssl_failed(const char *what, const char *path, struct error *err)
{
    const char *reason = ERR_reason_error_string(ERR_peek_error());
    // With ERR_LIB_SYS the reason is an errno, which has no text of the library's own.
    int number = ERR_SYSTEM_ERROR(ERR_peek_error()) ? ERR_GET_REASON(ERR_peek_error()) : 0;

    ERR_clear_error();
    if (number != 0)
        reason = strerror(number);
    return error_set(err, ERROR_UNAVAILABLE, "%s%s%s%s: %s", what, path == NULL ? "" : " \"",
                     path == NULL ? "" : path, path == NULL ? "" : "\"",
                     reason == NULL ? "the TLS library gives no reason" : reason);
}

int openssl_no_passphrase(char *buf ATTR_UNUSED, int size ATTR_UNUSED, int writing ATTR_UNUSED,
                          void *context ATTR_UNUSED)
{
    return -1;
}

int openssl_context_new(const SSL_METHOD *method, SSL_CTX **ret, struct error *err)
{
    CLEANUP_SSL_CTX SSL_CTX *context = SSL_CTX_new(method);

    if (context == NULL || SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1)
        return openssl_failed("start the TLS library", NULL, err);
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_default_passwd_cb(context, openssl_no_passphrase);
    *ret = steal(&context);
    return 0;
}

struct bufferevent *openssl_stream_new(SSL_CTX *context, struct event_base *base,
                                       enum bufferevent_ssl_state state)
{
    SSL *session = SSL_new(context);

    if (session == NULL)
        abort(); // as for all memory
    return bufferevent_openssl_socket_new(base, -1, session, state, BEV_OPT_CLOSE_ON_FREE);
}
