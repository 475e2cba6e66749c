// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_SERVER_TLS_H
#define NSINFO_SERVER_TLS_H

#include <stdbool.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

struct bufferevent;
struct event_base;

// TLS 1.2 and later for the server's connections: the only module of the server that knows the TLS
// library (OpenSSL). For one thread.

// The certificate, its chain behind it, and its private key, both PEM; or both NULL: a key pair
// made in memory, whose certificate nobody can have known before (EC P-256, signed by itself).
struct tls_files {
    const char *certificate;
    const char *private_key;
};

struct tls;

int tls_new(const struct tls_files *files, struct tls **ret, struct error *err) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 3);

void tls_free(struct tls **tls) ATTR_NONNULL(1);
#define CLEANUP_TLS CLEANUP(tls_free)

// Takes the files' present content for all later connections, if they have changed since they were
// read; looks at most once a second. 0 if there was nothing to do, 1 if they were taken; on an
// error what was read before stays in use. It is tried again each time, but an error is said once
// until the files change once more.
int tls_reload(struct tls *tls, struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2);

// A stream for a client's connection, whose socket it is given later; then, before anything is
// read, tls_stream_watch() has the client's first messages bounded.
struct bufferevent *tls_stream_new(struct tls *tls, struct event_base *base) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);
void tls_stream_watch(struct bufferevent *stream) ATTR_NONNULL(1);

// Whether the client's first message, the ClientHello, has come.
bool tls_stream_has_begun(struct bufferevent *stream) ATTR_NODISCARD ATTR_NONNULL(1);

// Tells the client that all has been sent (close_notify: RFC 8446, 6.1), if that is so. The library
// does not: without it, the end of the connection could be anybody's.
void tls_stream_end(struct bufferevent *stream) ATTR_NONNULL(1);

#endif
