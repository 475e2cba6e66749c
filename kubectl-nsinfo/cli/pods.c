// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/pods.h"

#include "common/base/xalloc.h"
#include "kubectl-nsinfo/cli/command.h"
#include "kubectl-nsinfo/cli/show.h"
#include "kubectl-nsinfo/pod/pod_name.h"
#include "kubectl-nsinfo/pod/process_order.h"

// The names of the pods, in an array that the caller frees; they point into the words.
static int parse_names(const struct invocation *invocation, const char ***ret, struct error *err)
{
    const struct option_texts *words = &invocation->words;
    CLEANUP_FREE const char **names = xcalloc(words->count, sizeof(*names));

    if (words->count == 0) {
        error_set(err, ERROR_USAGE, "expected '%s %s NAME...': no pod is named",
                  invocation->program, invocation->command->name);
        return -1;
    }
    for (size_t i = 0; i < words->count; i++)
        if (pod_name_parse(words->items[i], &names[i], err) < 0)
            return -1;
    *ret = steal(&names);
    return 0;
}

// As with kubectl, an empty flag is none.
static const char *text_or_null(const char *text)
{
    return text == NULL || text[0] == '\0' ? NULL : text;
}

static int run(struct invocation *invocation, enum render_subject subject, struct error *err)
{
    CLEANUP_SESSION struct session session = {0};
    CLEANUP_OUTCOME struct outcome outcome = {0};
    CLEANUP_FREE const char **names = NULL;
    const struct renderer *renderer = NULL;
    const struct report_wish wish = {.container = text_or_null(invocation->flags.container),
                                     .processes = subject == RENDER_PROCESSES};
    enum process_order order = ORDER_PID;

    if (parse_names(invocation, &names, err) < 0 ||
        renderer_find(invocation->flags.output, &renderer, err) < 0 ||
        process_order_find(invocation->flags.sort_by, ORDER_PID, &order, err) < 0 ||
        session_open(&invocation->flags.access, &session, err) < 0)
        return -1;
    flow_pods(&session, names, invocation->words.count, &wish, &outcome);
    show_warnings(&session);
    if (text_or_null(invocation->flags.sort_by) != NULL)
        pod_report_list_sort(&outcome.reports, order, NULL);
    const struct view_options view = {.no_headers = invocation->flags.no_headers,
                                      .several = invocation->words.count > 1,
                                      .tree = invocation->flags.tree,
                                      .usage = order == ORDER_CPU || order == ORDER_MEMORY};
    return show_outcome(renderer, subject, &view, &outcome, err);
}

int command_pod(struct invocation *invocation, struct error *err)
{
    return run(invocation, RENDER_CONTAINERS, err);
}

int command_top(struct invocation *invocation, struct error *err)
{
    return run(invocation, RENDER_PROCESSES, err);
}
