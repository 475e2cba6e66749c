// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/pods.h"

#include "kubectl-nsinfo/cli/command.h"
#include "kubectl-nsinfo/cli/console.h"
#include "kubectl-nsinfo/cli/progress.h"
#include "kubectl-nsinfo/cli/selection.h"
#include "kubectl-nsinfo/cli/show.h"
#include "kubectl-nsinfo/cli/top.h"
#include "kubectl-nsinfo/flow/ephemeral.h"
#include "kubectl-nsinfo/render/remarks.h"
#include "kubectl-nsinfo/render/sort.h"

// How the pods are to be shown.
struct wishes {
    enum render_subject subject;
    struct renderer *renderer;
    struct view_options view;
    struct sort_order *order; // of the pods; NULL: as they come
    struct top_wish top;
};

static void wishes_release(struct wishes *wishes)
{
    renderer_free(&wishes->renderer);
    sort_order_free(&wishes->order);
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

static int wishes_read(const struct invocation *invocation, struct wishes *wishes,
                       struct error *err)
{
    const struct flags *flags = &invocation->flags;

    if (show_renderer(invocation, &wishes->renderer, err) < 0 ||
        check_labels(flags, wishes->renderer, err) < 0 ||
        top_wish_parse(flags, &wishes->top, err) < 0)
        return -1;
    if (flags->sort_path != NULL && flags->sort_path[0] != '\0' &&
        sort_order_parse(flags->sort_path, &wishes->order, err) < 0)
        return -1;
    wishes->view = show_options(invocation, false);
    top_wish_set_view(&wishes->top, &wishes->view);
    return 0;
}

static int check_ephemeral(const struct flags *flags, const struct session *session,
                           struct error *err)
{
    if (flags->image != NULL && !flags->ephemeral)
        return error_set(err, ERROR_USAGE, "--image is for --ephemeral");
    if (flags->ephemeral && session->way.kind == AGENT_WAY_URL)
        return error_set(err, ERROR_USAGE, "--ephemeral starts agents, and --via=URL names one");
    return 0;
}

static int open_session(const struct invocation *invocation, const struct pod_selection *selection,
                        struct session *session, struct error *err)
{
    const struct flags *flags = &invocation->flags;
    const struct ephemeral_wish wish = {
        .image = flags->image,
        .lasting = flags->watch,
        .waiting = progress_waiting,
    };

    if (selection_open(invocation, selection, session, err) < 0 ||
        check_ephemeral(flags, session, err) < 0)
        return -1;
    return flags->ephemeral ? ephemeral_open(session, &wish, err) : 0;
}

// Adds what went wrong to the errors of the pods.
static void end_ephemeral(struct session *session, struct outcome *outcome)
{
    CLEANUP_ERROR struct error err = {0};

    if (ephemeral_end(session, &err) < 0)
        outcome_add_error(outcome, &err);
}

static int show_list(const struct invocation *invocation, struct session *session,
                     const struct pod_selection *selection, const struct wishes *wishes,
                     struct error *err)
{
    CLEANUP_OUTCOME struct outcome outcome = {0};
    struct progress progress = {0};
    const struct report_wish wish = {.container = selection->container,
                                     .processes = wishes->subject == RENDER_PROCESSES,
                                     .asked = progress_asked,
                                     .context = &progress};

    flow_pods(session, selection, &wish, &outcome);
    end_ephemeral(session, &outcome);
    show_warnings(session);
    top_sort(&wishes->top, &outcome.reports);
    if (wishes->order != NULL && sort_reports(wishes->order, &outcome.reports, err) < 0)
        return -1;
    bool nothing = outcome.reports.count == 0 && outcome.error_count == 0;
    return nothing && show_none(invocation, wishes->renderer, session)
               ? EXIT_SUCCESS
               : show_outcome(wishes->renderer, wishes->subject, &wishes->view, &outcome, err);
}

// ---- a table: of each pod its rows alone stay, which take a tenth of the room

struct rows {
    struct outcome outcome;
    struct view *view;
    struct remarks remarks;
    size_t pod_count;
};

static void rows_release(struct rows *rows)
{
    outcome_release(&rows->outcome);
    view_free(&rows->view);
    remarks_release(&rows->remarks);
}

static void add_rows(void *context, size_t place, struct pod_report *report)
{
    struct rows *rows = context;

    rows->remarks.several_kube_namespaces = rows->outcome.several_kube_namespaces;
    rows->pod_count++;
    view_add(rows->view, place, report);
    remarks_add(&rows->remarks, place, report);
}

static int print_rows(struct rows *rows, struct error *err)
{
    CLEANUP_STRBUF struct strbuf remarks = {0};
    bool nothing = rows->pod_count == 0 && rows->outcome.error_count > 0;

    if (!nothing && show_view(rows->view, err) < 0)
        return -1;
    bool missing = remarks_print(&rows->remarks, &remarks);
    console_note(strbuf_text(&remarks));
    int status = show_errors(&rows->outcome);
    return missing ? EXIT_FAILURE : status;
}

static int show_rows(const struct invocation *invocation, struct session *session,
                     const struct pod_selection *selection, const struct wishes *wishes,
                     struct error *err)
{
    CLEANUP(rows_release) struct rows rows = {0};
    struct progress progress = {0};
    const struct report_wish wish = {.container = selection->container,
                                     .processes = wishes->subject == RENDER_PROCESSES,
                                     .asked = progress_asked,
                                     .context = &progress,
                                     .take = add_rows,
                                     .take_context = &rows,
                                     .detail =
                                         wishes->view.labels ? POD_WITH_LABELS : POD_FOR_TABLE};

    rows.view = renderer_view(wishes->renderer, wishes->subject, &wishes->view);
    flow_pods(session, selection, &wish, &rows.outcome);
    end_ephemeral(session, &rows.outcome);
    show_warnings(session);
    bool nothing = rows.pod_count == 0 && rows.outcome.error_count == 0;
    return nothing && show_none(invocation, wishes->renderer, session) ? EXIT_SUCCESS
                                                                       : print_rows(&rows, err);
}

// What is put in order has to be there as a whole.
static int show_once(const struct invocation *invocation, struct session *session,
                     const struct pod_selection *selection, const struct wishes *wishes,
                     struct error *err)
{
    bool ordered = wishes->order != NULL || wishes->top.ordered;
    int status = renderer_is_table(wishes->renderer) && !ordered
                     ? show_rows(invocation, session, selection, wishes, err)
                     : show_list(invocation, session, selection, wishes, err);

    if (status >= 0)
        show_other_kinds(&selection->refs.other_kinds);
    return status;
}

static int show_on(const struct invocation *invocation, struct session *session,
                   const struct pod_selection *selection, const struct wishes *wishes,
                   struct error *err)
{
    struct watch watch = {
        .session = session,
        .pods = selection,
        .renderer = wishes->renderer,
        .view = wishes->view,
    };
    CLEANUP_ERROR struct error left = {0};
    int status = top_watch(invocation, &wishes->top, &watch, err);

    if (ephemeral_end(session, &left) == 0)
        return status;
    console_error(&left);
    return status < 0 ? status : EXIT_FAILURE;
}

static int run(struct invocation *invocation, enum render_subject subject, struct error *err)
{
    CLEANUP_SELECTION struct pod_selection selection = {0};
    CLEANUP_SESSION struct session session = {0};
    CLEANUP(wishes_release) struct wishes wishes = {.subject = subject};
    const struct flags *flags = &invocation->flags;

    if (selection_read(invocation, &selection, err) < 0 ||
        wishes_read(invocation, &wishes, err) < 0 ||
        open_session(invocation, &selection, &session, err) < 0)
        return -1;
    wishes.view.several = flags->all_kube_namespaces || !pod_selection_is_one(&selection);
    return flags->watch ? show_on(invocation, &session, &selection, &wishes, err)
                        : show_once(invocation, &session, &selection, &wishes, err);
}

int command_pod(struct invocation *invocation, struct error *err)
{
    return run(invocation, RENDER_CONTAINERS, err);
}

int command_top(struct invocation *invocation, struct error *err)
{
    return run(invocation, RENDER_PROCESSES, err);
}
