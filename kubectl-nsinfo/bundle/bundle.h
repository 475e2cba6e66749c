// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_BUNDLE_BUNDLE_H
#define NSINFO_BUNDLE_BUNDLE_H

#include <jansson.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"
#include "common/base/strbuf.h"
#include "kubectl-nsinfo/apiserver/kube_kind.h"
#include "kubectl-nsinfo/bundle/embedded_manifests.h"
#include "kubectl-nsinfo/bundle/naming.h"

// The objects that `deploy` puts on a cluster. Each has the label by which `undeploy` finds it
// again (kubernetes.io, "Recommended Labels").
#define BUNDLE_LABEL    "app.kubernetes.io/managed-by"
#define BUNDLE_MANAGER  "kubectl-nsinfo"
#define BUNDLE_SELECTOR BUNDLE_LABEL "=" BUNDLE_MANAGER

struct kube_object {
    const struct kube_kind *kind;
    const char *kube_namespace; // this and the name belong to json; NULL if the kind has none
    const char *name;
    json_t *json; // owned
};

struct bundle {
    struct kube_object *items; // in an order in which they can be put on a cluster
    size_t count;
    size_t capacity;
};

#define CLEANUP_BUNDLE CLEANUP(bundle_release)

void bundle_release(struct bundle *bundle) ATTR_NONNULL(1);

// How the agents of a cluster are to differ from deploy/nsinfo-agent.yaml; NULL: they are not to.
struct agent_settings {
    const char *kube_namespace;
    const char *image;
    const char *node_selector;    // "key=value,…", beside what the manifest asks of nodes
    const char *runtime_endpoint; // of the runtime's socket: see runtime_socket.h
};

// The agents' objects. ERROR_BAD_REQUEST names the setting that is wrong.
int bundle_agent(const struct agent_settings *settings, struct bundle *ret,
                 struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3);

// What a team needs that is to see the pods of a Kubernetes namespace alone, and whose people are
// the group of that name. The Kubernetes namespace itself is the team's own, and not among it. The
// agents are in that of `place`.
int bundle_team(const char *team, const char *place, struct bundle *ret,
                struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

// A List of all, as kubectl takes it; the caller owns it.
json_t *bundle_list(const struct bundle *bundle) ATTR_NODISCARD ATTR_NONNULL(1);

// The one of that kind ("DaemonSet"), or NULL.
const struct kube_object *bundle_find(const struct bundle *bundle, const char *kind)
    ATTR_NONNULL(1, 2);

// Takes an object over that was read from a list of this kind; one without a name is an
// ERROR_BAD_REPLY. Either way json is the bundle's or gone.
int bundle_add(struct bundle *bundle, const struct kube_kind *kind, json_t *json,
               struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

// The documents of a file of manifests, named and labelled, for the above. A fault in there is a
// fault of this program: ERROR_INTERNAL.
int bundle_read(const struct embedded_manifest *manifest, const struct naming *naming,
                struct bundle *ret, struct error *err) ATTR_NODISCARD ATTR_NONNULL(1, 2, 3, 4);

// Appends kubectl's name of the object: "daemonset.apps/nsinfo-agent".
void kube_object_add_name(const struct kube_object *object, struct strbuf *buf) ATTR_NONNULL(1, 2);

// The value of a label, NULL if the object has none of that name; so it is with NULL for an object.
const char *kube_object_label(const json_t *object, const char *label) ATTR_NONNULL(2);

#endif
