// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/custom_columns.h"

#include "common/base/table.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/render/jsonpath.h"

struct custom_column {
    char *heading;
    char *template;
    struct jsonpath *path;
};

struct custom_columns {
    struct custom_column *items;
    size_t count;
    size_t capacity;
};

static const char spaces[] = " \t\r\v\f";

void custom_columns_free(struct custom_columns **columns)
{
    if (*columns == NULL)
        return;
    for (size_t i = 0; i < (*columns)->count; i++) {
        free((*columns)->items[i].heading);
        free((*columns)->items[i].template);
        jsonpath_free(&(*columns)->items[i].path);
    }
    free((*columns)->items);
    free(*columns);
    *columns = NULL;
}

static int add_column(struct custom_columns *columns, const char *heading, size_t heading_len,
                      const char *path, struct error *err)
{
    columns->items =
        xgrow(columns->items, &columns->capacity, columns->count + 1, sizeof(*columns->items));
    struct custom_column *column = &columns->items[columns->count++];
    *column = (struct custom_column){.heading = xstrndup(heading, heading_len)};
    return jsonpath_relaxed(path, &column->template, err);
}

// When all columns are there: kubectl says what is wrong with those first.
static int parse_paths(struct custom_columns *columns, struct error *err)
{
    for (size_t i = 0; i < columns->count; i++)
        if (jsonpath_parse(columns->items[i].template, &columns->items[i].path, err) < 0)
            return -1;
    return 0;
}

int custom_columns_parse(const char *text, struct custom_columns **ret, struct error *err)
{
    CLEANUP_CUSTOM_COLUMNS struct custom_columns *columns = xcalloc(1, sizeof(*columns));

    for (const char *at = text; at != NULL;) {
        const char *comma = strchrnul(at, ',');
        CLEANUP_FREE char *part = xstrndup(at, (size_t)(comma - at));
        const char *colon = strchr(part, ':');

        if (colon == NULL)
            return error_set(err, ERROR_BAD_REQUEST,
                             "unexpected custom-columns spec: %s, expected "
                             "<header>:<json-path-expr>",
                             part);
        if (add_column(columns, part, (size_t)(colon - part), colon + 1, err) < 0)
            return -1;
        at = *comma == ',' ? comma + 1 : NULL;
    }
    if (parse_paths(columns, err) < 0)
        return -1;
    *ret = steal(&columns);
    return 0;
}

static size_t count_words(const char *line)
{
    size_t count = 0;

    for (line += strspn(line, spaces); *line != '\0'; line += strspn(line, spaces)) {
        line += strcspn(line, spaces);
        count++;
    }
    return count;
}

// A line at *at, which is moved behind it; NULL if there is none.
static char *take_line(const char **at)
{
    size_t len = strcspn(*at, "\n");

    if (**at == '\0')
        return NULL;
    char *line = xstrndup(*at, len);
    *at += len + ((*at)[len] == '\n' ? 1 : 0);
    return line;
}

static int refuse_file(const char *missing, struct error *err)
{
    return error_set(err, ERROR_BAD_REQUEST,
                     "invalid template, missing %s line. Expected format is one line of space "
                     "separated headers, one line of space separated column specs.",
                     missing);
}

int custom_columns_parse_file(const char *text, struct custom_columns **ret, struct error *err)
{
    CLEANUP_CUSTOM_COLUMNS struct custom_columns *columns = xcalloc(1, sizeof(*columns));
    CLEANUP_FREE char *headings = take_line(&text);
    CLEANUP_FREE char *paths = take_line(&text);

    if (headings == NULL || paths == NULL)
        return refuse_file(headings == NULL ? "header" : "spec", err);
    if (count_words(headings) != count_words(paths))
        return error_set(err, ERROR_BAD_REQUEST,
                         "number of headers (%zu) and field specifications (%zu) don't match",
                         count_words(headings), count_words(paths));
    const char *heading = headings + strspn(headings, spaces);
    const char *path = paths + strspn(paths, spaces);
    while (*heading != '\0') {
        size_t heading_len = strcspn(heading, spaces);
        size_t path_len = strcspn(path, spaces);
        CLEANUP_FREE char *word = xstrndup(path, path_len);

        if (add_column(columns, heading, heading_len, word, err) < 0)
            return -1;
        heading += heading_len + strspn(heading + heading_len, spaces);
        path += path_len + strspn(path + path_len, spaces);
    }
    if (parse_paths(columns, err) < 0)
        return -1;
    *ret = steal(&columns);
    return 0;
}

static int add_cell(const struct custom_column *column, json_t *item,
                    struct jsonpath_budget *budget, struct table *table, struct error *err)
{
    CLEANUP_JSON_VALUES struct json_values values = {0};
    CLEANUP_STRBUF struct strbuf cell = STRBUF_LIMITED(budget->text_max);

    if (jsonpath_find(column->path, item, budget, &values, err) < 0)
        return -1;
    for (size_t i = 0; i < values.count && !cell.exceeded; i++) {
        strbuf_add_text(&cell, i == 0 ? "" : ",");
        json_add_go(&cell, values.items[i]);
    }
    if (jsonpath_count_text(budget, &cell, err) < 0)
        return -1;
    table_add(table, values.count == 0 ? "<none>" : strbuf_text(&cell));
    return 0;
}

int custom_columns_print(const struct custom_columns *columns, json_t *tree,
                         const struct view_options *options, struct strbuf *out, struct error *err)
{
    CLEANUP_TABLE struct table table = {.columns = columns->count, .width = options->width};
    struct jsonpath_budget budget = JSONPATH_BUDGET;
    json_t *item = NULL;
    size_t i = 0;

    for (size_t k = 0; k < columns->count && !options->no_headers; k++)
        table_add(&table, columns->items[k].heading);
    json_array_foreach(json_object_get(tree, "items"), i, item)
    {
        for (size_t k = 0; k < columns->count; k++)
            if (add_cell(&columns->items[k], item, &budget, &table, err) < 0)
                return -1;
    }
    table_print(&table, out);
    return 0;
}
