// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/show.h"

#include "common/base/text.h"
#include "kubectl-nsinfo/cli/console.h"
#include "kubectl-nsinfo/render/remarks.h"

static int show_reports(const struct renderer *renderer, enum render_subject subject,
                        const struct view_options *view, const struct pod_report_list *reports,
                        struct error *err)
{
    CLEANUP_STRBUF struct strbuf out = {0};

    if (reports->count == 0)
        return 0;
    render(renderer, subject, view, reports, &out);
    return console_write(&out, err);
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

int show_outcome(const struct renderer *renderer, enum render_subject subject,
                 const struct view_options *view, const struct outcome *outcome, struct error *err)
{
    CLEANUP_STRBUF struct strbuf remarks = {0};

    if (show_reports(renderer, subject, view, &outcome->reports, err) < 0)
        return -1;
    bool missing = add_remarks(&outcome->reports, &remarks);
    console_note(strbuf_text(&remarks));
    for (size_t i = 0; i < outcome->error_count; i++)
        console_error(&outcome->errors[i]);
    return missing || outcome->error_count > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
