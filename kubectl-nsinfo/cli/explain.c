// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/explain.h"

#include "kubectl-nsinfo/cli/command.h"
#include "kubectl-nsinfo/cli/console.h"
#include "kubectl-nsinfo/cli/files.h"
#include "kubectl-nsinfo/cli/selection.h"
#include "kubectl-nsinfo/cli/show.h"
#include "kubectl-nsinfo/render/plan_view.h"

// Of the plans those of what -c names, and the errors. The exit status, or -1 with err set.
static int show_plans(const struct invocation *invocation, const struct renderer *renderer,
                      bool several, struct ns_plan_list *plans, struct outcome *outcome,
                      struct error *err)
{
    const char *container = invocation->flags.container;
    CLEANUP_STRBUF struct strbuf out = {0};
    CLEANUP_STRBUF struct strbuf remarks = {0};
    const struct view_options options = show_options(invocation, several);

    // As with kubectl, an empty flag is none.
    if (container != NULL && container[0] != '\0')
        flow_explain_select(plans, container, outcome);
    if (plans->count == 0 && outcome->error_count > 0)
        return show_errors(outcome);
    if (render_plans(renderer, &options, plans, &out, err) < 0)
        return -1;
    add_plan_remarks(plans, &remarks);
    if (console_write(&out, err) < 0)
        return -1;
    console_note(strbuf_text(&remarks));
    return show_errors(outcome);
}

static int explain_files(struct invocation *invocation, const struct renderer *renderer,
                         struct error *err)
{
    CLEANUP_POD_TEMPLATES struct pod_template_list others = {0};
    CLEANUP_NS_PLANS struct ns_plan_list plans = {0};
    CLEANUP_TEXT_LIST struct text_list files = {0};
    CLEANUP_OUTCOME struct outcome outcome = {0};

    if (files_find(invocation, &files, err) < 0 ||
        flow_explain_files(&files, &plans, &others, &outcome, err) < 0)
        return -1;
    bool several = plans.count + outcome.error_count > 1;
    int status = show_plans(invocation, renderer, several, &plans, &outcome, err);
    show_other_kinds(&others.other_kinds);
    return status;
}

static int explain_pods(struct invocation *invocation, const struct renderer *renderer,
                        struct error *err)
{
    CLEANUP_SELECTION struct pod_selection selection = {0};
    CLEANUP_SESSION struct session session = {0};
    CLEANUP_OUTCOME struct outcome outcome = {0};
    CLEANUP_NS_PLANS struct ns_plan_list plans = {0};

    if (selection_read(invocation, &selection, err) < 0 ||
        selection_open(invocation, &selection, &session, err) < 0)
        return -1;
    flow_explain_pods(&session, &selection, &plans, &outcome);
    show_warnings(&session);
    if (plans.count == 0 && outcome.error_count == 0 && show_none(invocation, renderer, &session))
        return EXIT_SUCCESS;
    return show_plans(invocation, renderer, !pod_selection_is_one(&selection), &plans, &outcome,
                      err);
}

int command_explain(struct invocation *invocation, struct error *err)
{
    CLEANUP_RENDERER struct renderer *renderer = NULL;
    bool from_files = invocation->flags.files.count > 0;

    if (from_files && selection_check_files(&invocation->flags, &invocation->words, err) < 0)
        return -1;
    if (show_renderer(invocation, &renderer, err) < 0)
        return -1;
    return from_files ? explain_files(invocation, renderer, err)
                      : explain_pods(invocation, renderer, err);
}
