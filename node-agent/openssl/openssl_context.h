// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_AGENT_OPENSSL_CONTEXT_H
#define NSINFO_AGENT_OPENSSL_CONTEXT_H

#include <event2/bufferevent_ssl.h>
#include <openssl/ssl.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// What the two that know the TLS library (OpenSSL) do alike, the server and the client of the API
// server: a part of them, and for nobody else, since the library's types stand in it.

// TLS 1.2 and later, without renegotiation; connections that idle hold no buffers, and nobody is
// asked for a passphrase.
int openssl_context_new(const SSL_METHOD *method, SSL_CTX **ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);
void openssl_context_free(SSL_CTX **context) ATTR_NONNULL(1);
#define CLEANUP_SSL_CTX CLEANUP(openssl_context_free)

void openssl_certificate_free(X509 **certificate) ATTR_NONNULL(1);
#define CLEANUP_X509 CLEANUP(openssl_certificate_free)

// A stream for a connection whose socket it is given later; it frees both.
struct bufferevent *openssl_stream_new(SSL_CTX *context, struct event_base *base,
                                       enum bufferevent_ssl_state state) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

// An ERROR_UNAVAILABLE by the library's first reason, of which none is left behind for the next
// call: "what "path": reason". path may be NULL. Returns -1.
int openssl_failed(const char *what, const char *path, struct error *err) ATTR_NONNULL(1, 3);

// A pem_password_cb(3) that has none: there is nobody to ask.
int openssl_no_passphrase(char *buf, int size, int writing, void *context);

#endif
