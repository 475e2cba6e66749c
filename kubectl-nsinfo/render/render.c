// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/render.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "common/model/limits.h"
#include "kubectl-nsinfo/render/custom_columns.h"
#include "kubectl-nsinfo/render/document.h"
#include "kubectl-nsinfo/render/jsonpath.h"
#include "kubectl-nsinfo/render/output_format.h"
#include "kubectl-nsinfo/render/plan_view.h"

struct renderer {
    const struct format *format;
    struct jsonpath *path;
    struct custom_columns *columns;
};

typedef int tree_adder(const struct renderer *renderer, json_t *tree,
                       const struct view_options *options, struct strbuf *out, struct error *err);

struct format {
    const char *name;
    bool wide;
    const struct template_kind *template; // NULL: it has none
    bool in_file;                         // the template
    tree_adder *add_tree;                 // NULL: a table
    const char *separator;                // between one output and the next
};

struct template_kind {
    int (*take)(const char *text, struct renderer *renderer, struct error *err);
    const char *missing; // kubectl's words where there is none
    const char *read;    // and where its file cannot be read
};

static int take_jsonpath(const char *text, struct renderer *renderer, struct error *err)
{
    if (text[0] == '\0')
        return error_set(err, ERROR_BAD_REQUEST, "template format specified but no template given");
    if (jsonpath_parse(text, &renderer->path, err) == 0)
        return 0;
    CLEANUP_FREE char *cause = xstrdup(err->message);
    return error_set(err, ERROR_BAD_REQUEST, "error parsing jsonpath %s, %s", text, cause);
}

static int take_columns(const char *text, struct renderer *renderer, struct error *err)
{
    return renderer->format->in_file ? custom_columns_parse_file(text, &renderer->columns, err)
                                     : custom_columns_parse(text, &renderer->columns, err);
}

static int add_json(const struct renderer *renderer, json_t *tree,
                    const struct view_options *options, struct strbuf *out, struct error *err)
{
    (void)renderer;
    (void)options;
    (void)err;
    document_add_json(tree, out);
    return 0;
}

static int add_yaml(const struct renderer *renderer, json_t *tree,
                    const struct view_options *options, struct strbuf *out, struct error *err)
{
    (void)renderer;
    (void)options;
    (void)err;
    document_add_yaml(tree, out);
    return 0;
}

static int add_names(const struct renderer *renderer, json_t *tree,
                     const struct view_options *options, struct strbuf *out, struct error *err)
{
    (void)renderer;
    (void)options;
    (void)err;
    document_add_names(tree, out);
    return 0;
}

static int add_jsonpath(const struct renderer *renderer, json_t *tree,
                        const struct view_options *options, struct strbuf *out, struct error *err)
{
    struct jsonpath_budget budget = JSONPATH_BUDGET;

    return jsonpath_print(renderer->path, tree, options->terminal ? JSONPATH_TERMINAL : 0, &budget,
                          out, err);
}

static int add_jsonpath_json(const struct renderer *renderer, json_t *tree,
                             const struct view_options *options, struct strbuf *out,
                             struct error *err)
{
    struct jsonpath_budget budget = JSONPATH_BUDGET;
    unsigned int form = JSONPATH_AS_JSON | (options->terminal ? JSONPATH_TERMINAL : 0);

    return jsonpath_print(renderer->path, tree, form, &budget, out, err);
}

static int add_columns(const struct renderer *renderer, json_t *tree,
                       const struct view_options *options, struct strbuf *out, struct error *err)
{
    return custom_columns_print(renderer->columns, tree, options, out, err);
}

static const struct template_kind jsonpath = {
    take_jsonpath, "template format specified but no template given", "error reading --template"};
static const struct template_kind columns = {
    take_columns, "custom-columns format specified but no custom columns given",
    "error reading template"};

static const struct format plain = {"", false, NULL, false, NULL, "\n"};

// In the order of the alphabet, as kubectl names them.
static const struct format formats[] = {
    {"custom-columns", false, &columns, false, add_columns, "\n"},
    {"custom-columns-file", false, &columns, true, add_columns, "\n"},
    {"json", false, NULL, false, add_json, ""},
    {"jsonpath", false, &jsonpath, false, add_jsonpath, "\n"},
    {"jsonpath-as-json", false, &jsonpath, false, add_jsonpath_json, ""},
    {"jsonpath-file", false, &jsonpath, true, add_jsonpath, "\n"},
    {"name", false, NULL, false, add_names, ""},
    {"wide", true, NULL, false, NULL, "\n"},
    {"yaml", false, NULL, false, add_yaml, "---\n"},
};

