// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/render/render.h"

#include "common/base/text.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/render/document.h"
#include "kubectl-nsinfo/render/output_format.h"
#include "kubectl-nsinfo/render/plan_view.h"

struct renderer {
    const char *name;
    bool wide;
    void (*add_tree)(json_t *tree, struct strbuf *out); // NULL: a table
    const char *separator;
};

static const struct renderer plain = {"", false, NULL, "\n"};

// In the order of the alphabet, as kubectl names them.
static const struct renderer renderers[] = {
    {"json", false, document_add_json, ""},
    {"wide", true, NULL, "\n"},
    {"yaml", false, document_add_yaml, "---\n"},
};

int renderer_find(const char *format, const struct renderer **ret, struct error *err)
{
    CLEANUP_STRBUF struct strbuf allowed = {0};

    if (format == NULL || format[0] == '\0') {
        *ret = &plain;
        return 0;
    }
    for (size_t i = 0; i < ARRAY_SIZE(renderers); i++) {
        if (str_eq(renderers[i].name, format)) {
            *ret = &renderers[i];
            return 0;
        }
        strbuf_add_format(&allowed, "%s%s", i == 0 ? "" : ",", renderers[i].name);
    }
    return output_format_unknown(format, strbuf_text(&allowed), err);
}

bool renderer_is_table(const struct renderer *renderer)
{
    return renderer->add_tree == NULL;
}

const char *renderer_name(size_t index)
{
    return index < ARRAY_SIZE(renderers) ? renderers[index].name : NULL;
}

const char *renderer_separator(const struct renderer *renderer)
{
    return renderer->separator;
}

void render(const struct renderer *renderer, enum render_subject subject,
            const struct view_options *options, const struct pod_report_list *list,
            struct strbuf *out)
{
    CLEANUP_JSON json_t *tree = NULL;
    struct view_options view = *options;

    view.wide = renderer->wide;
    if (renderer->add_tree != NULL) {
        tree = document_new(list);
        renderer->add_tree(tree, out);
    } else if (subject == RENDER_CONTAINERS) {
        view_containers(list, &view, out);
    } else {
        view_processes(list, &view, out);
    }
}

void render_plans(const struct renderer *renderer, const struct view_options *options,
                  const struct ns_plan_list *list, struct strbuf *out)
{
    CLEANUP_JSON json_t *tree = NULL;
    struct view_options view = *options;

    view.wide = renderer->wide;
    if (renderer->add_tree == NULL) {
        view_plans(list, &view, out);
        return;
    }
    tree = plan_document_new(list);
    renderer->add_tree(tree, out);
}
