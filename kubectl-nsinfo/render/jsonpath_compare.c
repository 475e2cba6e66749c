// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "kubectl-nsinfo/render/jsonpath_steps.h"

// The operators, each by the orders of two values that it holds for.
enum { LESS = 1, EQUAL = 2, GREATER = 4 };

static const struct {
    const char *name;
    int orders;
} operators[] = {
    {"==", EQUAL},  {"!=", LESS | GREATER}, {"<", LESS},
    {">", GREATER}, {"<=", LESS | EQUAL},   {">=", GREATER | EQUAL},
};

static int sign(int order)
{
    return order < 0 ? LESS : order > 0 ? GREATER : EQUAL;
}

static int order_numbers(const json_t *left, const json_t *right)
{
    if (json_is_integer(left) && json_is_integer(right)) {
        json_int_t a = json_integer_value(left);
        json_int_t b = json_integer_value(right);
        return a < b ? LESS : a > b ? GREATER : EQUAL;
    }
    double a = json_number_value(left);
    double b = json_number_value(right);
    return a < b ? LESS : a > b ? GREATER : EQUAL;
}

static bool is_basic(const json_t *value)
{
    return json_is_string(value) || json_is_number(value) || json_is_boolean(value);
}

int jsonpath_compare(const json_t *left, const char *operator, const json_t * right, bool *ret,
                     struct error *err)
{
    int wanted = 0;
    int order = 0;

    for (size_t i = 0; i < ARRAY_SIZE(operators); i++)
        if (str_eq(operators[i].name, operator))
            wanted = operators[i].orders;
    if (wanted == 0)
        return error_set(err, ERROR_BAD_REQUEST, "unrecognized filter operator %s", operator);
    bool ordered = wanted != EQUAL && wanted != (LESS | GREATER);
    if (!is_basic(left) || !is_basic(right) || (ordered && json_is_boolean(left)))
        return error_set(err, ERROR_BAD_REQUEST, "invalid type for comparison");
    if (json_is_number(left) && json_is_number(right))
        order = order_numbers(left, right);
    else if (json_is_string(left) && json_is_string(right))
        order = sign(strcmp(json_string_value(left), json_string_value(right)));
    else if (json_is_boolean(left) && json_is_boolean(right))
        order = json_is_true(left) == json_is_true(right) ? EQUAL : LESS;
    else
        return error_set(err, ERROR_BAD_REQUEST, "incompatible types for comparison");
    *ret = (wanted & order) != 0;
    return 0;
}
