// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/manifest_fault.h"

#include "common/base/xalloc.h"

int manifest_refuse(struct error *err, const char *file, const struct yaml_node *at,
                    const char *format, ...)
{
    va_list args;

    va_start(args, format);
    CLEANUP_FREE char *text = xvasprintf(format, args);
    va_end(args);
    return error_set(err, ERROR_BAD_REQUEST, "%s: line %zu: %s", file, at->line, text);
}

const struct yaml_node *manifest_at(const struct yaml_node *mapping, const char *key)
{
    const struct yaml_node *value = yaml_get(mapping, key);

    return value == NULL ? mapping : value;
}

int manifest_kind(const char *file, const struct yaml_node *object, const char **ret_kind,
                  const char **ret_api_version, struct error *err)
{
    const char *kind = yaml_text(yaml_get(object, "kind"));
    const char *api_version = yaml_text(yaml_get(object, "apiVersion"));

    if (object->kind != YAML_KIND_MAPPING)
        return manifest_refuse(err, file, object, "not a Kubernetes object: not a mapping");
    if (kind == NULL || api_version == NULL)
        return manifest_refuse(err, file, object, "not a Kubernetes object: it has no %s",
                               kind == NULL ? "kind" : "apiVersion");
    *ret_kind = kind;
    *ret_api_version = api_version;
    return 0;
}
