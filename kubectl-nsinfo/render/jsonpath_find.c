// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/render/jsonpath_steps.h"

// A template that is being followed.
struct walk {
    const struct jsonpath *path;
    struct jsonpath_budget *budget;
    jsonpath_visitor *visit;
    void *context;
    size_t ranges; // that it is in
};

enum { BYTES_A_VISIT = 64 }; // of names and texts that are looked at byte by byte

static int follow_chain(struct walk *walk, const struct chain *chain, const struct json_values *in,
                        struct json_values *ret, struct error *err);
static int follow_actions(struct walk *walk, size_t first, json_t *current, struct error *err);

void json_values_add(struct json_values *values, json_t *value)
{
    values->items = xgrow(values->items, &values->capacity, values->count + 1, sizeof(json_t *));
    values->items[values->count++] = value;
}

void json_values_release(struct json_values *values)
{
    free(values->items);
    *values = (struct json_values){0};
}

// Every piece of work is counted before it is done, or where that is how it is known, right after.
static int count_visits(struct walk *walk, size_t count, struct error *err)
{
    struct jsonpath_budget *budget = walk->budget;

    budget->visits += count;
    if (budget->visits > budget->visits_max)
        return error_set(err, ERROR_TOO_LARGE, "the template looks at more than %zu values",
                         budget->visits_max);
    return 0;
}

int jsonpath_check_values(const struct jsonpath_budget *budget, const struct json_values *values,
                          struct error *err)
{
    if (values->count > budget->values_max)
        return error_set(err, ERROR_TOO_LARGE, "the template comes to more than %zu values",
                         budget->values_max);
    return 0;
}

// Go's name of a value's type, as kubectl decodes JSON.
static const char *type_name(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        return "map[string]interface {}";
    case JSON_ARRAY:
        return "[]interface {}";
    case JSON_STRING:
        return "string";
    case JSON_INTEGER:
        return "int64";
    case JSON_REAL:
        return "float64";
    case JSON_TRUE:
    case JSON_FALSE:
        return "bool";
    case JSON_NULL:
        break;
    }
    return "<nil>";
}

static int follow_field(struct walk *walk, const struct step *step, json_t *value,
                        struct json_values *ret, struct error *err)
{
    json_t *member = json_object_get(value, step->name);

    if (count_visits(walk, strlen(step->name) / BYTES_A_VISIT, err) < 0)
        return -1;
    if (member != NULL)
        json_values_add(ret, member);
    return 0;
}

static void add_children(json_t *value, struct json_values *ret)
{
    const char *key = NULL;
    json_t *child = NULL;
    size_t i = 0;

    json_object_foreach(value, key, child)
    {
        json_values_add(ret, child);
    }
    json_array_foreach(value, i, child)
    {
        json_values_add(ret, child);
    }
}

static int follow_wildcard(struct walk *walk, const struct step *step, json_t *value,
                           struct json_values *ret, struct error *err)
{
    (void)walk;
    (void)step;
    (void)err;
    add_children(value, ret);
    return 0;
}

// The value and all below it that has something below it, or is a text.
static int follow_recursive(struct walk *walk, const struct step *step, json_t *value,
                            struct json_values *ret, struct error *err)
{
    CLEANUP_JSON_VALUES struct json_values children = {0};

    if (count_visits(walk, 1, err) < 0)
        return -1;
    if (json_string_length(value) > 0)
        json_values_add(ret, value);
    add_children(value, &children);
    if (children.count > 0)
        json_values_add(ret, value);
    for (size_t i = 0; i < children.count; i++)
        if (follow_recursive(walk, step, children.items[i], ret, err) < 0)
            return -1;
    return 0;
}

static int refuse_index(int64_t index, int64_t len, struct error *err)
{
    return error_set(err, ERROR_BAD_REQUEST, "array index out of bounds: index %lld, length %lld",
                     (long long)index, (long long)len);
}

static int follow_slice(struct walk *walk, const struct step *step, json_t *value,
                        struct json_values *ret, struct error *err)
{
    int64_t len = (int64_t)json_array_size(value);
    int64_t from = step->from.value < 0 ? step->from.value + len : step->from.value;
    int64_t to = step->to.known ? step->to.value : len;
    int64_t by = step->by.known ? step->by.value : 1;

