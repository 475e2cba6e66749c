// SPDX-License-Identifier: Apache-2.0
#include "common/model/json_get.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"

void json_release(json_t **json)
{
    json_decref(*json);
    *json = NULL;
}

int json_parse(const char *text, size_t len, json_t **ret, struct error *err)
{
    json_error_t at = {0};
    json_t *json = json_loadb(text, len, JSON_ALLOW_NUL, &at);

    if (json == NULL) {
        CLEANUP_STRBUF struct strbuf why = {0};
        text_add_escaped(&why, at.text);
        return error_set(err, ERROR_BAD_REPLY, "not JSON: line %d, column %d: %s", at.line,
                         at.column, strbuf_text(&why));
    }
    *ret = json;
    return 0;
}

// The value if it is there, of the type or NULL; an error if it is of another.
static int get(const json_t *object, const char *key, bool (*is_type)(const json_t *),
               const char *type, const json_t **ret, struct error *err)
{
    const json_t *value = json_object_get(object, key);

    if (value == NULL || json_is_null(value)) {
        *ret = NULL;
        return 0;
    }
    if (!is_type(value))
        return error_set(err, ERROR_BAD_REPLY, "field \"%s\" is not %s", key, type);
    *ret = value;
    return 0;
}

static bool is_text(const json_t *value)
{
    return json_is_string(value);
}

static bool is_object(const json_t *value)
{
    return json_is_object(value);
}

static bool is_array(const json_t *value)
{
    return json_is_array(value);
}

static bool is_number(const json_t *value)
{
    return json_is_number(value);
}

static bool is_u64(const json_t *value)
{
    return json_is_integer(value) && json_integer_value(value) >= 0;
}

static bool is_bool(const json_t *value)
{
    return json_is_boolean(value);
}

int json_get_text(const json_t *object, const char *key, const char **ret, struct error *err)
{
    const json_t *value = NULL;

    if (get(object, key, is_text, "a string", &value, err) < 0)
        return -1;
    *ret = value == NULL ? NULL : json_string_value(value);
    return 0;
}

int json_get_object(const json_t *object, const char *key, const json_t **ret, struct error *err)
{
    return get(object, key, is_object, "an object", ret, err);
}

int json_get_array(const json_t *object, const char *key, const json_t **ret, struct error *err)
{
    return get(object, key, is_array, "an array", ret, err);
}

int json_get_u64(const json_t *object, const char *key, uint64_t *ret, struct error *err)
{
    const json_t *value = NULL;

    if (get(object, key, is_u64, "a whole number from 0", &value, err) < 0)
        return -1;
    if (value != NULL)
        *ret = (uint64_t)json_integer_value(value);
    return 0;
}

int json_get_double(const json_t *object, const char *key, double *ret, struct error *err)
{
    const json_t *value = NULL;

    if (get(object, key, is_number, "a number", &value, err) < 0)
        return -1;
    if (value != NULL)
        *ret = json_number_value(value);
    return 0;
}

int json_get_bool(const json_t *object, const char *key, bool *ret, struct error *err)
{
    const json_t *value = NULL;

    if (get(object, key, is_bool, "true or false", &value, err) < 0)
        return -1;
    if (value != NULL)
        *ret = json_boolean_value(value);
    return 0;
}

int json_get_time(const json_t *object, const char *key, int64_t *ret, struct error *err)
{
    const char *text = NULL;

    if (json_get_text(object, key, &text, err) < 0)
        return -1;
    if (text != NULL && time_parse(text, ret) < 0)
        return error_set(err, ERROR_BAD_REPLY, "field \"%s\" is not a time", key);
    return 0;
}

const char *json_text_or_empty(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text == NULL ? "" : text;
}

int json_require_text(const json_t *object, const char *key, char **ret, struct error *err)
{
    const char *text = NULL;

    if (json_get_text(object, key, &text, err) < 0)
        return -1;
    if (text == NULL)
        return error_set(err, ERROR_BAD_REPLY, "field \"%s\" is missing", key);
    *ret = xstrdup(text);
    return 0;
}

int json_require_fields(const json_t *object, const char *const *keys, size_t count,
                        struct error *err)
{
    for (size_t i = 0; i < count; i++) {
        const json_t *value = json_object_get(object, keys[i]);
        if (value == NULL || json_is_null(value))
            return error_set(err, ERROR_BAD_REPLY, "field \"%s\" is missing", keys[i]);
    }
    return 0;
}
