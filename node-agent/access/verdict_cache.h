// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_ACCESS_VERDICT_CACHE_H
#define NSINFO_ACCESS_VERDICT_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/attributes.h"
#include "node-agent/access/review.h"

// What the API server said of a token, for VERDICT_SECONDS: whom it belongs to, and what that one
// may see. Kept by the SHA-256 of the token and of what was asked; the token itself is not kept.
// Safe to call from any thread. Bounded: the oldest verdict makes room, of the same token's if that
// has VERDICTS_TOKEN_MAX; tokens that are refused, which anybody can send, have a room of their
// own.

enum {
    VERDICT_SECONDS = 60,
    VERDICTS_MAX = 1024,
    VERDICTS_TOKEN_MAX = 128,
    VERDICTS_REFUSED_MAX = 256,
};

struct verdict_cache;

struct verdict_cache *verdict_cache_new(void) ATTR_NODISCARD;
void verdict_cache_free(struct verdict_cache **cache) ATTR_NONNULL(1);

// Whether it is kept whom the token belongs to, or that the API server refused it. *ret is the
// caller's to release; *ret_refused is why, for the caller to free, or NULL. now_us is
// monotonic_us().
bool verdict_cache_get_subject(struct verdict_cache *cache, const char *token, uint64_t now_us,
                               struct subject *ret, char **ret_refused) ATTR_NODISCARD
    ATTR_NONNULL(1, 2, 4, 5);
// left_us: how long the token is still good for, after which it is not kept.
void verdict_cache_put_subject(struct verdict_cache *cache, const char *token, uint64_t now_us,
                               const struct subject *subject, uint64_t left_us)
    ATTR_NONNULL(1, 2, 4);
void verdict_cache_put_refused(struct verdict_cache *cache, const char *token, uint64_t now_us,
                               const char *why) ATTR_NONNULL(1, 2, 4);

// The same for what is asked of a token: a Kubernetes namespace, or NULL for the node.
bool verdict_cache_get_access(struct verdict_cache *cache, const char *token,
                              const char *kube_namespace, uint64_t now_us,
                              bool *ret_allowed) ATTR_NODISCARD ATTR_NONNULL(1, 2, 5);
void verdict_cache_put_access(struct verdict_cache *cache, const char *token,
                              const char *kube_namespace, uint64_t now_us, bool allowed)
    ATTR_NONNULL(1, 2);

#endif
