// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/pod_manifest.h"

#include "common/base/text.h"
#include "kubectl-nsinfo/pod/manifest_fault.h"
#include "kubectl-nsinfo/pod/pod_name.h"

static int check_kind(const char *file, const struct yaml_node *root, struct error *err)
{
    const char *kind = yaml_text(yaml_get(root, "kind"));
    const char *version = yaml_text(yaml_get(root, "apiVersion"));

    if (root->kind != YAML_KIND_MAPPING)
        return manifest_refuse(err, file, root, "not a Kubernetes object: not a mapping");
    if (kind == NULL)
        return manifest_refuse(err, file, manifest_at(root, "kind"),
                               "not a Kubernetes object: it has no kind");
    if (!str_eq(kind, "Pod"))
        return manifest_refuse(err, file, manifest_at(root, "kind"), "kind \"%s\" is not a Pod",
                               kind);
    if (version == NULL)
        return manifest_refuse(err, file, manifest_at(root, "apiVersion"),
                               "the Pod has no apiVersion");
    if (!str_eq(version, "v1"))
        return manifest_refuse(err, file, manifest_at(root, "apiVersion"),
                               "apiVersion \"%s\" is not that of a Pod, v1", version);
    return 0;
}

static int check_name(const char *file, const struct yaml_node *at, const char *what,
                      const char *name, struct error *err)
{
    CLEANUP_ERROR struct error wrong = {0};

    return kube_name_check(what, name, &wrong) < 0
               ? manifest_refuse(err, file, at, "%s", wrong.message)
               : 0;
}

static int read_name(const char *file, const struct yaml_node *root, struct pod_manifest *ret,
                     struct error *err)
{
    const struct yaml_node *metadata = yaml_get(root, "metadata");
    const struct yaml_node *at = manifest_at(root, "metadata");
    const struct yaml_node *name = yaml_get(metadata, "name");

    if (name == NULL && yaml_get(metadata, "generateName") != NULL)
        return manifest_refuse(
            err, file, yaml_get(metadata, "generateName"),
            "the Pod has a generateName, which cannot be applied: give it a name");
    ret->name = yaml_text(name);
    if (name == NULL || ret->name == NULL || ret->name[0] == '\0')
        return manifest_refuse(err, file, at, "the Pod has no metadata.name");
    const struct yaml_node *kube_namespace = yaml_get(metadata, "namespace");
    ret->kube_namespace = yaml_text(kube_namespace);
    if (kube_namespace != NULL && ret->kube_namespace == NULL)
        return manifest_refuse(err, file, kube_namespace, "metadata.namespace is not a text");
    if (str_eq(ret->kube_namespace, ""))
        ret->kube_namespace = NULL;
    if (check_name(file, name, "resource name", ret->name, err) < 0)
        return -1;
    return kube_namespace == NULL || ret->kube_namespace == NULL
               ? 0
               : check_name(file, kube_namespace, "namespace", ret->kube_namespace, err);
}

int pod_manifest_read(const char *file, const struct yaml_doc *doc, struct pod_manifest *ret,
                      struct error *err)
{
    struct pod_manifest manifest = {
        .file = file, .root = doc->root, .source = doc->source, .source_len = doc->source_len};

    if (check_kind(file, doc->root, err) < 0 || read_name(file, doc->root, &manifest, err) < 0)
        return -1;
    *ret = manifest;
    return 0;
}
