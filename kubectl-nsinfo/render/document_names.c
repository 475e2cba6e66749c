// SPDX-License-Identifier: Apache-2.0
#include <ctype.h>

#include "common/base/text.h"
#include "kubectl-nsinfo/render/document.h"

// The API groups of the kinds that are in one (kubectl api-resources).
static const struct {
    const char *kind;
    const char *group;
} groups[] = {
    {"Deployment", "apps"},  {"ReplicaSet", "apps"}, {"DaemonSet", "apps"},
    {"StatefulSet", "apps"}, {"Job", "batch"},       {"CronJob", "batch"},
};

static void add_resource(const char *kind, struct strbuf *out)
{
    for (const char *c = kind; *c != '\0'; c++)
        strbuf_add_char(out, (char)tolower((unsigned char)*c));
    for (size_t i = 0; i < ARRAY_SIZE(groups); i++)
        if (str_eq(groups[i].kind, kind))
            strbuf_add_format(out, ".%s", groups[i].group);
}

void document_add_names(json_t *tree, struct strbuf *out)
{
    json_t *item = NULL;
    size_t i = 0;

    json_array_foreach(json_object_get(tree, "items"), i, item)
    {
        const char *kind = json_string_value(json_object_get(item, "kind"));
        const char *name = json_string_value(json_object_get(item, "name"));

        add_resource(kind == NULL ? "Pod" : kind, out);
        strbuf_add_char(out, '/');
        text_add_escaped(out, name == NULL ? "" : name);
        strbuf_add_char(out, '\n');
    }
}
