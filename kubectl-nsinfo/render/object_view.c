// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/object_view.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "common/model/json_put.h"
#include "kubectl-nsinfo/render/document.h"
#include "kubectl-nsinfo/render/output_format.h"

struct object_format {
    const char *name;
    void (*add_tree)(json_t *tree, struct strbuf *out); // NULL: a line an object
    bool sorted;                                        // a List's own keys too
    bool bare;                                          // a line has the name alone
};

static const struct object_format plain = {.name = ""};

// In the order of the alphabet, as kubectl names them.
static const struct object_format formats[] = {
    {.name = "json", .add_tree = document_add_json},
    {.name = "name", .bare = true},
    {.name = "yaml", .add_tree = document_add_yaml, .sorted = true},
};

int object_format_find(const char *name, const struct object_format **ret, struct error *err)
{
    CLEANUP_STRBUF struct strbuf allowed = {0};

    if (name == NULL || name[0] == '\0') {
        *ret = &plain;
        return 0;
    }
    for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
        if (output_format_is(name, strlen(name), formats[i].name)) {
            *ret = &formats[i];
            return 0;
        }
        strbuf_add_format(&allowed, "%s%s", i == 0 ? "" : ",", formats[i].name);
    }
    return output_format_unknown(name, strbuf_text(&allowed), err);
}

bool object_format_is_document(const struct object_format *format)
{
    return format->add_tree != NULL;
}

// A copy with the keys of every object in the order of the alphabet, as kubectl prints them.
static json_t *sorted_new(json_t *value)
{
    CLEANUP_FREE char *text = json_dumps(value, JSON_SORT_KEYS | JSON_REAL_PRECISION(17));
    CLEANUP_ERROR struct error err = {0};
    json_t *sorted = NULL;

    if (text == NULL || json_parse(text, strlen(text), &sorted, &err) < 0)
        return json_incref(value);
    return sorted;
}

// Without what kubectl shows only when it is asked to.
static json_t *shown_new(json_t *object)
{
    json_t *shown = sorted_new(object);

    json_object_del(json_object_get(shown, "metadata"), "managedFields");
    return shown;
}

static json_t *list_new(const json_t *objects)
{
    json_t *list = json_object();
    json_t *items = json_array();

    for (size_t i = 0; i < json_array_size(objects); i++)
        json_array_append_new(items, shown_new(json_array_get(objects, i)));
    json_put_text(list, "kind", "List");
    json_put_text(list, "apiVersion", "v1");
    json_object_set_new(list, "metadata", json_object());
    json_object_set_new(list, "items", items);
    return list;
}

static void add_tree(const struct object_format *format, const json_t *objects, struct strbuf *out)
{
    CLEANUP_JSON json_t *tree =
        json_array_size(objects) == 1 ? shown_new(json_array_get(objects, 0)) : list_new(objects);
    CLEANUP_JSON json_t *sorted = format->sorted ? sorted_new(tree) : json_incref(tree);

    format->add_tree(sorted, out);
}

static void add_lines(const struct object_format *format, const json_t *objects, const char *done,
                      struct strbuf *out)
{
    for (size_t i = 0; i < json_array_size(objects); i++) {
        const json_t *metadata = json_object_get(json_array_get(objects, i), "metadata");
        const char *name = json_string_value(json_object_get(metadata, "name"));

        text_add_line(out, "pod/%s%s%s", name == NULL ? "" : name, format->bare ? "" : " ",
                      format->bare ? "" : done);
    }
}

void view_objects(const struct object_format *format, const json_t *objects, const char *done,
                  struct strbuf *out)
{
    if (format->add_tree != NULL)
        add_tree(format, objects, out);
    else
        add_lines(format, objects, done, out);
}
