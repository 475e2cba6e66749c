// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/bundle/ephemeral.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"

static const struct kube_kind pods = {"Pod", "", "v1", "pods", true};
const char ephemeral_owner_kind[] = "ClusterRole";

// Of deploy/'s objects those that an agent needs; the other roles are for people.
static bool is_needed(const struct kube_object *object)
{
    static const char *const kinds[] = {"ClusterRole", "Namespace", "ServiceAccount",
                                        "ClusterRoleBinding"};

    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
        if (str_eq(object->kind->kind, kinds[i]))
            return str_eq(object->name, "nsinfo-agent") || str_eq(object->name, "nsinfo-viewer") ||
                   str_eq(kinds[i], "Namespace");
    return false;
}

static json_t *metadata_of(json_t *json)
{
    return json_object_get(json, "metadata");
}

static void set_text(json_t *object, const char *key, const char *value)
{
    json_object_set_new(object, key, json_string(value));
}

// "nsinfo-agent" becomes "RUN-agent".
static void rename_in(json_t *object, const char *run)
{
    const char *name = json_string_value(json_object_get(object, "name"));
    const char *dash = name == NULL ? NULL : strrchr(name, '-');
    CLEANUP_FREE char *own = xasprintf("%s%s", run, dash == NULL ? "" : dash);

    set_text(object, "name", own);
}

// What is in no Kubernetes namespace needs a name of its own.
static void make_own(json_t *json, const struct kube_kind *kind, const char *run)
{
    json_t *metadata = metadata_of(json);

    json_object_set_new(json_object_get(metadata, "labels"), EPHEMERAL_LABEL,
                        json_string(EPHEMERAL_VALUE));
    if (!kind->namespaced && !str_eq(kind->kind, "Namespace"))
        rename_in(metadata, run);
    if (json_object_get(json, "roleRef") != NULL)
        rename_in(json_object_get(json, "roleRef"), run);
}

static int add_kind(const struct bundle *all, const char *kind, bool wanted, const char *run,
                    struct bundle *ret, struct error *err)
{
    for (size_t i = 0; i < all->count; i++) {
        const struct kube_object *object = &all->items[i];
        // What another turn has renamed has no name in here any more: its kind comes first.
        if (str_eq(object->kind->kind, kind) != wanted || !is_needed(object))
            continue;
        make_own(object->json, object->kind, run);
        if (bundle_add(ret, object->kind, json_incref(object->json), err) < 0)
            return -1;
    }
    return 0;
}

int bundle_ephemeral(const char *name, struct bundle *ret, struct error *err)
{
    const struct naming naming = {.place = name};
    CLEANUP_BUNDLE struct bundle all = {0};
    CLEANUP_BUNDLE struct bundle bundle = {0};

    if (bundle_read(&embedded_agent, &naming, &all, err) < 0 ||
        add_kind(&all, ephemeral_owner_kind, true, name, &bundle, err) < 0 ||
        add_kind(&all, ephemeral_owner_kind, false, name, &bundle, err) < 0)
        return -1;
    *ret = bundle;
    bundle = (struct bundle){0};
    return 0;
}

// It is waited for, so that it is looked at each second.
static void set_ephemeral(json_t *spec, const struct ephemeral_pod *pod)
{
    json_t *container = json_array_get(json_object_get(spec, "containers"), 0);

    json_object_del(container, "livenessProbe");
    json_object_set_new(json_object_get(container, "readinessProbe"), "periodSeconds",
                        json_integer(1));
    set_text(spec, "restartPolicy", pod->restarts ? "OnFailure" : "Never");
    set_text(spec, "nodeName", pod->node);
    json_object_set_new(spec, "activeDeadlineSeconds", json_integer((json_int_t)pod->life_s));
}

int bundle_ephemeral_pod(const struct ephemeral_pod *pod, struct bundle *ret, struct error *err)
{
    CLEANUP_BUNDLE struct bundle all = {0};
    const struct agent_settings settings = {.image = pod->image};

    if (bundle_agent(&settings, &all, err) < 0)
        return -1;
    const struct kube_object *daemon_set = bundle_find(&all, "DaemonSet");
    json_t *template = json_object_get(json_object_get(daemon_set->json, "spec"), "template");
    json_t *metadata = metadata_of(template);
    json_t *labels = json_object_get(metadata, "labels");

    set_text(metadata, "name", pod->name);
    set_text(metadata, "namespace", pod->run);
    set_text(labels, BUNDLE_LABEL, BUNDLE_MANAGER);
    set_text(labels, EPHEMERAL_LABEL, EPHEMERAL_VALUE);
    set_ephemeral(json_object_get(template, "spec"), pod);
    set_text(template, "apiVersion", "v1");
    set_text(template, "kind", "Pod");
    return bundle_add(ret, &pods, json_incref(template), err);
}

void ephemeral_set_owner(const json_t *owner, struct kube_object *object)
{
    const json_t *metadata = json_object_get(owner, "metadata");
    json_t *reference =
        json_pack("{s:s, s:s, s:O, s:O}", "apiVersion", "rbac.authorization.k8s.io/v1", "kind",
                  ephemeral_owner_kind, "name", json_object_get(metadata, "name"), "uid",
                  json_object_get(metadata, "uid"));

    json_object_set_new(metadata_of(object->json), "ownerReferences", json_pack("[o]", reference));
}
