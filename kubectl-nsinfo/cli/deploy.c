// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/deploy.h"

#include <inttypes.h>

#include "common/base/fdio.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/agent/place.h"
#include "kubectl-nsinfo/cli/administrator.h"
#include "kubectl-nsinfo/cli/agent_place.h"
#include "kubectl-nsinfo/cli/arguments.h"
#include "kubectl-nsinfo/cli/command.h"
#include "kubectl-nsinfo/cli/console.h"
#include "kubectl-nsinfo/cli/progress.h"
#include "kubectl-nsinfo/cli/show.h"
#include "kubectl-nsinfo/render/output_format.h"
#include "kubectl-nsinfo/render/render.h"

// An object a line, as kubectl reports it. Standard output that cannot be written is found out by
// the last line.
static void write_applied(const struct kube_object *object, const char *suffix)
{
    CLEANUP_STRBUF struct strbuf name = {0};
    CLEANUP_STRBUF struct strbuf line = {0};
    CLEANUP_ERROR struct error ignored = {0};

    kube_object_add_name(object, &name);
    text_add_line(&line, "%s serverside-applied%s", strbuf_text(&name), suffix);
    if (console_write(&line, &ignored) < 0)
        return;
}

static void note_applied(void *context, const struct kube_object *object)
{
    (void)context;
    write_applied(object, "");
}

static int check_team(const struct flags *flags, struct error *err)
{
    const char *other = flags->image != NULL              ? "image"
                        : flags->node_selector != NULL    ? "node-selector"
                        : flags->runtime_endpoint != NULL ? "runtime-endpoint"
                                                          : NULL;

    if (flags->team == NULL || other == NULL)
        return 0;
    return error_set(err, ERROR_USAGE,
                     "--%s is about the agents, which --team leaves as they are: run deploy once "
                     "with each",
                     other);
}

// kubectl's words.
static int check_dry_run(const struct flags *flags, struct error *err)
{
    const char *value = flags->dry_run;

    if (value != NULL && !str_eq(value, "none") && !str_eq(value, "client"))
        return error_set(err, ERROR_BAD_REQUEST,
                         "Invalid dry-run value (%s). Must be \"none\" or \"client\".", value);
    if (flags->output != NULL && !str_eq(value, "client"))
        return error_set(err, ERROR_USAGE, "--output is for --dry-run=client");
    return 0;
}

static int read_bundle(const struct flags *flags, const char *place, struct bundle *ret,
                       struct error *err)
{
    const struct agent_settings settings = {
        .kube_namespace = place,
        .image = flags->image,
        .node_selector = flags->node_selector,
        .runtime_endpoint = flags->runtime_endpoint,
    };

    return flags->team == NULL ? bundle_agent(&settings, ret, err)
                               : bundle_team(flags->team, place, ret, err);
}

static int show_dry_run(const struct flags *flags, const struct bundle *bundle, struct error *err)
{
    CLEANUP_RENDERER struct renderer *renderer = NULL;
    CLEANUP_STRBUF struct strbuf out = {0};
    CLEANUP_JSON json_t *list = NULL;
    const struct view_options options = {0};

    if (flags->output == NULL) {
        for (size_t i = 0; i < bundle->count; i++)
            write_applied(&bundle->items[i], " (dry run)");
        return EXIT_SUCCESS;
    }
    if (!str_eq(flags->output, "json") && !str_eq(flags->output, "yaml"))
        return output_format_unknown(flags->output, "json,yaml", err);
    list = bundle_list(bundle);
    if (renderer_new(flags->output, file_read, &renderer, err) < 0 ||
        render_tree(renderer, &options, list, &out, err) < 0)
        return -1;
    return console_write(&out, err) < 0 ? -1 : EXIT_SUCCESS;
}

