// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/show.h"

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "kubectl-nsinfo/cli/console.h"
#include "kubectl-nsinfo/pod/other_kinds.h"
#include "kubectl-nsinfo/render/remarks.h"

int show_renderer(const struct invocation *invocation, struct renderer **ret, struct error *err)
{
    return renderer_new(invocation->flags.output, file_read, ret, err);
}

struct view_options show_options(const struct invocation *invocation, bool several)
{
    int colour = invocation->flags.colour;

    return (struct view_options){.no_headers = invocation->flags.no_headers,
                                 .several = several,
                                 .kube_namespaces = invocation->flags.all_kube_namespaces,
                                 .labels = invocation->flags.show_labels,
                                 .terminal = console_is_terminal(),
                                 .colour = colour == COLOUR_ALWAYS ||
                                           (colour == COLOUR_AUTO && console_has_colours()),
                                 .width = console_columns()};
}

static int show_reports(const struct renderer *renderer, enum render_subject subject,
                        const struct view_options *view, const struct pod_report_list *reports,
                        struct error *err)
{
    CLEANUP_STRBUF struct strbuf out = {0};

    if (render(renderer, subject, view, reports, &out, err) < 0)
        return -1;
    return console_write(&out, err);
}

int show_view(struct view *view, struct error *err)
{
    CLEANUP_STRBUF struct strbuf part = {0};
    bool more = true;

    while (more) {
        more = view_print(view, &part);
        if (console_write(&part, err) < 0)
            return -1;
        strbuf_reset(&part);
    }
    return 0;
}

bool show_none(const struct invocation *invocation, const struct renderer *renderer,
               const struct session *session)
{
    CLEANUP_STRBUF struct strbuf line = {0};

    if (invocation->flags.ignore_not_found)
        return true;
    if (!renderer_is_table(renderer))
        return false;
    if (invocation->flags.all_kube_namespaces)
        text_add_line(&line, "No resources found");
    else
        text_add_line(&line, "No resources found in %s namespace.", session->access.kube_namespace);
    console_note(strbuf_text(&line));
    return true;
}

void show_other_kinds(const struct text_list *kinds)
{
    CLEANUP_STRBUF struct strbuf names = {0};
    CLEANUP_STRBUF struct strbuf line = {0};

    other_kinds_add_text(kinds, &names);
    if (kinds->count > 0)
        text_add_line(&line, "passed over, without a pod that is known: %s", strbuf_text(&names));
    console_note(strbuf_text(&line));
}

void show_warnings(struct session *session)
{
    CLEANUP_STRBUF struct strbuf lines = {0};

    for (const char *text = session_next_warning(session); text != NULL;
         text = session_next_warning(session)) {
        strbuf_add_text(&lines, "Warning: ");
        text_add_escaped(&lines, text);
        strbuf_add_char(&lines, '\n');
    }
    console_note(strbuf_text(&lines));
}

int show_errors(const struct outcome *outcome)
{
    for (size_t i = 0; i < outcome->error_count; i++)
        console_error(&outcome->errors[i]);
    return outcome->error_count > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

int show_outcome(const struct renderer *renderer, enum render_subject subject,
                 const struct view_options *view, const struct outcome *outcome, struct error *err)
{
    CLEANUP_STRBUF struct strbuf remarks = {0};

    bool nothing = outcome->reports.count == 0 && outcome->error_count > 0;

    if (!nothing && show_reports(renderer, subject, view, &outcome->reports, err) < 0)
        return -1;
    bool missing = add_remarks(&outcome->reports, &remarks);
    console_note(strbuf_text(&remarks));
    int status = show_errors(outcome);
    return missing ? EXIT_FAILURE : status;
}
