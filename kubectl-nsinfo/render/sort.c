// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/sort.h"

#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/render/document.h"
#include "kubectl-nsinfo/render/jsonpath.h"

struct sort_order {
    char *template;
    struct jsonpath *path;
};

// A pod's place in the list, and what it is sorted by.
struct sort_key {
    json_t *value; // NULL: it has none
    size_t place;
};

struct sort_keys {
    struct sort_key *items;
    size_t count;
};

static void sort_keys_release(struct sort_keys *keys)
{
    for (size_t i = 0; i < keys->count; i++)
        json_decref(keys->items[i].value);
    free(keys->items);
}

void sort_order_free(struct sort_order **order)
{
    if (*order == NULL)
        return;
    jsonpath_free(&(*order)->path);
    free((*order)->template);
    free(*order);
    *order = NULL;
}

int sort_order_parse(const char *text, struct sort_order **ret, struct error *err)
{
    CLEANUP_SORT_ORDER struct sort_order *order = xcalloc(1, sizeof(*order));

    if (jsonpath_relaxed(text, &order->template, err) < 0 ||
        jsonpath_parse(order->template, &order->path, err) < 0)
        return -1;
    *ret = steal(&order);
    return 0;
}

static int order_of(double a, double b)
{
    return a < b ? -1 : a > b;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// The digits at a and b as numbers of any length: whose is smaller. Both are moved behind them.
static int compare_digits(const char **a, const char **b)
{
    *a += strspn(*a, "0");
    *b += strspn(*b, "0");
    size_t a_len = strspn(*a, "0123456789");
    size_t b_len = strspn(*b, "0123456789");
    int order = a_len == b_len ? strncmp(*a, *b, a_len) : a_len < b_len ? -1 : 1;
    *a += a_len;
    *b += b_len;
    return order;
}

// "web-9" comes before "web-10".
static int compare_texts(const char *a, const char *b)
{
    const char *a_begin = a;
    const char *b_begin = b;

    while (*a != '\0' && *b != '\0') {
        int order = 0;
        if (is_digit(*a) && is_digit(*b))
            order = compare_digits(&a, &b);
        else
            order = (unsigned char)*a++ - (unsigned char)*b++;
        if (order != 0)
            return order;
    }
    if (*a != *b)
        return *a == '\0' ? -1 : 1;
    return strcmp(a_begin, b_begin);
}

static int compare_keys(const void *left, const void *right)
{
    const struct sort_key *a = left;
    const struct sort_key *b = right;
    int order = 0;

    if (a->value == NULL || b->value == NULL)
        order = (a->value != NULL) - (b->value != NULL);
    else if (json_is_string(a->value))
        order = compare_texts(json_string_value(a->value), json_string_value(b->value));
    else
        order = order_of(json_number_value(a->value), json_number_value(b->value));
    return order != 0 ? order : a->place < b->place ? -1 : 1;
}

static int find_key(const struct sort_order *order, const struct pod_report *pod,
                    struct jsonpath_budget *budget, struct sort_key *key, struct error *err)
{
    CLEANUP_JSON_VALUES struct json_values values = {0};
    CLEANUP_JSON json_t *tree = document_item_new(pod);

    if (jsonpath_find(order->path, tree, budget, &values, err) < 0)
        return -1;
    if (values.count > 0 && !json_is_null(values.items[0]))
        key->value = json_incref(values.items[0]);
    return 0;
}

// Numbers can be compared with numbers, and texts with texts.
static int check_keys(const struct sort_order *order, const struct sort_keys *keys,
                      struct error *err)
{
    size_t numbers = 0;
    size_t texts = 0;
    size_t others = 0;

    for (size_t i = 0; i < keys->count; i++) {
        const json_t *value = keys->items[i].value;
        if (value == NULL)
            continue;
        numbers += json_is_number(value);
        texts += json_is_string(value);
        others += !json_is_number(value) && !json_is_string(value);
    }
    if (numbers + texts + others == 0 && keys->count > 0)
        return error_set(err, ERROR_BAD_REQUEST,
                         "couldn't find any field with path \"%s\" in the list of objects",
                         order->template);
    if (numbers + texts + others > 1 && (others > 0 || (numbers > 0 && texts > 0)))
        return error_set(err, ERROR_BAD_REQUEST,
                         "field %s is an unsortable type: neither numbers nor texts in all objects",
                         order->template);
    return 0;
}

int sort_reports(const struct sort_order *order, struct pod_report_list *list, struct error *err)
{
    CLEANUP(sort_keys_release)
    struct sort_keys keys = {xcalloc(list->count, sizeof(*keys.items)), list->count};
    struct jsonpath_budget budget = JSONPATH_BUDGET;

    for (size_t i = 0; i < list->count; i++) {
        keys.items[i].place = i;
        if (find_key(order, &list->items[i], &budget, &keys.items[i], err) < 0)
            return -1;
    }
    if (check_keys(order, &keys, err) < 0)
        return -1;
    if (list->count < 2)
        return 0;
    qsort(keys.items, keys.count, sizeof(*keys.items), compare_keys);
    struct pod_report *sorted = xcalloc(list->capacity, sizeof(*sorted));
    for (size_t i = 0; i < list->count; i++)
        sorted[i] = list->items[keys.items[i].place];
    free(list->items);
    list->items = sorted;
    return 0;
}
