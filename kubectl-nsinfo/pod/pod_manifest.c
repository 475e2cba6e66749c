// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/pod_manifest.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/pod/pod_name.h"

// A fault of the document, at a node of it, or at its beginning.
static ATTR_PRINTF(4, 5) int refuse(struct error *err, const char *file, const struct yaml_node *at,
                                    const char *format, ...)
{
    va_list args;

    va_start(args, format);
    CLEANUP_FREE char *text = xvasprintf(format, args);
    va_end(args);
    return error_set(err, ERROR_BAD_REQUEST, "%s: line %zu: %s", file, at->line, text);
}

// The node of a key, or the mapping itself, to point at.
static const struct yaml_node *point_at(const struct yaml_node *mapping, const char *key)
{
    const struct yaml_node *value = yaml_get(mapping, key);

    return value == NULL ? mapping : value;
}

static int check_kind(const char *file, const struct yaml_node *root, struct error *err)
{
    const char *kind = yaml_text(yaml_get(root, "kind"));
    const char *version = yaml_text(yaml_get(root, "apiVersion"));

    if (root->kind != YAML_KIND_MAPPING)
        return refuse(err, file, root, "not a Kubernetes object: not a mapping");
    if (kind == NULL)
        return refuse(err, file, point_at(root, "kind"), "not a Kubernetes object: it has no kind");
    if (!str_eq(kind, "Pod"))
        return refuse(err, file, point_at(root, "kind"), "kind \"%s\" is not a Pod", kind);
    if (version == NULL)
        return refuse(err, file, point_at(root, "apiVersion"), "the Pod has no apiVersion");
    if (!str_eq(version, "v1"))
        return refuse(err, file, point_at(root, "apiVersion"),
                      "apiVersion \"%s\" is not that of a Pod, v1", version);
    return 0;
}

static int check_name(const char *file, const struct yaml_node *at, const char *what,
                      const char *name, struct error *err)
{
    CLEANUP_ERROR struct error wrong = {0};

    return kube_name_check(what, name, &wrong) < 0 ? refuse(err, file, at, "%s", wrong.message) : 0;
}

static int read_name(const char *file, const struct yaml_node *root, struct pod_manifest *ret,
                     struct error *err)
{
    const struct yaml_node *metadata = yaml_get(root, "metadata");
    const struct yaml_node *at = point_at(root, "metadata");

    if (yaml_get(metadata, "name") == NULL && yaml_get(metadata, "generateName") != NULL)
        return refuse(err, file, yaml_get(metadata, "generateName"),
                      "the Pod has a generateName, which cannot be applied: give it a name");
    ret->name = yaml_text(yaml_get(metadata, "name"));
    if (ret->name == NULL || ret->name[0] == '\0')
        return refuse(err, file, at, "the Pod has no metadata.name");
    const struct yaml_node *kube_namespace = yaml_get(metadata, "namespace");
    ret->kube_namespace = yaml_text(kube_namespace);
    if (kube_namespace != NULL && ret->kube_namespace == NULL)
        return refuse(err, file, kube_namespace, "metadata.namespace is not a text");
    if (str_eq(ret->kube_namespace, ""))
        ret->kube_namespace = NULL;
    if (check_name(file, yaml_get(metadata, "name"), "resource name", ret->name, err) < 0)
        return -1;
    return ret->kube_namespace == NULL
               ? 0
               : check_name(file, kube_namespace, "namespace", ret->kube_namespace, err);
}

int pod_manifest_read(const char *file, const struct yaml_doc *doc, struct pod_manifest *ret,
                      struct error *err)
{
    struct pod_manifest manifest = {
        .file = file, .source = doc->source, .source_len = doc->source_len};

    if (check_kind(file, doc->root, err) < 0 || read_name(file, doc->root, &manifest, err) < 0)
        return -1;
    *ret = manifest;
    return 0;
}
