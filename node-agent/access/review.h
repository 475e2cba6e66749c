// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_ACCESS_REVIEW_H
#define NSINFO_ACCESS_REVIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"

// What the API server is asked about callers, and its answers: pure functions on JSON. TokenReview
// is of k8s.io/api authentication/v1, SubjectAccessReview and SelfSubjectAccessReview are of
// authorization/v1.

// Whom a token belongs to.
struct subject {
    char *name; // "system:serviceaccount:<Kubernetes namespace>:<account>"
    char *spec; // JSON: user, uid, groups, extra, as a SubjectAccessReview's spec has them
};

void subject_release(struct subject *subject) ATTR_NONNULL(1);
#define CLEANUP_SUBJECT CLEANUP(subject_release)

// A right as RBAC has it. Texts are the caller's; NULL is "".
struct right {
    const char *verb;
    const char *group;
    const char *resource;
    const char *subresource;
    const char *name;
    const char *kube_namespace;
};

// Append a request's body.
void review_add_token(struct strbuf *body, const char *token) ATTR_NONNULL(1, 2);
void review_add_access(struct strbuf *body, const struct subject *subject,
                       const struct right *right) ATTR_NONNULL(1, 2, 3);
void review_add_own_access(struct strbuf *body, const struct right *right) ATTR_NONNULL(1, 2);

// The subject of a TokenReview's reply, the caller's to release. ERROR_UNAUTHORIZED, in the API
// server's words, if the token is none of its own, has expired, or is for another audience;
// ERROR_BAD_REPLY for what is no such reply.
int review_parse_token(const char *text, size_t len, struct subject *ret,
                       struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 3, 4);

// The verdict of a SubjectAccessReview's or SelfSubjectAccessReview's reply.
int review_parse_access(const char *text, size_t len, bool *ret_allowed,
                        struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 3, 4);

#endif
