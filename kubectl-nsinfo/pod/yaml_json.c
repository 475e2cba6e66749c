// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/yaml_json.h"

#include "common/base/text.h"
#include "common/model/json_get.h"
#include "common/model/json_put.h"

// YAML 1.1's truth values, as far as they are written without quotes.
static json_t *scalar_new(const struct yaml_node *node)
{
    static const char *const words[][2] = {
        {"no", "yes"}, {"off", "on"}, {"n", "y"}, {"false", "true"}};
    const char *text = yaml_text(node);

    if (text == NULL)
        return json_null();
    for (size_t i = 0; node->plain && i < ARRAY_SIZE(words); i++)
        for (int truth = 0; truth < 2; truth++)
            if (strcasecmp(text, words[i][truth]) == 0)
                return json_boolean(truth);
    return json_text_new(text);
}

static json_t *sequence_new(const struct yaml_node *node)
{
    json_t *array = json_array();

    for (size_t i = 0; i < node->item_count; i++)
        json_array_append_new(array, yaml_to_json(node->items[i]));
    return array;
}

static bool is_merge_key(const struct yaml_node *key)
{
    return key->plain && str_eq(key->text, "<<");
}

// What is behind "<<", earlier mappings first (yaml.org, type/merge): what the object has already
// stays.
static void merge(json_t *object, const struct yaml_node *behind)
{
    CLEANUP_JSON json_t *merged = yaml_to_json(behind);

    json_object_update_missing(object, merged);
    for (size_t i = 0; i < json_array_size(merged); i++)
        json_object_update_missing(object, json_array_get(merged, i));
}

static json_t *mapping_new(const struct yaml_node *node)
{
    json_t *object = json_object();

    for (size_t i = 0; i < node->item_count; i += 2) {
        const struct yaml_node *key = node->items[i];
        if (key->kind == YAML_KIND_SCALAR && !is_merge_key(key))
            json_object_set_new(object, key->text, yaml_to_json(node->items[i + 1]));
    }
    for (size_t i = 0; i < node->item_count; i += 2)
        if (node->items[i]->kind == YAML_KIND_SCALAR && is_merge_key(node->items[i]))
            merge(object, node->items[i + 1]);
    return object;
}

json_t *yaml_to_json(const struct yaml_node *node)
{
    switch (node->kind) {
    case YAML_KIND_SCALAR:
        return scalar_new(node);
    case YAML_KIND_SEQUENCE:
        return sequence_new(node);
    case YAML_KIND_MAPPING:
        return mapping_new(node);
    }
    return json_null();
}