    (void)walk;
    if (json_is_null(value))
        return 0;
    if (!json_is_array(value))
        return error_set(err, ERROR_BAD_REQUEST, "%s is not array or slice", type_name(value));
    // [-1] ends with the last.
    if (to < 0 || (to == 0 && step->single))
        to += len;
    if (from == to)
        return 0;
    if (from < 0 || from >= len)
        return refuse_index(from, len, err);
    if (to < 0 || to > len)
        return refuse_index(to - 1, len, err);
    if (from > to)
        return error_set(err, ERROR_BAD_REQUEST,
                         "starting index %lld is greater than ending index %lld", (long long)from,
                         (long long)to);
    if (by <= 0)
        return error_set(err, ERROR_BAD_REQUEST, "step must be > 0");
    for (int64_t i = from; i < to; i += by)
        json_values_add(ret, json_array_get(value, (size_t)i));
    return 0;
}

// Whether a filter lets a value through; of a side that is not there, it does not.
static int passes(struct walk *walk, const struct step *step, json_t *value, bool *ret,
                  struct error *err)
{
    CLEANUP_JSON_VALUES struct json_values left = {0};
    CLEANUP_JSON_VALUES struct json_values right = {0};
    const struct json_values in = {&value, 1, 1};

    *ret = false;
    if (follow_chain(walk, &step->chains[0], &in, &left, err) < 0)
        return -1;
    if (step->name == NULL || left.count == 0) {
        *ret = left.count > 0;
        return 0;
    }
    if (left.count == 1 && follow_chain(walk, &step->chains[1], &in, &right, err) < 0)
        return -1;
    if (left.count > 1 || right.count > 1)
        return error_set(err, ERROR_BAD_REQUEST, "can only compare one element at a time");
    if (right.count == 0)
        return 0;
    if (count_visits(walk, json_string_length(right.items[0]) / BYTES_A_VISIT, err) < 0)
        return -1;
    return jsonpath_compare(left.items[0], step->name, right.items[0], ret, err);
}

static int follow_filter(struct walk *walk, const struct step *step, json_t *value,
                         struct json_values *ret, struct error *err)
{
    json_t *item = NULL;
    size_t i = 0;

    if (!json_is_array(value)) {
        CLEANUP_STRBUF struct strbuf text = {0};
        json_add_go(&text, value);
        return error_set(err, ERROR_BAD_REQUEST, "%s is not array or slice and cannot be filtered",
                         strbuf_text(&text));
    }
    json_array_foreach(value, i, item)
    {
        bool passed = false;
        if (passes(walk, step, item, &passed, err) < 0)
            return -1;
        if (passed)
            json_values_add(ret, item);
    }
    return 0;
}

static int follow_literal(struct walk *walk, const struct step *step, json_t *value,
                          struct json_values *ret, struct error *err)
{
    (void)walk;
    (void)value;
    (void)err;
    json_values_add(ret, step->literal);
    return 0;
}

// A step that looks at one value at a time.
static int follow_each(struct walk *walk, const struct step *step, const struct json_values *in,
                       struct json_values *ret, struct error *err)
{
    static int (*const follow[])(struct walk * walk, const struct step *step, json_t *value,
                                 struct json_values *ret, struct error *err) = {
        [STEP_FIELD] = follow_field,         [STEP_WILDCARD] = follow_wildcard,
        [STEP_RECURSIVE] = follow_recursive, [STEP_SLICE] = follow_slice,
        [STEP_FILTER] = follow_filter,       [STEP_LITERAL] = follow_literal,
    };

    for (size_t i = 0; i < in->count; i++)
        if (follow[step->kind](walk, step, in->items[i], ret, err) < 0 ||
            jsonpath_check_values(walk->budget, ret, err) < 0)
            return -1;
    return 0;
}

static int follow_union(struct walk *walk, const struct step *step, const struct json_values *in,
                        struct json_values *ret, struct error *err)
{
    for (size_t i = 0; i < step->chain_count; i++) {
        CLEANUP_JSON_VALUES struct json_values found = {0};
        if (follow_chain(walk, &step->chains[i], in, &found, err) < 0)
            return -1;
        for (size_t k = 0; k < found.count; k++)
            json_values_add(ret, found.items[k]);
        if (jsonpath_check_values(walk->budget, ret, err) < 0)
            return -1;
    }
    return 0;
}

static int follow_word(struct walk *walk, const struct step *step, const struct json_values *in,
                       struct json_values *ret, struct error *err)
{
    if (str_eq(step->name, "end"))
        return walk->ranges > 0 ? 0
                                : error_set(err, ERROR_BAD_REQUEST, "not in range, nothing to end");
    if (!str_eq(step->name, "range"))
        return error_set(err, ERROR_BAD_REQUEST, "unrecognized identifier %s", step->name);
    for (size_t i = 0; i < in->count; i++)
        json_values_add(ret, in->items[i]);
    return 0;
}

