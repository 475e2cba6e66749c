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
