// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_POD_POD_OWNER_H
#define NSINFO_POD_POD_OWNER_H

#include <jansson.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"

// What has pods of its own by a selector, or by what it makes: Deployments and the like.

enum { POD_OWNER_VERSIONS = 2 };

// Where an object says which pods it has.
enum pod_owner_rule {
    OWNS_BY_SELECTOR, // spec.selector, a LabelSelector (k8s.io/apimachinery meta/v1)
    OWNS_BY_LABELS,   // spec.selector, labels that all have to be there
    OWNS_BY_JOBS,     // its Jobs have them
};

struct pod_owner_kind {
    const char *kind; // "Deployment"
    const char *plural;
    const char *singular;
    const char *short_name; // kubectl's; NULL: it has none
    const char *group;      // "": the core's
    // In which it may be served, the newest first; NULL behind the last.
    const char *versions[POD_OWNER_VERSIONS];
    enum pod_owner_rule rule;
    bool makes_none; // it selects what others make
};

// The kind that kubectl would take the word for: "deploy", "deployments", "Deployment.apps",
// "deployments.v1.apps"; NULL if it is none of them.
const struct pod_owner_kind *pod_owner_find(const char *resource) ATTR_NONNULL(1);

// The kind of an object in a file, "apps/v1" and "Deployment", if it makes pods; else NULL. A
// Service beside its Deployment would name the same pods again.
const struct pod_owner_kind *pod_owner_find_maker(const char *api_version, const char *kind)
    ATTR_NONNULL(1, 2);

// "/apis/apps/v1": where the API server has the kind in that version. The caller frees it.
char *pod_owner_api_path(const struct pod_owner_kind *owner, const char *version) ATTR_NODISCARD
    ATTR_NONNULL(1, 2);

// Appends "deployments.apps", as the API server's errors name the kind.
void pod_owner_add_resource(const struct pod_owner_kind *owner, struct strbuf *buf)
    ATTR_NONNULL(1, 2);

// Appends the names that a word can have before its slash: "deployment, statefulset, …".
void pod_owners_add_names(struct strbuf *buf) ATTR_NONNULL(1);

// The label selector of the pods that an object of the kind has, as the API server takes it; the
// caller frees *ret. ERROR_BAD_REQUEST for an object that selects nothing, ERROR_BAD_REPLY for one
// that cannot be read. Not for OWNS_BY_JOBS.
int pod_owner_selector(const struct pod_owner_kind *owner, const json_t *object, char **ret,
                       struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

// Whether the object's metadata.ownerReferences name the one with that UID.
bool pod_owner_has_made(const char *uid, const json_t *object) ATTR_NONNULL(1, 2);

#endif
