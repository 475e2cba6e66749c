// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/pod_owner.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/pod/label_selector.h"

static const struct pod_owner_kind owners[] = {
    {"Deployment", "deployments", "deployment", "deploy", "apps", {"v1"}, OWNS_BY_SELECTOR},
    {"StatefulSet", "statefulsets", "statefulset", "sts", "apps", {"v1"}, OWNS_BY_SELECTOR},
    {"DaemonSet", "daemonsets", "daemonset", "ds", "apps", {"v1"}, OWNS_BY_SELECTOR},
    {"ReplicaSet", "replicasets", "replicaset", "rs", "apps", {"v1"}, OWNS_BY_SELECTOR},
    {"ReplicationController",
     "replicationcontrollers",
     "replicationcontroller",
     "rc",
     "",
     {"v1"},
     OWNS_BY_LABELS},
    {"Job", "jobs", "job", NULL, "batch", {"v1"}, OWNS_BY_SELECTOR},
    {"CronJob", "cronjobs", "cronjob", "cj", "batch", {"v1", "v1beta1"}, OWNS_BY_JOBS},
    {"Service", "services", "service", "svc", "", {"v1"}, OWNS_BY_LABELS, true},
};

static bool is_called(const struct pod_owner_kind *owner, const char *name)
{
    return strcasecmp(name, owner->plural) == 0 || strcasecmp(name, owner->singular) == 0 ||
           (owner->short_name != NULL && strcasecmp(name, owner->short_name) == 0);
}

static bool has_version(const struct pod_owner_kind *owner, const char *version, size_t len)
{
    for (size_t i = 0; i < POD_OWNER_VERSIONS && owner->versions[i] != NULL; i++)
        if (strlen(owner->versions[i]) == len && strncmp(owner->versions[i], version, len) == 0)
            return true;
    return false;
}

// "apps" or "v1.apps" behind the first dot; NULL: there was none.
static bool is_of_group(const struct pod_owner_kind *owner, const char *rest)
{
    if (rest == NULL || str_eq(rest, owner->group))
        return true;
    const char *dot = strchr(rest, '.');
    return dot != NULL && str_eq(dot + 1, owner->group) &&
           has_version(owner, rest, (size_t)(dot - rest));
}

const struct pod_owner_kind *pod_owner_find(const char *resource)
{
    const char *dot = strchr(resource, '.');
    CLEANUP_FREE char *name = xstrndup(resource, strcspn(resource, "."));

    for (size_t i = 0; i < ARRAY_SIZE(owners); i++)
        if (is_called(&owners[i], name) && is_of_group(&owners[i], dot == NULL ? NULL : dot + 1))
            return &owners[i];
    return NULL;
}

const struct pod_owner_kind *pod_owner_find_maker(const char *api_version, const char *kind)
{
    const char *slash = strrchr(api_version, '/');
    const char *version = slash == NULL ? api_version : slash + 1;
    CLEANUP_FREE char *group =
        slash == NULL ? xstrdup("") : xstrndup(api_version, (size_t)(slash - api_version));

    for (size_t i = 0; i < ARRAY_SIZE(owners); i++)
        if (!owners[i].makes_none && str_eq(owners[i].kind, kind) &&
            str_eq(owners[i].group, group) && has_version(&owners[i], version, strlen(version)))
            return &owners[i];
    return NULL;
}

char *pod_owner_api_path(const struct pod_owner_kind *owner, const char *version)
{
    return owner->group[0] == '\0' ? xasprintf("/api/%s", version)
                                   : xasprintf("/apis/%s/%s", owner->group, version);
}

void pod_owner_add_resource(const struct pod_owner_kind *owner, struct strbuf *buf)
{
    strbuf_add_format(buf, "%s%s%s", owner->plural, owner->group[0] == '\0' ? "" : ".",
                      owner->group);
}

void pod_owners_add_names(struct strbuf *buf)
{
    for (size_t i = 0; i < ARRAY_SIZE(owners); i++)
        strbuf_add_format(buf, "%s%s", i == 0 ? "" : ", ", owners[i].singular);
}

static int refuse_nothing(const struct pod_owner_kind *owner, const json_t *object,
                          struct error *err)
{
    CLEANUP_STRBUF struct strbuf resource = {0};
    const json_t *metadata = json_object_get(object, "metadata");
    const char *name = json_string_value(json_object_get(metadata, "name"));

    pod_owner_add_resource(owner, &resource);
    return error_set(err, ERROR_BAD_REQUEST, "%s \"%s\" has no selector, and so no pods of its own",
                     strbuf_text(&resource), name == NULL ? "" : name);
}

int pod_owner_selector(const struct pod_owner_kind *owner, const json_t *object, char **ret,
                       struct error *err)
{
    CLEANUP_STRBUF struct strbuf selector = {0};
    int (*const add[])(const json_t *, const char *, struct strbuf *, struct error *) = {
        [OWNS_BY_SELECTOR] = label_selector_add,
        [OWNS_BY_LABELS] = label_map_add,
    };
    const json_t *spec = json_object_get(object, "spec");

    if (spec != NULL && add[owner->rule](spec, "selector", &selector, err) < 0)
        return error_wrap(err, "the API server's %s cannot be read", owner->kind);
    // To the API server an empty selector is every pod that there is.
    if (selector.len == 0)
        return refuse_nothing(owner, object, err);
    *ret = strbuf_steal(&selector);
    return 0;
}

bool pod_owner_has_made(const char *uid, const json_t *object)
{
    const json_t *metadata = json_object_get(object, "metadata");
    const json_t *references = json_object_get(metadata, "ownerReferences");

    for (size_t i = 0; i < json_array_size(references); i++) {
        const json_t *reference = json_array_get(references, i);
        if (str_eq(json_string_value(json_object_get(reference, "uid")), uid))
            return true;
    }
    return false;
}
