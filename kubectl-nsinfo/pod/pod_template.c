// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/pod_template.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/kubeconfig/yaml_value.h"
#include "kubectl-nsinfo/pod/manifest_fault.h"
#include "kubectl-nsinfo/pod/ns_conflict.h"
#include "kubectl-nsinfo/pod/other_kinds.h"
#include "kubectl-nsinfo/pod/pod_decode.h"

enum { MAX_PATH_KEYS = 5 };

// Where the spec of a pod stands in the objects of a kind (k8s.io/api).
struct workload {
    const char *api_version;
    const char *kind;
    const char *path[MAX_PATH_KEYS];
};

static const struct workload workloads[] = {
    {"v1", "Pod", {"spec"}},
    {"v1", "PodTemplate", {"template", "spec"}},
    {"v1", "ReplicationController", {"spec", "template", "spec"}},
    {"apps/v1", "Deployment", {"spec", "template", "spec"}},
    {"apps/v1", "ReplicaSet", {"spec", "template", "spec"}},
    {"apps/v1", "DaemonSet", {"spec", "template", "spec"}},
    {"apps/v1", "StatefulSet", {"spec", "template", "spec"}},
    {"batch/v1", "Job", {"spec", "template", "spec"}},
    {"batch/v1", "CronJob", {"spec", "jobTemplate", "spec", "template", "spec"}},
    {"batch/v1beta1", "CronJob", {"spec", "jobTemplate", "spec", "template", "spec"}},
};

void pod_template_list_release(struct pod_template_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        pod_release(&list->items[i].pod);
    free(list->items);
    text_list_release(&list->other_kinds);
    *list = (struct pod_template_list){0};
}

static const struct workload *find_workload(const char *api_version, const char *kind)
{
    for (size_t i = 0; i < ARRAY_SIZE(workloads); i++)
        if (str_eq(workloads[i].kind, kind) && str_eq(workloads[i].api_version, api_version))
            return &workloads[i];
    return NULL;
}

static int read_name(const char *file, const struct yaml_node *object, const char *kind,
                     struct pod *ret, struct error *err)
{
    const struct yaml_node *metadata = yaml_get(object, "metadata");
    const char *name = yaml_text(yaml_get(metadata, "name"));

    if (name == NULL)
        name = yaml_text(yaml_get(metadata, "generateName"));
    if (name == NULL || name[0] == '\0')
        return manifest_refuse(err, file, manifest_at(object, "metadata"),
                               "the %s has no metadata.name", kind);
    ret->name = xstrdup(name);
    ret->kube_namespace = xstrdup(yaml_text(yaml_get(metadata, "namespace")));
    return 0;
}

// "spec.template.spec", or as much of it as there is not.
static const struct yaml_node *find_spec(const struct yaml_node *object,
                                         const struct workload *workload, struct strbuf *path)
{
    for (size_t i = 0; i < MAX_PATH_KEYS && workload->path[i] != NULL && object != NULL; i++) {
        strbuf_add_format(path, "%s%s", path->len == 0 ? "" : ".", workload->path[i]);
        object = yaml_get(object, workload->path[i]);
    }
    return object != NULL && object->kind == YAML_KIND_MAPPING ? object : NULL;
}

static int check_spec(const char *file, const struct yaml_node *spec, const char *path,
                      const struct pod_template *template, struct error *err)
{
    struct ns_conflict conflict = {"containers", "Required value"};

    if (template->pod.container_count > 0 && !ns_conflict_find(&template->pod, &conflict))
        return 0;
    return manifest_refuse(err, file, manifest_at(spec, conflict.field),
                           "the %s \"%s\" is invalid: %s.%s: %s", template->kind,
                           template->pod.name, path, conflict.field, conflict.message);
}

static int read_spec(const char *file, const struct yaml_node *spec, const char *path,
                     struct pod_template *ret, struct error *err)
{
    CLEANUP_ERROR struct error fault = {0};
    CLEANUP_JSON json_t *json = yaml_to_json(spec);

    if (pod_decode_spec(json, &ret->pod, &fault) < 0)
        return manifest_refuse(err, file, spec, "the %s \"%s\" is invalid: %s: %s", ret->kind,
                               ret->pod.name, path, fault.message);
    return check_spec(file, spec, path, ret, err);
}

static int read_workload(const char *file, const struct yaml_node *object,
                         const struct workload *workload, struct pod_template *ret,
                         struct error *err)
{
    CLEANUP_STRBUF struct strbuf path = {0};
    const struct yaml_node *spec = find_spec(object, workload, &path);

    if (read_name(file, object, workload->kind, &ret->pod, err) < 0)
        return -1;
    if (spec == NULL)
        return manifest_refuse(err, file, object, "the %s \"%s\" has no %s", workload->kind,
                               ret->pod.name, strbuf_text(&path));
    return read_spec(file, spec, strbuf_text(&path), ret, err);
}

static int read_items(const char *file, const struct yaml_node *object,
                      struct pod_template_list *list, struct error *err)
{
    const struct yaml_node *items = yaml_get(object, "items");

    for (size_t i = 0; items != NULL && i < items->item_count; i++)
        if (pod_template_read(file, items->items[i], list, err) < 0)
            return -1;
    return 0;
}

int pod_template_read(const char *file, const struct yaml_node *object,
                      struct pod_template_list *list, struct error *err)
{
    const char *kind = NULL;
    const char *api_version = NULL;

    if (manifest_kind(file, object, &kind, &api_version, err) < 0)
        return -1;
    if (str_eq(kind, "List") && str_eq(api_version, "v1"))
        return read_items(file, object, list, err);
    const struct workload *workload = find_workload(api_version, kind);
    if (workload == NULL) {
        other_kinds_add(&list->other_kinds, kind);
        return 0;
    }
    list->items = xgrow(list->items, &list->capacity, list->count + 1, sizeof(*list->items));
    struct pod_template *item = &list->items[list->count++];
    *item = (struct pod_template){.kind = workload->kind};
    return read_workload(file, object, workload, item, err);
}