// A text is the same whatever there is.
static int follow_step(struct walk *walk, const struct step *step, const struct json_values *in,
                       struct json_values *ret, struct error *err)
{
    if (step->kind == STEP_UNION)
        return follow_union(walk, step, in, ret, err);
    if (step->kind == STEP_WORD)
        return follow_word(walk, step, in, ret, err);
    if (step->kind == STEP_LITERAL && json_is_string(step->literal))
        return follow_literal(walk, step, NULL, ret, err);
    return follow_each(walk, step, in, ret, err);
}

static int follow_chain(struct walk *walk, const struct chain *chain, const struct json_values *in,
                        struct json_values *ret, struct error *err)
{
    CLEANUP_JSON_VALUES struct json_values values = {0};

    if (count_visits(walk, 1 + in->count, err) < 0)
        return -1;
    for (size_t i = 0; i < in->count; i++)
        json_values_add(&values, in->items[i]);
    for (size_t i = 0; i < chain->count; i++) {
        CLEANUP_JSON_VALUES struct json_values next = {0};
        if (count_visits(walk, 1 + values.count, err) < 0 ||
            follow_step(walk, &chain->steps[i], &values, &next, err) < 0 ||
            count_visits(walk, next.count, err) < 0)
            return -1;
        json_values_release(&values);
        values = next;
        next = (struct json_values){0};
    }
    *ret = values;
    values = (struct json_values){0};
    return 0;
}

// The index of the action that ends the range which the one at `start` begins; the count if none.
static size_t find_end(const struct jsonpath *path, size_t start)
{
    size_t depth = 0;

    for (size_t i = start; i < path->count; i++) {
        if (chain_has_word(&path->actions[i], "range"))
            depth++;
        else if (chain_has_word(&path->actions[i], "end") && --depth == 0)
            return i;
    }
    return path->count;
}

// The actions behind the one at `start`, for each of the values in turn, and then on behind the end
// of the range; without one, as kubectl does, on with what was repeated.
static int follow_range(struct walk *walk, size_t *at, const struct json_values *values,
                        struct error *err)
{
    size_t end = find_end(walk->path, *at);

    if (count_visits(walk, end - *at, err) < 0)
        return -1;
    if (walk->ranges == LIMIT_JSONPATH_RANGES_COUNT)
        return error_set(err, ERROR_TOO_LARGE, "more than %d ranges stand in one another",
                         LIMIT_JSONPATH_RANGES_COUNT);
    walk->ranges++;
    for (size_t i = 0; i < values->count; i++)
        if (follow_actions(walk, *at + 1, values->items[i], err) < 0)
            return -1;
    walk->ranges--;
    if (end < walk->path->count)
        *at = end;
    return 0;
}

// The actions from `first` on, to the end of the range that they are in.
static int follow_actions(struct walk *walk, size_t first, json_t *current, struct error *err)
{
    const struct json_values in = {&current, 1, 1};

    for (size_t i = first; i < walk->path->count; i++) {
        CLEANUP_JSON_VALUES struct json_values values = {0};
        const struct chain *action = &walk->path->actions[i];

        if (follow_chain(walk, action, &in, &values, err) < 0)
            return -1;
        if (chain_has_word(action, "end"))
            return 0;
        int rc = chain_has_word(action, "range") ? follow_range(walk, &i, &values, err)
                                                 : walk->visit(walk->context, action, &values, err);
        if (rc < 0)
            return -1;
    }
    return 0;
}

int jsonpath_follow(const struct jsonpath *path, json_t *tree, struct jsonpath_budget *budget,
                    jsonpath_visitor *visit, void *context, struct error *err)
{
    struct walk walk = {.path = path, .budget = budget, .visit = visit, .context = context};

    return follow_actions(&walk, 0, tree, err);
}

struct collection {
    const struct jsonpath_budget *budget;
    struct json_values found;
};

static int collect(void *context, const struct chain *action, const struct json_values *values,
                   struct error *err)
{
    struct collection *all = context;

    (void)action;
    for (size_t i = 0; i < values->count; i++)
        json_values_add(&all->found, values->items[i]);
    return jsonpath_check_values(all->budget, &all->found, err);
}

int jsonpath_find(const struct jsonpath *path, json_t *tree, struct jsonpath_budget *budget,
                  struct json_values *ret, struct error *err)
{
    struct collection all = {.budget = budget};

    if (jsonpath_follow(path, tree, budget, collect, &all, err) < 0) {
        json_values_release(&all.found);
        return -1;
    }
    *ret = all.found;
    return 0;
}
