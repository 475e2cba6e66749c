// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/dry_run.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/cli/console.h"
#include "kubectl-nsinfo/cli/show.h"
#include "kubectl-nsinfo/flow/dry_run.h"
#include "kubectl-nsinfo/render/object_view.h"

static const char *const names[] = {
    [DRY_RUN_NONE] = "none", [DRY_RUN_CLIENT] = "client", [DRY_RUN_SERVER] = "server"};

// Of the days when it was a switch (k8s.io/kubectl pkg/cmd/util, GetDryRunStrategy).
static const struct {
    const char *value;
    enum dry_run meaning;
    const char *note;
} old_values[] = {
    // What --dry-run without a value stands for.
    {"unchanged", DRY_RUN_CLIENT,
     "--dry-run is deprecated and can be replaced with --dry-run=client."},
    {"true", DRY_RUN_CLIENT,
     "--dry-run=true is deprecated (boolean value) and can be replaced with --dry-run=client."},
    {"false", DRY_RUN_NONE,
     "--dry-run=false is deprecated (boolean value) and can be replaced with --dry-run=none."},
};

int dry_run_parse(const char *value, enum dry_run *ret, struct error *err)
{
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        if (value == NULL || str_eq(value, names[i])) {
            *ret = value == NULL ? DRY_RUN_NONE : (enum dry_run)i;
            return 0;
        }
    }
    for (size_t i = 0; i < ARRAY_SIZE(old_values); i++) {
        if (str_eq(value, old_values[i].value)) {
            CLEANUP_STRBUF struct strbuf line = {0};
            text_add_line(&line, "Warning: %s", old_values[i].note);
            console_note(strbuf_text(&line));
            *ret = old_values[i].meaning;
            return 0;
        }
    }
    return error_set(err, ERROR_BAD_REQUEST,
                     "Invalid dry-run value (%s). Must be \"none\", \"server\", or \"client\".",
                     value);
}

const char *dry_run_name(size_t index)
{
    return index < ARRAY_SIZE(names) ? names[index] : NULL;
}

int dry_run_show(const struct invocation *invocation, enum dry_run dry_run, struct session *session,
                 const struct manifests *manifests, struct error *err)
{
    CLEANUP_OUTCOME struct outcome outcome = {0};
    CLEANUP_STRBUF struct strbuf out = {0};
    CLEANUP_JSON json_t *objects = NULL;
    const struct object_format *format = NULL;
    bool by_server = dry_run == DRY_RUN_SERVER;

    if (object_format_find(invocation->flags.output, &format, err) < 0)
        return -1;
    if (by_server)
        objects =
            flow_dry_run_server(session, manifests, invocation->flags.force_conflicts, &outcome);
    else if (flow_dry_run_client(session, manifests, &objects, err) < 0)
        return -1;
    show_warnings(session);
    if (outcome.error_count == 0 || !object_format_is_document(format))
        view_objects(format, objects,
                     by_server ? "serverside-applied (server dry run)"
                               : "serverside-applied (dry run)",
                     &out);
    if (console_write(&out, err) < 0)
        return -1;
    return show_errors(&outcome);
}
