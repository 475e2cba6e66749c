// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/explain.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/cli/command.h"
#include "kubectl-nsinfo/cli/console.h"
#include "kubectl-nsinfo/cli/files.h"
#include "kubectl-nsinfo/cli/show.h"
#include "kubectl-nsinfo/pod/pod_name.h"
#include "kubectl-nsinfo/render/plan_view.h"

static int show_plans(const struct invocation *invocation, const struct renderer *renderer,
                      bool several, const struct ns_plan_list *plans, struct error *err)
{
    CLEANUP_STRBUF struct strbuf out = {0};
    CLEANUP_STRBUF struct strbuf remarks = {0};
    const struct view_options options = {.no_headers = invocation->flags.no_headers,
                                         .several = several};

    if (plans->count == 0)
        return 0;
    render_plans(renderer, &options, plans, &out);
    add_plan_remarks(plans, &remarks);
    if (console_write(&out, err) < 0)
        return -1;
    console_note(strbuf_text(&remarks));
    return 0;
}

static int explain_files(struct invocation *invocation, const struct renderer *renderer,
                         struct error *err)
{
    CLEANUP_POD_TEMPLATES struct pod_template_list others = {0};
    CLEANUP_NS_PLANS struct ns_plan_list plans = {0};
    CLEANUP_STRBUF struct strbuf kinds = {0};
    CLEANUP_STRBUF struct strbuf line = {0};
    CLEANUP_TEXT_LIST struct text_list files = {0};

    if (files_find(invocation, &files, err) < 0 ||
        flow_explain_files(&files, &plans, &others, err) < 0 ||
        show_plans(invocation, renderer, plans.count > 1, &plans, err) < 0)
        return -1;
    pod_template_list_add_other_kinds(&others, &kinds);
    if (kinds.len > 0)
        text_add_line(&line, "passed over, without a pod that is known: %s", strbuf_text(&kinds));
    console_note(strbuf_text(&line));
    return EXIT_SUCCESS;
}

// "pod NAME", as after kubectl get, is NAME.
static int parse_names(const struct option_texts *words, const char **ret, size_t *ret_count,
                       struct error *err)
{
    size_t skip = words->count > 1 && pod_name_means_pods(words->items[0]) ? 1 : 0;

    for (size_t i = skip; i < words->count; i++)
        if (pod_name_parse(words->items[i], &ret[i - skip], err) < 0)
            return -1;
    *ret_count = words->count - skip;
    return 0;
}

static int explain_pods(struct invocation *invocation, const struct renderer *renderer,
                        struct error *err)
{
    CLEANUP_FREE const char **names = xcalloc(invocation->words.count, sizeof(*names));
    CLEANUP_SESSION struct session session = {0};
    CLEANUP_OUTCOME struct outcome outcome = {0};
    CLEANUP_NS_PLANS struct ns_plan_list plans = {0};
    size_t count = 0;

    if (parse_names(&invocation->words, names, &count, err) < 0 ||
        session_open(&invocation->flags.access, &session, err) < 0)
        return -1;
    flow_explain_pods(&session, names, count, &plans, &outcome);
    show_warnings(&session);
    if (show_plans(invocation, renderer, count > 1, &plans, err) < 0)
        return -1;
    for (size_t i = 0; i < outcome.error_count; i++)
        console_error(&outcome.errors[i]);
    return outcome.error_count > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

int command_explain(struct invocation *invocation, struct error *err)
{
    const struct renderer *renderer = NULL;
    bool from_files = invocation->flags.files.count > 0;

    if (!from_files && invocation->words.count == 0)
        return error_set(err, ERROR_USAGE, "expected '%s %s -f FILE' or '%s %s NAME...'",
                         invocation->program, invocation->command->name, invocation->program,
                         invocation->command->name);
    // kubectl's words.
    if (from_files && invocation->words.count > 0)
        return error_set(err, ERROR_BAD_REQUEST,
                         "when paths, URLs, or stdin is provided as resource input, you may not "
                         "specify resource arguments as well");
    if (renderer_find(invocation->flags.output, &renderer, err) < 0)
        return -1;
    return from_files ? explain_files(invocation, renderer, err)
                      : explain_pods(invocation, renderer, err);
}
