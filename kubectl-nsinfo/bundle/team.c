// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/bundle/bundle.h"
#include "kubectl-nsinfo/bundle/kube_name.h"

// What examples/team.yaml calls its team, its group and its Kubernetes namespace.
static const char EXAMPLE[] = "team-a";

static json_t *renamed(const char *text, const char *team)
{
    const char *found = strstr(text, EXAMPLE);

    if (found == NULL)
        return json_string(text);
    CLEANUP_FREE char *name = xasprintf("%.*s%s%s", (int)(found - text), text, team, //
                                        found + strlen(EXAMPLE));
    return json_string(name);
}

static json_t *rename_in(json_t *json, const char *team);

static json_t *rename_items(json_t *array, const char *team)
{
    json_t *copy = json_array();

    for (size_t i = 0; i < json_array_size(array); i++)
        json_array_append_new(copy, rename_in(json_array_get(array, i), team));
    return copy;
}

static json_t *rename_fields(json_t *object, const char *team)
{
    json_t *copy = json_object();
    const char *key = NULL;
    json_t *value = NULL;

    json_object_foreach(object, key, value)
    {
        json_object_set_new(copy, key, rename_in(value, team));
    }
    return copy;
}

// A copy of the tree with the team's name in the place of the example's.
static json_t *rename_in(json_t *json, const char *team)
{
    if (json_is_string(json))
        return renamed(json_string_value(json), team);
    if (json_is_array(json))
        return rename_items(json, team);
    return json_is_object(json) ? rename_fields(json, team) : json_copy(json);
}

// The accounts of the agents' own Kubernetes namespace are those for all.
static int check(const char *team, const struct bundle *example, struct error *err)
{
    for (size_t i = 0; i < example->count; i++) {
        const char *kube_namespace = example->items[i].kube_namespace;
        if (str_eq(kube_namespace, team) && !str_eq(kube_namespace, EXAMPLE))
            return error_set(
                err, ERROR_BAD_REQUEST,
                "--team: \"%s\" is the agents' own Kubernetes namespace, and no team's", team);
    }
    return kube_label_check("--team", team, err);
}

int bundle_team(const char *team, struct bundle *ret, struct error *err)
{
    CLEANUP_BUNDLE struct bundle example = {0};
    CLEANUP_BUNDLE struct bundle bundle = {0};

    if (bundle_read(&embedded_team, &example, err) < 0 || check(team, &example, err) < 0)
        return -1;
    for (size_t i = 0; i < example.count; i++) {
        const struct kube_object *object = &example.items[i];
        if (object->kind->namespaced &&
            bundle_add(&bundle, object->kind, rename_in(object->json, team), err) < 0)
            return -1;
    }
    *ret = bundle;
    bundle = (struct bundle){0};
    return 0;
}
