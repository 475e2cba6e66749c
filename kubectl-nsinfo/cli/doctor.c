// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/doctor.h"

#include "kubectl-nsinfo/cli/arguments.h"
#include "kubectl-nsinfo/cli/command.h"
#include "kubectl-nsinfo/cli/console.h"
#include "kubectl-nsinfo/cli/show.h"
#include "kubectl-nsinfo/render/diagnosis_view.h"

static int write_diagnosis(const struct invocation *invocation, const struct renderer *renderer,
                           const struct diagnosis *diagnosis, struct error *err)
{
    const struct view_options options = show_options(invocation, false);
    CLEANUP_STRBUF struct strbuf out = {0};

    if (renderer_is_table(renderer)) {
        view_diagnosis(diagnosis, &options, invocation->program, &out);
        return console_write(&out, err);
    }
    json_t *document = diagnosis_document_new(diagnosis);
    int rc = render_tree(renderer, &options, document, &out, err);
    json_decref(document);
    return rc < 0 ? -1 : console_write(&out, err);
}

int command_doctor(struct invocation *invocation, struct error *err)
{
    CLEANUP_RENDERER struct renderer *renderer = NULL;
    CLEANUP_SESSION struct session session = {0};
    CLEANUP_DIAGNOSIS struct diagnosis diagnosis = {0};
    const char *node = invocation->flags.node;

    if (arguments_refuse_words(invocation, err) < 0 ||
        show_renderer(invocation, &renderer, err) < 0 ||
        session_open(&invocation->flags.access, &session, err) < 0)
        return -1;
    // As with kubectl, an empty flag is none.
    flow_doctor(&session, node != NULL && node[0] == '\0' ? NULL : node, &diagnosis);
    show_warnings(&session);
    if (write_diagnosis(invocation, renderer, &diagnosis, err) < 0)
        return -1;
    return diagnosis_result(&diagnosis) == CHECK_BROKEN ? EXIT_FAILURE : EXIT_SUCCESS;
}
