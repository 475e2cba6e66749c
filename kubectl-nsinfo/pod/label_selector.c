// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/pod/label_selector.h"

#include "common/base/text.h"
#include "common/base/text_list.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"

static int refuse(struct error *err, const char *what)
{
    return error_set(err, ERROR_BAD_REPLY, "%s", what);
}

static void add_separator(struct strbuf *buf)
{
    if (buf->len > 0)
        strbuf_add_char(buf, ',');
}

static int compare_texts(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int label_map_add(const json_t *object, const char *key, struct strbuf *buf, struct error *err)
{
    CLEANUP_TEXT_LIST struct text_list texts = {0};
    json_t *labels = json_object_get(object, key);
    const char *name = NULL;
    json_t *value = NULL;

    if (labels == NULL || json_is_null(labels))
        return 0;
    if (!json_is_object(labels))
        return error_set(err, ERROR_BAD_REPLY, "field \"%s\" is not an object", key);
    json_object_foreach(labels, name, value)
    {
        CLEANUP_FREE char *text = NULL;
        if (!json_is_string(value))
            return error_set(err, ERROR_BAD_REPLY, "label \"%s\" is not a string", name);
        text = xasprintf("%s=%s", name, json_string_value(value));
        text_list_add(&texts, text);
    }
    if (texts.count > 0)
        qsort(texts.items, texts.count, sizeof(*texts.items), compare_texts);
    for (size_t i = 0; i < texts.count; i++) {
        add_separator(buf);
        strbuf_add_text(buf, texts.items[i]);
    }
    return 0;
}

// "(front,back)"
static int add_values(const json_t *expression, struct strbuf *buf, struct error *err)
{
    const json_t *values = NULL;

    if (json_get_array(expression, "values", &values, err) < 0)
        return -1;
    if (json_array_size(values) == 0)
        return refuse(err, "an expression has no values");
    for (size_t i = 0; i < json_array_size(values); i++) {
        const char *value = json_string_value(json_array_get(values, i));
        if (value == NULL)
            return refuse(err, "a value is not a string");
        strbuf_add_format(buf, "%s%s", i == 0 ? "(" : ",", value);
    }
    strbuf_add_char(buf, ')');
    return 0;
}

static int add_expression(const json_t *expression, struct strbuf *buf, struct error *err)
{
    const char *key = NULL;
    const char *relation = NULL;

    if (json_get_text(expression, "key", &key, err) < 0 ||
        json_get_text(expression, "operator", &relation, err) < 0)
        return -1;
    if (key == NULL || relation == NULL)
        return refuse(err, "an expression lacks its key or its operator");
    add_separator(buf);
    if (str_eq(relation, "Exists") || str_eq(relation, "DoesNotExist")) {
        strbuf_add_format(buf, "%s%s", str_eq(relation, "Exists") ? "" : "!", key);
        return 0;
    }
    if (!str_eq(relation, "In") && !str_eq(relation, "NotIn"))
        return error_set(err, ERROR_BAD_REPLY, "operator \"%s\" is not known", relation);
    strbuf_add_format(buf, "%s %s ", key, str_eq(relation, "In") ? "in" : "notin");
    return add_values(expression, buf, err);
}

int label_selector_add(const json_t *object, const char *key, struct strbuf *buf, struct error *err)
{
    const json_t *selector = NULL;
    const json_t *expressions = NULL;

    if (json_get_object(object, key, &selector, err) < 0)
        return -1;
    if (selector == NULL)
        return 0;
    if (label_map_add(selector, "matchLabels", buf, err) < 0 ||
        json_get_array(selector, "matchExpressions", &expressions, err) < 0)
        return -1;
    for (size_t i = 0; i < json_array_size(expressions); i++)
        if (add_expression(json_array_get(expressions, i), buf, err) < 0)
            return -1;
    return 0;
}
