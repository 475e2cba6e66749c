// SPDX-License-Identifier: Apache-2.0
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "common/model/json_put.h"
#include "kubectl-nsinfo/render/jsonpath_steps.h"

enum { PRECISION = 12 }; // of the numbers of -o json

static void add_scalar(struct strbuf *out, const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_STRING:
        strbuf_add(out, json_string_value(value), json_string_length(value));
        break;
    case JSON_INTEGER:
        strbuf_add_format(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
        break;
    case JSON_REAL:
        strbuf_add_format(out, "%.*g", PRECISION, json_real_value(value));
        break;
    case JSON_TRUE:
    case JSON_FALSE:
        strbuf_add_text(out, json_is_true(value) ? "true" : "false");
        break;
    case JSON_OBJECT:
    case JSON_ARRAY:
    case JSON_NULL:
        strbuf_add_text(out, "<nil>");
        break;
    }
}

static int compare_keys(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// The keys of an object in the order of the alphabet; the array is the caller's to free.
static const char **sorted_keys(json_t *object)
{
    const char **keys = xcalloc(json_object_size(object) + 1, sizeof(*keys));
    const char *key = NULL;
    json_t *member = NULL;
    size_t count = 0;

    json_object_foreach(object, key, member)
    {
        keys[count++] = key;
    }
    if (count > 0)
        qsort(keys, count, sizeof(*keys), compare_keys);
    return keys;
}

static void add_go_map(struct strbuf *out, json_t *object)
{
    CLEANUP_FREE const char **keys = sorted_keys(object);

    strbuf_add_text(out, "map[");
    for (size_t i = 0; keys[i] != NULL; i++) {
        strbuf_add_format(out, "%s%s:", i == 0 ? "" : " ", keys[i]);
        json_add_go(out, json_object_get(object, keys[i]));
    }
    strbuf_add_char(out, ']');
}

void json_add_go(struct strbuf *out, json_t *value)
{
    json_t *item = NULL;
    size_t i = 0;

    if (json_is_object(value)) {
        add_go_map(out, value);
        return;
    }
    if (!json_is_array(value)) {
        add_scalar(out, value);
        return;
    }
    strbuf_add_char(out, '[');
    json_array_foreach(value, i, item)
    {
        strbuf_add_text(out, i == 0 ? "" : " ");
        json_add_go(out, item);
    }
    strbuf_add_char(out, ']');
}

struct print {
    unsigned int form;
    struct jsonpath_budget *budget;
    struct strbuf out;
};

// Nothing is dumped any more that would not fit.
static int add_piece(const char *bytes, size_t len, void *text)
{
    struct strbuf *buf = text;

    strbuf_add(buf, bytes, len);
    return buf->exceeded ? -1 : 0;
}

// As Go's encoding/json has it: members in the order of the alphabet.
static void print_json(struct print *print, const json_t *value, size_t layout)
{
    CLEANUP_STRBUF struct strbuf text = STRBUF_LIMITED(print->out.limit - print->out.len + 1);
    size_t flags = layout | JSON_SORT_KEYS | JSON_REAL_PRECISION(PRECISION) | JSON_ENCODE_ANY;

    if ((print->form & JSONPATH_TERMINAL) != 0)
        json_add_dump(&text, value, flags);
    else
        (void)!json_dump_callback(value, add_piece, &text, flags);
    print->out.exceeded |= text.exceeded;
    // Only within texts do they occur, where Go escapes them for HTML's sake.
    for (const char *at = strbuf_text(&text); *at != '\0';) {
        size_t len = strcspn(at, "<>&");

        strbuf_add(&print->out, at, len);
        at += len;
        if (*at != '\0')
            strbuf_add_format(&print->out, "\\u%04x", *at++);
    }
}

static void print_value(struct print *print, const json_t *value, bool raw)
{
    CLEANUP_STRBUF struct strbuf text = {0};

    if (json_is_object(value) || json_is_array(value) || json_is_null(value)) {
        print_json(print, value, JSON_COMPACT);
    } else if (raw) {
        add_scalar(&print->out, value);
    } else {
        add_scalar(&text, value);
        text_add_escaped(&print->out, strbuf_text(&text));
    }
}

static void print_array(struct print *print, const struct json_values *values)
{
    enum { INDENT = 4 };
    CLEANUP_JSON json_t *array = json_array();

    for (size_t i = 0; i < values->count; i++)
        json_array_append(array, values->items[i]);
    print_json(print, array, JSON_INDENT(INDENT));
    strbuf_add_char(&print->out, '\n');
}

static int print_values(void *context, const struct chain *action, const struct json_values *values,
                        struct error *err)
{
    struct print *print = context;
    bool of_template = action->count > 0 && action->steps[action->count - 1].kind == STEP_LITERAL;
    bool raw = of_template || (print->form & JSONPATH_TERMINAL) == 0;

    if ((print->form & JSONPATH_AS_JSON) != 0)
        print_array(print, values);
    else
        for (size_t i = 0; i < values->count && !print->out.exceeded; i++) {
            strbuf_add_text(&print->out, i == 0 ? "" : " ");
            print_value(print, values->items[i], raw);
        }
    return print->out.exceeded ? jsonpath_count_text(print->budget, &print->out, err) : 0;
}

// As Go quotes a text (%q), as far as a template has what is quoted.
static void add_quoted(struct strbuf *out, const char *text)
{
    strbuf_add_char(out, '"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            strbuf_add_char(out, '\\');
        if (*text == '\n' || *text == '\t')
            strbuf_add_text(out, *text == '\n' ? "\\n" : "\\t");
        else
            strbuf_add_char(out, *text);
    }
    strbuf_add_char(out, '"');
}

int jsonpath_count_text(struct jsonpath_budget *budget, const struct strbuf *text,
                        struct error *err)
{
    budget->text += text->len;
    if (text->exceeded || budget->text > budget->text_max)
        return error_set(err, ERROR_TOO_LARGE, "it comes to more than %zu bytes", budget->text_max);
    return 0;
}

int jsonpath_print(const struct jsonpath *path, json_t *tree, unsigned int form,
                   struct jsonpath_budget *budget, struct strbuf *out, struct error *err)
{
    CLEANUP_STRBUF struct strbuf quoted = {0};
    struct print print = {.form = form, .budget = budget, .out = STRBUF_LIMITED(budget->text_max)};
    int rc = jsonpath_follow(path, tree, budget, print_values, &print, err);

    if (rc == 0)
        rc = jsonpath_count_text(budget, &print.out, err);
    if (rc == 0) {
        strbuf_add(out, strbuf_text(&print.out), print.out.len);
    } else {
        add_quoted(&quoted, path->text);
        error_wrap(err, "error executing jsonpath %s: Error executing template",
                   strbuf_text(&quoted));
    }
    strbuf_release(&print.out);
    return rc;
}

int jsonpath_relaxed(const char *text, char **ret, struct error *err)
{
    size_t len = strlen(text);
    bool braces = len >= 2 && text[0] == '{' && text[len - 1] == '}';
    const char *begin = text + (braces ? 1 : 0);
    size_t rest = len - (braces ? 2 : 0);

    if (rest > 1 && *begin == '.') {
        begin++;
        rest--;
    }
    if (len > 0 && (rest == 0 || strcspn(begin, "{}") < rest))
        return error_set(err, ERROR_BAD_REQUEST,
                         "unexpected path string, expected a 'name1.name2' or '.name1.name2' or "
                         "'{name1.name2}' or '{.name1.name2}'");
    *ret = len == 0 ? xstrdup("") : xasprintf("{.%.*s}", (int)rest, begin);
    return 0;
}
