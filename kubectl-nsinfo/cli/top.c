// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/top.h"

#include <unistd.h>

#include "kubectl-nsinfo/cli/screen.h"

enum {
    INTERVAL_MIN_MS = 100,
    VERBOSITY_OF_REQUESTS = 6, // apiserver/request_log.h
};

int top_wish_parse(const struct flags *flags, struct top_wish *ret, struct error *err)
{
    struct top_wish wish = {.tree = flags->tree};

    wish.ordered = flags->watch || (flags->sort_by != NULL && flags->sort_by[0] != '\0');
    if (process_order_find(flags->sort_by, flags->watch ? ORDER_CPU : ORDER_PID, &wish.order, err) <
        0)
        return -1;
    if (flags->watch && flags->interval_ms < INTERVAL_MIN_MS)
        return error_set(err, ERROR_BAD_REQUEST, "--interval must be at least %dms",
                         INTERVAL_MIN_MS);
    wish.usage = flags->watch || wish.order == ORDER_CPU || wish.order == ORDER_MEMORY;
    *ret = wish;
    return 0;
}

void top_wish_set_view(const struct top_wish *wish, struct view_options *view)
{
    view->tree = wish->tree;
    view->usage = wish->usage;
}

void top_sort(const struct top_wish *wish, struct pod_report_list *list)
{
    if (wish->ordered)
        pod_report_list_sort(list, wish->order, NULL);
}

// "default: web mail", "all namespaces: -l app=web", as the command line has it
static void add_selection(const struct watch *watch, const struct option_texts *words,
                          struct strbuf *out)
{
    const struct pod_selection *pods = watch->pods;

    strbuf_add_format(out, "%s:",
                      pods->all_kube_namespaces ? "all namespaces"
                                                : watch->session->access.kube_namespace);
    for (size_t i = 0; i < words->count; i++)
        strbuf_add_format(out, " %s", words->items[i]);
    if (pods->label_selector != NULL)
        strbuf_add_format(out, " -l %s", pods->label_selector);
    if (pods->field_selector != NULL)
        strbuf_add_format(out, " --field-selector=%s", pods->field_selector);
    if (pods->container != NULL)
        strbuf_add_format(out, " -c %s", pods->container);
}

// The lines that -v asks for would be lost between two drawings of the screen.
static bool shows_requests(const struct flags *flags)
{
    return flags->access.verbosity >= VERBOSITY_OF_REQUESTS && isatty(STDERR_FILENO) == 1;
}

int top_watch(const struct invocation *invocation, const struct top_wish *wish, struct watch *watch,
              struct error *err)
{
    const struct flags *flags = &invocation->flags;
    CLEANUP_STRBUF struct strbuf selection = {0};

    add_selection(watch, &invocation->words, &selection);
    watch->selection = strbuf_text(&selection);
    watch->interval_ms = flags->interval_ms;
    watch->state = (struct watch_state){wish->order, wish->tree, 0};
    watch->on_screen =
        renderer_is_table(watch->renderer) && screen_possible() && !shows_requests(flags);
    // The screen cuts lines by itself, as wide as it is at that time.
    if (watch->on_screen) {
        watch->view.width = 0;
        watch->view.colour = false;
    }
    return watch_run(watch, err);
}
