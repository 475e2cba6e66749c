// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/kubeconfig/yaml_value.h"

#include <errno.h>

#include "common/base/text.h"
#include "common/model/json_get.h"

int yaml_bool(const struct yaml_node *node, bool *ret)
{
    static const char *const words[][2] = {
        {"no", "yes"}, {"off", "on"}, {"n", "y"}, {"false", "true"}};

    if (node->kind != YAML_KIND_SCALAR || !node->plain)
        return -EINVAL;
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        for (int truth = 0; truth < 2; truth++) {
            if (strcasecmp(node->text, words[i][truth]) != 0)
                continue;
            *ret = truth == 1;
            return 0;
        }
    }
    return -EINVAL;
}

static size_t digits_at(const char *text, const char *digits)
{
    return strspn(text, digits);
}

static bool is_other_base(const char *text)
{
    static const struct {
        const char *mark;
        const char *digits;
    } bases[] = {{"0x", "0123456789abcdefABCDEF_"}, {"0o", "01234567_"}, {"0b", "01_"}};

    for (size_t i = 0; i < ARRAY_SIZE(bases); i++) {
        size_t len =
            str_starts_with(text, bases[i].mark) ? digits_at(text + 2, bases[i].digits) : 0;
        if (len > 0 && text[2 + len] == '\0')
            return true;
    }
    return false;
}

static bool is_decimal(const char *at)
{
    size_t whole = digits_at(at, "0123456789_");
    size_t fraction = 0;

    if (*at == '_')
        return false;
    at += whole;
    if (*at == '.') {
        fraction = digits_at(at + 1, "0123456789_");
        at += 1 + fraction;
    }
    if (whole + fraction == 0)
        return false;
    if (*at != 'e' && *at != 'E')
        return *at == '\0';
    at++;
    at += *at == '+' || *at == '-';
    size_t exponent = digits_at(at, "0123456789");
    return exponent > 0 && at[exponent] == '\0';
}

static bool is_number(const struct yaml_node *node)
{
    const char *text = node->text;

    if (node->kind != YAML_KIND_SCALAR || !node->plain)
        return false;
    text += *text == '+' || *text == '-';
    return is_decimal(text) || is_other_base(text) || strcasecmp(text, ".inf") == 0 ||
           strcasecmp(node->text, ".nan") == 0;
}

const char *yaml_string(const struct yaml_node *node)
{
    bool truth = false;

    if (yaml_bool(node, &truth) == 0 || is_number(node))
        return NULL;
    return yaml_text(node);
}

// A number in JSON's form; one of another form stays a text.
static json_t *number_to_json(const char *text)
{
    json_t *number = json_loads(text, JSON_DECODE_ANY, NULL);

    return json_is_number(number) ? number : json_string(text);
}

static json_t *scalar_to_json(const struct yaml_node *node)
{
    bool truth = false;

    if (yaml_text(node) == NULL)
        return json_null();
    if (yaml_bool(node, &truth) == 0)
        return json_boolean(truth);
    return is_number(node) ? number_to_json(node->text) : json_string(node->text);
}

static json_t *sequence_to_json(const struct yaml_node *node)
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

static json_t *mapping_to_json(const struct yaml_node *node)
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
        return scalar_to_json(node);
    case YAML_KIND_SEQUENCE:
        return sequence_to_json(node);
    case YAML_KIND_MAPPING:
        return mapping_to_json(node);
    }
    return json_null();
}
