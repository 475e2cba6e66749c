// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/apply.h"

#include "common/base/text.h"
#include "kubectl-nsinfo/cli/arguments.h"
#include "kubectl-nsinfo/cli/command.h"
#include "kubectl-nsinfo/cli/console.h"
#include "kubectl-nsinfo/cli/dry_run.h"
#include "kubectl-nsinfo/cli/files.h"
#include "kubectl-nsinfo/cli/progress.h"
#include "kubectl-nsinfo/cli/show.h"

// kubectl's words, but on standard error: standard output is the report's.
static void note_applied(void *context, const struct pod *pod)
{
    CLEANUP_STRBUF struct strbuf line = {0};

    (void)context;
    strbuf_add_text(&line, "pod/");
    text_add_escaped(&line, pod->name);
    strbuf_add_text(&line, " serverside-applied\n");
    console_note(strbuf_text(&line));
}

static int check_words(const struct invocation *invocation, struct error *err)
{
    if (arguments_refuse_words(invocation, err) < 0)
        return -1;
    if (invocation->flags.files.count == 0)
        return error_set(err, ERROR_USAGE, "must specify -f");
    return 0;
}

static int apply(const struct invocation *invocation, const struct renderer *renderer,
                 struct session *session, const struct manifests *manifests, struct error *err)
{
    CLEANUP_OUTCOME struct outcome outcome = {0};
    const struct flags *flags = &invocation->flags;
    struct progress progress = {0};
    const struct apply_watcher watcher = {.context = &progress,
                                          .applied = note_applied,
                                          .waiting = progress_waiting,
                                          .asked = progress_asked};
    const struct apply_wish wish = {.force = flags->force_conflicts,
                                    .several = manifests->count > 1};

    flow_apply(session, manifests, &wish, flags->timeout_ms, &watcher, &outcome);
    show_warnings(session);
    const struct view_options view = show_options(invocation, manifests->count > 1);
    return show_outcome(renderer, RENDER_CONTAINERS, &view, &outcome, err);
}

int command_apply(struct invocation *invocation, struct error *err)
{
    CLEANUP_TEXT_LIST struct text_list files = {0};
    CLEANUP_MANIFESTS struct manifests manifests = {0};
    CLEANUP_SESSION struct session session = {0};
    struct flags *flags = &invocation->flags;
    CLEANUP_RENDERER struct renderer *renderer = NULL;
    enum dry_run dry_run = DRY_RUN_NONE;

    if (check_words(invocation, err) < 0 || dry_run_parse(flags->dry_run, &dry_run, err) < 0 ||
        (dry_run == DRY_RUN_NONE && show_renderer(invocation, &renderer, err) < 0) ||
        files_find(invocation, &files, err) < 0)
        return -1;
    flags->access.stdin_in_use = files_have_stdin(&files);
    if (manifests_read(&files, flags->access.kube_namespace, &manifests, err) < 0 ||
        session_open(&flags->access, &session, err) < 0)
        return -1;
    return dry_run == DRY_RUN_NONE ? apply(invocation, renderer, &session, &manifests, err)
                                   : dry_run_show(invocation, dry_run, &session, &manifests, err);
}
