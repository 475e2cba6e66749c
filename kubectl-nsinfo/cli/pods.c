// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/pods.h"

#include "kubectl-nsinfo/cli/command.h"
#include "kubectl-nsinfo/cli/selection.h"
#include "kubectl-nsinfo/cli/show.h"
#include "kubectl-nsinfo/cli/top.h"

static int show_once(const struct invocation *invocation, struct session *session,
                     const struct pod_selection *selection, const struct renderer *renderer,
                     enum render_subject subject, const struct top_wish *top,
                     const struct view_options *view, struct error *err)
{
    CLEANUP_OUTCOME struct outcome outcome = {0};
    const struct report_wish wish = {.container = selection->container,
                                     .processes = subject == RENDER_PROCESSES};

    flow_pods(session, selection, &wish, &outcome);
    show_warnings(session);
    top_sort(top, &outcome.reports);
    bool nothing = outcome.reports.count == 0 && outcome.error_count == 0;
    int status = nothing && show_none(invocation, renderer, session)
                     ? EXIT_SUCCESS
                     : show_outcome(renderer, subject, view, &outcome, err);
    show_other_kinds(&selection->refs.other_kinds);
    return status;
}

// kubectl's words.
static int check_labels(const struct flags *flags, const struct renderer *renderer,
                        struct error *err)
{
    if (!flags->show_labels || renderer_is_table(renderer))
        return 0;
    return error_set(err, ERROR_BAD_REQUEST, "--show-labels option cannot be used with %s printer",
                     flags->output);
}

static int run(struct invocation *invocation, enum render_subject subject, struct error *err)
{
    CLEANUP_SELECTION struct pod_selection selection = {0};
    CLEANUP_SESSION struct session session = {0};
    const struct flags *flags = &invocation->flags;
    CLEANUP_RENDERER struct renderer *renderer = NULL;
    struct top_wish top = {0};
    struct view_options view = show_options(invocation, false);

    if (selection_read(invocation, &invocation->words, &selection, err) < 0 ||
        show_renderer(invocation, &renderer, err) < 0 || check_labels(flags, renderer, err) < 0 ||
        top_wish_parse(flags, &top, err) < 0 || session_open(&flags->access, &session, err) < 0)
        return -1;
    view.several = flags->all_kube_namespaces || !pod_selection_is_one(&selection);
    top_wish_set_view(&top, &view);
    if (flags->watch) {
        struct watch watch = {
            .session = &session, .pods = &selection, .renderer = renderer, .view = view};
        return top_watch(invocation, &top, &watch, err);
    }
    return show_once(invocation, &session, &selection, renderer, subject, &top, &view, err);
}

int command_pod(struct invocation *invocation, struct error *err)
{
    return run(invocation, RENDER_CONTAINERS, err);
}

int command_top(struct invocation *invocation, struct error *err)
{
    return run(invocation, RENDER_PROCESSES, err);
}