// With "=" behind it comes a template.
static const struct format *find_format(const char *text)
{
    size_t len = strcspn(text, "=");

    for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
        if (output_format_is(text, len, formats[i].name) &&
            (text[len] == '\0' || formats[i].template != NULL))
            return &formats[i];
    return NULL;
}

static int refuse_format(const char *text, struct error *err)
{
    CLEANUP_STRBUF struct strbuf allowed = {0};

    for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
        strbuf_add_format(&allowed, "%s%s", i == 0 ? "" : ",", formats[i].name);
    return output_format_unknown(text, strbuf_text(&allowed), err);
}

// The error is in kubectl's words, as Go names it.
static int read_template(const struct template_kind *kind, const char *path, template_reader *read,
                         struct strbuf *ret, struct error *err)
{
    CLEANUP_STRBUF struct strbuf cause = {0};

    if (read(path, ret, err) == 0)
        return 0;
    if (err->sys_errno == 0) {
        strbuf_add_text(&cause, err->message);
    } else {
        strbuf_add_format(&cause, "open %s: ", path);
        text_add_uncapitalized(&cause, strerror(err->sys_errno));
    }
    return error_set(err, ERROR_BAD_REQUEST, "%s %s, %s", kind->read, path, strbuf_text(&cause));
}

static int take_template(struct renderer *renderer, const char *text, template_reader *read,
                         struct error *err)
{
    CLEANUP_STRBUF struct strbuf file = STRBUF_LIMITED(LIMIT_TEMPLATE);
    const struct template_kind *kind = renderer->format->template;

    if (text[0] == '\0')
        return error_set(err, ERROR_BAD_REQUEST, "%s", kind->missing);
    if (renderer->format->in_file && read_template(kind, text, read, &file, err) < 0)
        return -1;
    return kind->take(renderer->format->in_file ? strbuf_text(&file) : text, renderer, err);
}

int renderer_new(const char *format, template_reader *read, struct renderer **ret,
                 struct error *err)
{
    CLEANUP_RENDERER struct renderer *renderer = xcalloc(1, sizeof(*renderer));
    bool table = format == NULL || format[0] == '\0';

    renderer->format = table ? &plain : find_format(format);
    if (renderer->format == NULL)
        return refuse_format(format, err);
    if (renderer->format->template != NULL) {
        const char *equals = strchr(format, '=');
        if (take_template(renderer, equals == NULL ? "" : equals + 1, read, err) < 0)
            return -1;
    }
    *ret = steal(&renderer);
    return 0;
}

void renderer_free(struct renderer **renderer)
{
    if (*renderer == NULL)
        return;
    jsonpath_free(&(*renderer)->path);
    custom_columns_free(&(*renderer)->columns);
    free(*renderer);
    *renderer = NULL;
}

bool renderer_is_table(const struct renderer *renderer)
{
    return renderer->format->add_tree == NULL;
}

struct view *renderer_view(const struct renderer *renderer, enum render_subject subject,
                           const struct view_options *options)
{
    struct view_options own = *options;

    own.wide = renderer->format->wide;
    return view_new(subject, &own);
}

const char *renderer_separator(const struct renderer *renderer)
{
    return renderer->format->separator;
}

const char *renderer_format(size_t index, bool *ret_template)
{
    if (index >= ARRAY_SIZE(formats))
        return NULL;
    *ret_template = formats[index].template != NULL;
    return formats[index].name;
}

int render_tree(const struct renderer *renderer, const struct view_options *options, json_t *tree,
                struct strbuf *out, struct error *err)
{
    return renderer->format->add_tree(renderer, tree, options, out, err);
}

int render(const struct renderer *renderer, enum render_subject subject,
           const struct view_options *options, const struct pod_report_list *list,
           struct strbuf *out, struct error *err)
{
    CLEANUP_JSON json_t *tree = NULL;
    struct view_options view = *options;

    view.wide = renderer->format->wide;
    if (renderer->format->add_tree != NULL) {
        tree = document_new(list);
        return render_tree(renderer, &view, tree, out, err);
    }
    if (subject == RENDER_CONTAINERS)
        view_containers(list, &view, out);
    else
        view_processes(list, &view, out);
    return 0;
}

int render_plans(const struct renderer *renderer, const struct view_options *options,
                 const struct ns_plan_list *list, struct strbuf *out, struct error *err)
{
    CLEANUP_JSON json_t *tree = NULL;
    struct view_options view = *options;

    view.wide = renderer->format->wide;
    if (renderer->format->add_tree != NULL) {
        tree = plan_document_new(list);
        return render_tree(renderer, &view, tree, out, err);
    }
    view_plans(list, &view, out);
    return 0;
}
