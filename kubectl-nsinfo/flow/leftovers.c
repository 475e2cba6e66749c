// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/leftovers.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/apiserver/paths.h"
#include "kubectl-nsinfo/bundle/bundle.h"

// What comes and goes by itself, in the plural that paths have.
static const char *const transient[] = {"events", "endpoints", "endpointslices", "leases"};

// Groups of nothing that is stored, whose server is often not there.
static const char METRICS[] = "metrics.k8s.io";

// What controllers put into every Kubernetes namespace: of upstream's (the accounts', the root
// CA's), and of OpenShift's.
static const struct {
    const char *plural, *name;
} given[] = {
    {"serviceaccounts", "default"},
    {"serviceaccounts", "builder"},
    {"serviceaccounts", "deployer"},
    {"configmaps", "kube-root-ca.crt"},
    {"configmaps", "openshift-service-ca.crt"},
    {"rolebindings", "system:deployers"},
    {"rolebindings", "system:image-builders"},
    {"rolebindings", "system:image-pullers"},
};

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text);
    size_t end_len = strlen(end);

    return len >= end_len && str_eq(text + len - end_len, end);
}

static bool is_transient(const char *plural)
{
    for (size_t i = 0; i < ARRAY_SIZE(transient); i++)
        if (str_eq(transient[i], plural))
            return true;
    return false;
}

static bool is_given(const struct kube_kind *kind, const json_t *object, const char *name)
{
    const json_t *annotations = json_object_get(json_object_get(object, "metadata"), "annotations");

    for (size_t i = 0; i < ARRAY_SIZE(given); i++)
        if (str_eq(given[i].plural, kind->plural) && str_eq(given[i].name, name))
            return true;
    // The secrets of service accounts, which go with these.
    return str_eq(kind->plural, "secrets") &&
           json_object_get(annotations, "kubernetes.io/service-account.name") != NULL;
}

static bool is_left(const struct kube_kind *kind, const json_t *object)
{
    const json_t *metadata = json_object_get(object, "metadata");

    // What is not stored has no UID: the metrics of a pod, say. What has an owner goes with it, and
    // the owner is an object of this list itself.
    return json_object_get(metadata, "uid") != NULL &&
           json_object_get(metadata, "deletionTimestamp") == NULL &&
           !str_eq(kube_object_label(object, BUNDLE_LABEL), BUNDLE_MANAGER) &&
           json_array_size(json_object_get(metadata, "ownerReferences")) == 0 &&
           !is_given(kind, object, json_text_or_empty(metadata, "name"));
}

static int add_objects(struct session *session, const struct kube_kind *kind,
                       const char *kube_namespace, struct text_list *list, struct error *err)
{
    CLEANUP_FREE char *path = path_kind_list(kind, kube_namespace, NULL, NULL);
    CLEANUP_JSON json_t *reply = NULL;

    if (connection_get(session->connection, path, 0, &reply, err) < 0)
        return -1;
    const json_t *items = json_object_get(reply, "items");
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *object = json_array_get(items, i);
        CLEANUP_STRBUF struct strbuf name = {0};

        if (!is_left(kind, object))
            continue;
        kube_kind_add_name(kind, &name);
        strbuf_add_format(&name, "/%s",
                          json_text_or_empty(json_object_get(object, "metadata"), "name"));
        text_list_add(list, strbuf_text(&name));
    }
    return 0;
}

static bool can_be_listed(const json_t *resource)
{
    const json_t *verbs = json_object_get(resource, "verbs");

    for (size_t i = 0; i < json_array_size(verbs); i++)
        if (str_eq(json_string_value(json_array_get(verbs, i)), "list"))
            return json_is_true(json_object_get(resource, "namespaced"));
    return false;
}

// The kinds of an API group in its preferred version (k8s.io/apimachinery meta/v1,
// APIResourceList).
static int add_group(struct session *session, const char *group, const char *version,
                     const char *kube_namespace, struct text_list *list, struct error *err)
{
    CLEANUP_FREE char *path =
        group[0] == '\0' ? xasprintf("/api/%s", version) : xasprintf("/apis/%s/%s", group, version);
    CLEANUP_JSON json_t *reply = NULL;

    if (connection_get(session->connection, path, 0, &reply, err) < 0)
        return -1;
    const json_t *resources = json_object_get(reply, "resources");
    for (size_t i = 0; i < json_array_size(resources); i++) {
        const json_t *resource = json_array_get(resources, i);
        const struct kube_kind kind = {json_text_or_empty(resource, "kind"), group, version,
                                       json_text_or_empty(resource, "name"), true};

        if (can_be_listed(resource) && !is_transient(kind.plural) &&
            add_objects(session, &kind, kube_namespace, list, err) < 0)
            return -1;
    }
    return 0;
}

int leftovers_get(struct session *session, const char *kube_namespace, struct text_list *ret,
                  struct error *err)
{
    CLEANUP_TEXT_LIST struct text_list list = {0};
    CLEANUP_JSON json_t *reply = NULL;

    if (connection_get(session->connection, "/apis", 0, &reply, err) < 0 ||
        add_group(session, "", "v1", kube_namespace, &list, err) < 0)
        return -1;
    const json_t *groups = json_object_get(reply, "groups");
    for (size_t i = 0; i < json_array_size(groups); i++) {
        const json_t *group = json_array_get(groups, i);
        const json_t *preferred = json_object_get(group, "preferredVersion");

        if (!ends_with(json_text_or_empty(group, "name"), METRICS) &&
            add_group(session, json_text_or_empty(group, "name"),
                      json_text_or_empty(preferred, "version"), kube_namespace, &list, err) < 0)
            return -1;
    }
    // That a kind of its own list is deprecated, say: nobody has named it here.
    while (session_next_warning(session) != NULL)
        continue;
    *ret = list;
    list = (struct text_list){0};
    return 0;
}
