// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_AGENT_API_TRUST_H
#define NSINFO_AGENT_API_TRUST_H

#include "common/base/attributes.h"
#include "common/base/error.h"

struct bufferevent;
struct event_base;

// TLS 1.2 and later for connections to the API server, whose certificate has to be for its address
// and by an authority of the CA file: the only module of the layer that knows the TLS library
// (OpenSSL).
struct api_trust;

// Texts belong to the caller and outlive it. Reads no file.
struct api_trust *api_trust_new(const char *ca_file, const char *address) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);
void api_trust_free(struct api_trust **trust) ATTR_NONNULL(1);

// Takes the CA file's present content for all later streams, if it has changed since it was read:
// 1; 0 if there was nothing to do. ERROR_UNAVAILABLE if it cannot be read or used.
int api_trust_refresh(struct api_trust *trust, struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2);

// A stream for a connection, which begins with the handshake; after api_trust_refresh().
struct bufferevent *api_trust_stream_new(struct api_trust *trust,
                                         struct event_base *base) ATTR_NODISCARD ATTR_NONNULL(1, 2);

// Why the handshake of a stream failed: whether by the server's certificate, in the TLS library's
// words; NULL if it was not TLS.
const char *api_trust_failure(struct bufferevent *stream, bool *ret_certificate) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

#endif
