// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/bundle/naming.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"

static json_t *put(const char *text, const char *from, const char *to)
{
    const char *found = strstr(text, from);

    if (to == NULL || found == NULL)
        return NULL;
    CLEANUP_FREE char *result =
        xasprintf("%.*s%s%s", (int)(found - text), text, to, found + strlen(from));
    return json_string(result);
}

// A name that has been put somewhere is not looked at again: a team may be called "nsinfo-system".
static json_t *name_text(const struct naming *naming, const char *text)
{
    json_t *result = put(text, "nsinfo-system", naming->place);

    if (result == NULL)
        result = put(text, "team-a", naming->team);
    return result == NULL ? json_string(text) : result;
}

static json_t *name_items(const struct naming *naming, json_t *array)
{
    json_t *copy = json_array();

    for (size_t i = 0; i < json_array_size(array); i++)
        json_array_append_new(copy, naming_apply(naming, json_array_get(array, i)));
    return copy;
}

static json_t *name_fields(const struct naming *naming, json_t *object)
{
    json_t *copy = json_object();
    const char *key = NULL;
    json_t *value = NULL;

    json_object_foreach(object, key, value)
    {
        json_object_set_new(copy, key, naming_apply(naming, value));
    }
    return copy;
}

json_t *naming_apply(const struct naming *naming, json_t *tree)
{
    if (json_is_string(tree))
        return name_text(naming, json_string_value(tree));
    if (json_is_array(tree))
        return name_items(naming, tree);
    return json_is_object(tree) ? name_fields(naming, tree) : json_copy(tree);
}
