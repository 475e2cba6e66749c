// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/pods.h"

#include "kubectl-nsinfo/cli/command.h"
#include "kubectl-nsinfo/cli/selection.h"
#include "kubectl-nsinfo/cli/show.h"
#include "kubectl-nsinfo/pod/process_order.h"

static int show(const struct invocation *invocation, const struct renderer *renderer,
                enum render_subject subject, enum process_order order,
                const struct pod_selection *selection, struct outcome *outcome, struct error *err)
{
    const struct flags *flags = &invocation->flags;
    const struct view_options view = {.no_headers = flags->no_headers,
                                      .several = !pod_selection_is_one(selection),
                                      .kube_namespaces = flags->all_kube_namespaces,
                                      .tree = flags->tree,
                                      .usage = order == ORDER_CPU || order == ORDER_MEMORY};

    if (flags->sort_by != NULL && flags->sort_by[0] != '\0')
        pod_report_list_sort(&outcome->reports, order, NULL);
    return show_outcome(renderer, subject, &view, outcome, err);
}

static int run(struct invocation *invocation, enum render_subject subject, struct error *err)
{
    CLEANUP_SELECTION struct pod_selection selection = {0};
    CLEANUP_SESSION struct session session = {0};
    CLEANUP_OUTCOME struct outcome outcome = {0};
    const struct flags *flags = &invocation->flags;
    const struct renderer *renderer = NULL;
    enum process_order order = ORDER_PID;

    if (selection_read(flags, &invocation->words, &selection, err) < 0 ||
        renderer_find(flags->output, &renderer, err) < 0 ||
        process_order_find(flags->sort_by, ORDER_PID, &order, err) < 0 ||
        session_open(&flags->access, &session, err) < 0)
        return -1;
    const struct report_wish wish = {.container = selection.container,
                                     .processes = subject == RENDER_PROCESSES};
    flow_pods(&session, &selection, &wish, &outcome);
    show_warnings(&session);
    if (outcome.reports.count == 0 && outcome.error_count == 0 &&
        show_none(invocation, renderer, &session))
        return EXIT_SUCCESS;
    return show(invocation, renderer, subject, order, &selection, &outcome, err);
}

int command_pod(struct invocation *invocation, struct error *err)
{
    return run(invocation, RENDER_CONTAINERS, err);
}

int command_top(struct invocation *invocation, struct error *err)
{
    return run(invocation, RENDER_PROCESSES, err);
}