// What to type next: behind NAME stands what the flags say.
static void add_next(const struct invocation *invocation, const char *place, struct strbuf *out)
{
    CLEANUP_FREE char *option = agent_place_option(place);
    const char *team = invocation->flags.team;

    strbuf_add_format(out, "  %s pod NAME%s%s%s\n", invocation->program, team == NULL ? "" : " -n ",
                      team == NULL ? "" : team, option);
    if (option[0] != '\0')
        strbuf_add_format(out,
                          "or, to leave that flag out from then on, first with:\n"
                          "  export " AGENT_PLACE_VARIABLE "=%s\n",
                          place);
}

static int show_end(const struct invocation *invocation, const char *place,
                    const struct rollout_end *end, struct error *err)
{
    CLEANUP_STRBUF struct strbuf out = {0};
    const char *team = invocation->flags.team;

    if (team != NULL) {
        strbuf_add_format(&out, "\nWho is of the group \"%s\" can go on with:\n", team);
        add_next(invocation, place, &out);
    } else if (!invocation->flags.wait) {
        strbuf_add_format(&out,
                          "\nThe agents start. To wait for them, go on with:\n  kubectl rollout "
                          "status daemonset/nsinfo-agent -n %s\n",
                          place);
    } else if (end->last.desired == 0) {
        strbuf_add_text(&out, "\nThere is no node that the agents may be on.\n");
    } else {
        strbuf_add_format(&out,
                          "\nAgents are ready on %" PRIu64 " of %" PRIu64 " nodes. Go on with:\n",
                          rollout_done_count(&end->last), end->last.desired);
        add_next(invocation, place, &out);
    }
    return console_write(&out, err);
}

static int wait_for_agents(const struct invocation *invocation, struct session *session,
                           struct rollout_start *start, struct error *err)
{
    const struct rollout_watcher watcher = {.waiting = progress_waiting};
    CLEANUP_ROLLOUT_END struct rollout_end end = {0};
    CLEANUP_OUTCOME struct outcome outcome = {0};
    CLEANUP_STRBUF struct strbuf notes = {0};

    if (start->daemon_set != NULL && invocation->flags.wait)
        flow_rollout_wait(session, start, invocation->flags.rollout_timeout_ms, &watcher, &end,
                          &outcome);
    show_warnings(session);
    for (size_t i = 0; i < end.nodes_down.count; i++)
        text_add_line(&notes, "%s", end.nodes_down.items[i]);
    console_note(strbuf_text(&notes));
    for (size_t i = 0; i < outcome.error_count; i++)
        console_error(&outcome.errors[i]);
    if (end.lacks_image)
        console_note("The image has to be where the nodes can pull it: say by --image where that "
                     "is\n");
    if (outcome.error_count > 0)
        return EXIT_FAILURE;
    return show_end(invocation, session->agents_in, &end, err) < 0 ? -1 : EXIT_SUCCESS;
}

int command_deploy(struct invocation *invocation, struct error *err)
{
    CLEANUP_BUNDLE struct bundle bundle = {0};
    CLEANUP_SESSION struct session session = {0};
    CLEANUP_ROLLOUT_START struct rollout_start start = {0};
    struct flags *flags = &invocation->flags;
    const struct deploy_watcher watcher = {.applied = note_applied};
    const struct deploy_wish wish = {
        .bundle = &bundle,
        .force_version = flags->force,
        .force_conflicts = flags->force_conflicts,
    };

    if (arguments_refuse_words(invocation, err) < 0 || agent_place_take(flags, err) < 0 ||
        check_team(flags, err) < 0 || check_dry_run(flags, err) < 0)
        return -1;
    const char *place = agent_kube_namespace(flags->access.agent_kube_namespace);
    if (read_bundle(flags, place, &bundle, err) < 0)
        return -1;
    if (str_eq(flags->dry_run, "client"))
        return show_dry_run(flags, &bundle, err);
    if (session_open(&flags->access, &session, err) < 0)
        return -1;
    if (flow_deploy(&session, &wish, &watcher, &start, err) < 0) {
        show_warnings(&session);
        return administrator_explain("deploy", err);
    }
    return wait_for_agents(invocation, &session, &start, err);
}
