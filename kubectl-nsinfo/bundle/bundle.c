// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/bundle/bundle.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/kubeconfig/yaml_doc.h"
#include "kubectl-nsinfo/kubeconfig/yaml_value.h"

void bundle_release(struct bundle *bundle)
{
    for (size_t i = 0; i < bundle->count; i++)
        json_decref(bundle->items[i].json);
    free(bundle->items);
    *bundle = (struct bundle){0};
}

int bundle_add(struct bundle *bundle, const struct kube_kind *kind, json_t *json, struct error *err)
{
    const json_t *metadata = json_object_get(json, "metadata");
    struct kube_object object = {
        .kind = kind,
        .kube_namespace = json_string_value(json_object_get(metadata, "namespace")),
        .name = json_string_value(json_object_get(metadata, "name")),
        .json = json,
    };

    if (object.name == NULL || (kind->namespaced && object.kube_namespace == NULL)) {
        json_decref(json);
        return error_set(err, ERROR_BAD_REPLY, "an object of %s has no name", kind->plural);
    }
    bundle->items =
        xgrow(bundle->items, &bundle->capacity, bundle->count + 1, sizeof(*bundle->items));
    bundle->items[bundle->count++] = object;
    return 0;
}

static void set_label(json_t *json)
{
    json_t *metadata = json_object_get(json, "metadata");

    if (json_object_get(metadata, "labels") == NULL)
        json_object_set_new(metadata, "labels", json_object());
    json_object_set_new(json_object_get(metadata, "labels"), BUNDLE_LABEL,
                        json_string(BUNDLE_MANAGER));
}

static int add_doc(struct bundle *bundle, const struct yaml_doc *doc, const struct naming *naming,
                   struct error *err)
{
    CLEANUP_JSON json_t *read = yaml_to_json(doc->root);
    CLEANUP_JSON json_t *json = naming_apply(naming, read);
    const char *api_version = json_string_value(json_object_get(json, "apiVersion"));
    const char *name = json_string_value(json_object_get(json, "kind"));
    const struct kube_kind *kind =
        api_version == NULL || name == NULL ? NULL : kube_kind_find(api_version, name);

    if (kind == NULL)
        return error_set(err, ERROR_INTERNAL, "no kind \"%s\" of \"%s\" is known",
                         name == NULL ? "" : name, api_version == NULL ? "" : api_version);
    set_label(json);
    return bundle_add(bundle, kind, steal(&json), err);
}

// Stable: as many objects as there are here take no better algorithm.
static void sort(struct bundle *bundle)
{
    for (size_t i = 1; i < bundle->count; i++)
        for (size_t k = i; k > 0 && bundle->items[k].kind < bundle->items[k - 1].kind; k--) {
            struct kube_object later = bundle->items[k];
            bundle->items[k] = bundle->items[k - 1];
            bundle->items[k - 1] = later;
        }
}

int bundle_read(const struct embedded_manifest *manifest, const struct naming *naming,
                struct bundle *ret, struct error *err)
{
    CLEANUP_YAML struct yaml_stream stream = {0};
    CLEANUP_BUNDLE struct bundle bundle = {0};

    if (yaml_stream_parse(manifest->path, manifest->text, manifest->len, &stream, err) < 0)
        return -1;
    for (size_t i = 0; i < stream.doc_count; i++)
        if (add_doc(&bundle, &stream.docs[i], naming, err) < 0)
            return error_wrap(err, "%s", manifest->path);
    sort(&bundle);
    *ret = bundle;
    bundle = (struct bundle){0};
    return 0;
}

json_t *bundle_list(const struct bundle *bundle)
{
    json_t *items = json_array();

    for (size_t i = 0; i < bundle->count; i++)
        json_array_append(items, bundle->items[i].json);
    return json_pack("{s:s, s:s, s:o}", "apiVersion", "v1", "kind", "List", "items", items);
}

const struct kube_object *bundle_find(const struct bundle *bundle, const char *kind)
{
    for (size_t i = 0; i < bundle->count; i++)
        if (str_eq(bundle->items[i].kind->kind, kind))
            return &bundle->items[i];
    return NULL;
}

void kube_object_add_name(const struct kube_object *object, struct strbuf *buf)
{
    kube_kind_add_name(object->kind, buf);
    strbuf_add_format(buf, "/%s", object->name);
}

const char *kube_object_label(const json_t *object, const char *label)
{
    const json_t *metadata = json_object_get(object, "metadata");

    return json_string_value(json_object_get(json_object_get(metadata, "labels"), label));
}
