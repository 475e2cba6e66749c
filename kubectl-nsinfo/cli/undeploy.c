// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/undeploy.h"

#include <unistd.h>

#include "common/base/text.h"
#include "kubectl-nsinfo/cli/administrator.h"
#include "kubectl-nsinfo/cli/agent_place.h"
#include "kubectl-nsinfo/cli/arguments.h"
#include "kubectl-nsinfo/cli/command.h"
#include "kubectl-nsinfo/cli/console.h"
#include "kubectl-nsinfo/cli/progress.h"
#include "kubectl-nsinfo/cli/show.h"

// kubectl's line: 'daemonset.apps "nsinfo-agent" deleted'. Standard output that cannot be written
// does not keep the rest from being deleted.
static void note_deleted(void *context, const struct kube_object *object)
{
    CLEANUP_STRBUF struct strbuf kind = {0};
    CLEANUP_STRBUF struct strbuf line = {0};
    CLEANUP_ERROR struct error ignored = {0};

    (void)context;
    kube_kind_add_name(object->kind, &kind);
    text_add_line(&line, "%s \"%s\" deleted", strbuf_text(&kind), object->name);
    if (console_write(&line, &ignored) < 0)
        return;
}

static void note_left(void *context, const struct kube_object *kube_namespace)
{
    CLEANUP_STRBUF struct strbuf line = {0};

    (void)context;
    text_add_line(&line, "namespace \"%s\" is left, for deploy has not made it",
                  kube_namespace->name);
    console_note(strbuf_text(&line));
}

// As kubectl delete --interactive asks, and with its words; names are not enough where teams have
// objects of the same names.
static void ask(const struct bundle *deployed)
{
    CLEANUP_STRBUF struct strbuf text = {0};

    text_add_line(&text, "You are about to delete the following %zu resource(s):", deployed->count);
    for (size_t i = 0; i < deployed->count; i++) {
        const struct kube_object *object = &deployed->items[i];
        CLEANUP_STRBUF struct strbuf name = {0};

        kube_object_add_name(object, &name);
        if (object->kube_namespace != NULL)
            strbuf_add_format(&name, " -n %s", object->kube_namespace);
        text_add_line(&text, "%s", strbuf_text(&name));
    }
    strbuf_add_text(&text, "Do you want to continue? (y/n): ");
    console_note(strbuf_text(&text));
}

static bool is_agreed(void)
{
    char answer[8] = "";
    ssize_t len = read(STDIN_FILENO, answer, sizeof(answer) - 1);

    if (len <= 0)
        return false;
    answer[strcspn(answer, "\n")] = '\0';
    return strcasecmp(answer, "y") == 0 || strcasecmp(answer, "yes") == 0;
}

static int remove_all(const struct invocation *invocation, struct session *session,
                      const struct bundle *deployed)
{
    const struct flags *flags = &invocation->flags;
    const struct undeploy_watcher watcher = {
        .deleted = note_deleted, .left = note_left, .waiting = progress_waiting};
    CLEANUP_OUTCOME struct outcome outcome = {0};

    flow_undeploy(session, deployed, flags->wait, flags->rollout_timeout_ms, &watcher, &outcome);
    show_warnings(session);
    for (size_t i = 0; i < outcome.error_count; i++)
        console_error(&outcome.errors[i]);
    return outcome.error_count > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}

int command_undeploy(struct invocation *invocation, struct error *err)
{
    CLEANUP_SESSION struct session session = {0};
    CLEANUP_BUNDLE struct bundle deployed = {0};
    struct flags *flags = &invocation->flags;

    if (arguments_refuse_words(invocation, err) < 0 || agent_place_take(flags, err) < 0)
        return -1;
    if (!flags->yes && isatty(STDIN_FILENO) == 0)
        return error_set(err, ERROR_USAGE,
                         "standard input is not a terminal, where you could be asked first: say "
                         "--yes");
    flags->access.stdin_in_use = !flags->yes;
    if (session_open(&flags->access, &session, err) < 0)
        return -1;
    if (flow_deployed(&session, &deployed, err) < 0)
        return administrator_explain("undeploy", err);
    if (deployed.count == 0) {
        console_note("No resources found\n");
        return EXIT_SUCCESS;
    }
    if (!flags->yes) {
        ask(&deployed);
        if (!is_agreed()) {
            console_note("deletion is cancelled\n");
            return EXIT_SUCCESS;
        }
    }
    return remove_all(invocation, &session, &deployed);
}
