// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/explain.h"

#include "kubectl-nsinfo/flow/manifest_file.h"
#include "kubectl-nsinfo/pod/other_kinds.h"

static int read_templates(const char *path, struct pod_template_list *templates, struct error *err)
{
    CLEANUP_MANIFEST_FILE struct manifest_file file = {0};

    if (manifest_file_read(path, &file, err) < 0)
        return -1;
    for (size_t i = 0; i < file.stream.doc_count; i++)
        if (pod_template_read(path, file.stream.docs[i].root, templates, err) < 0)
            return -1;
    return 0;
}

static void add_plan(struct pod_template *template, struct ns_plan_list *plans,
                     struct outcome *outcome)
{
    CLEANUP_ERROR struct error err = {0};

    if (ns_plan_list_add(plans, template, &err) < 0)
        outcome_add_error(outcome, &err);
}

static int refuse_nothing(const struct pod_template_list *templates, struct error *err)
{
    CLEANUP_STRBUF struct strbuf kinds = {0};

    if (templates->other_kinds.count == 0)
        return error_set(err, ERROR_BAD_REQUEST, "no objects passed to explain");
    other_kinds_add_text(&templates->other_kinds, &kinds);
    return error_set(err, ERROR_BAD_REQUEST, "no pods to explain, only %s", strbuf_text(&kinds));
}

int flow_explain_files(const struct text_list *files, struct ns_plan_list *ret,
                       struct pod_template_list *ret_others, struct outcome *outcome,
                       struct error *err)
{
    CLEANUP_POD_TEMPLATES struct pod_template_list templates = {0};

    for (size_t i = 0; i < files->count; i++)
        if (read_templates(files->items[i], &templates, err) < 0)
            return -1;
    if (templates.count == 0)
        return refuse_nothing(&templates, err);
    *ret = (struct ns_plan_list){0};
    for (size_t i = 0; i < templates.count; i++)
        add_plan(&templates.items[i], ret, outcome);
    *ret_others = templates;
    templates = (struct pod_template_list){0};
    return 0;
}

void flow_explain_select(struct ns_plan_list *plans, const char *container, struct outcome *outcome)
{
    for (size_t i = 0; i < plans->count;) {
        CLEANUP_ERROR struct error err = {0};

        if (ns_plan_select(&plans->items[i], container, &err) == 0) {
            i++;
            continue;
        }
        outcome_add_error(outcome, &err);
        ns_plan_list_remove(plans, i);
    }
}

void flow_explain_pods(struct session *session, const struct pod_selection *selection,
                       struct ns_plan_list *ret, struct outcome *outcome)
{
    CLEANUP_POD_PACK struct pod_pack pods = {0};

    flow_select(session, selection, &pods, outcome);
    for (size_t i = 0; i < pods.count; i++) {
        struct pod_template template = {.kind = "Pod"};

        pod_pack_get(&pods, i, &template.pod);
        add_plan(&template, ret, outcome);
        pod_release(&template.pod);
    }
}
