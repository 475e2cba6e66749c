// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/hidden_pods.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/agent/agent.h"
#include "kubectl-nsinfo/flow/inquiry.h"

static struct container_error *find_missing(const struct pod_inquiry *inquiry, size_t index)
{
    const char *id = inquiry->ids[index];
    struct report *report = &inquiry->question->report;

    for (size_t i = 0; i < report->error_count; i++)
        if (report->errors[i].code == ERROR_NOT_FOUND && str_eq(report->errors[i].id, id))
            return &report->errors[i];
    return NULL;
}

bool pod_is_hidden(const struct pod_inquiry *inquiry, const char *agents_in)
{
    if (inquiry->is_done || inquiry->question == NULL || inquiry->question->failed ||
        str_eq(inquiry->viewer->kube_namespace, agents_in))
        return false;
    for (size_t i = 0; i < inquiry->id_count; i++)
        if (find_missing(inquiry, i) != NULL)
            return true;
    return false;
}

static void add_hint(const struct pod_inquiry *inquiry)
{
    for (size_t i = 0; i < inquiry->id_count; i++) {
        struct container_error *error = find_missing(inquiry, i);

        if (error == NULL)
            continue;
        CLEANUP_FREE char *words = error->message;
        error->message =
            xasprintf("%s: if it is there, ServiceAccount \"" AGENT_VIEWER
                      "\" lacks the rule {apiGroups: [\"\"], resources: [pods/nsinfo], verbs: "
                      "[get]} in namespace \"%s\": examples/team.yaml has a Role with it",
                      words, inquiry->viewer->kube_namespace);
    }
}

// NULL if it is not the caller's to use.
static const struct agent_viewer *common_viewer(struct session *session)
{
    const char *const common[] = {session->agents_in};
    const struct agent_viewer *viewer = NULL;
    CLEANUP_ERROR struct error refused = {0};

    agent_tokens_fetch(&session->tokens, session->connection, common, 1);
    if (agent_tokens_get(&session->tokens, session->agents_in, &viewer, &refused) < 0)
        return NULL;
    return viewer;
}

// The hidden ones, to be asked about anew.
static struct pod_inquiry *collect(const struct session *session,
                                   const struct pod_inquiry *inquiries, size_t count,
                                   size_t *ret_count)
{
    struct pod_inquiry *hidden = NULL;
    size_t capacity = 0;

    *ret_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (!pod_is_hidden(&inquiries[i], session->agents_in))
            continue;
        hidden = xgrow(hidden, &capacity, *ret_count + 1, sizeof(*hidden));
        hidden[(*ret_count)++] = (struct pod_inquiry){.kube_namespace = inquiries[i].kube_namespace,
                                                      .node = inquiries[i].node,
                                                      .ids = inquiries[i].ids,
                                                      .id_count = inquiries[i].id_count};
    }
    return hidden;
}

void hidden_pods_ask(struct session *session, const struct report_wish *wish,
                     struct pod_inquiry *inquiries, size_t count, struct questions *ret)
{
    size_t hidden_count = 0;
    CLEANUP_FREE struct pod_inquiry *hidden = collect(session, inquiries, count, &hidden_count);

    if (hidden_count == 0)
        return;
    const struct agent_viewer *viewer = common_viewer(session);
    for (size_t i = 0; i < hidden_count; i++)
        hidden[i].viewer = viewer;
    questions_collect(hidden, hidden_count, ret);
    inquire(session, wish, ret, NULL, NULL);
    for (size_t i = 0, next = 0; next < hidden_count; i++) {
        // The IDs of one that has none begin where those of the next one do.
        if (inquiries[i].id_count == 0 || inquiries[i].ids != hidden[next].ids)
            continue;
        const struct question *question = hidden[next++].question;
        if (question == NULL || question->failed)
            add_hint(&inquiries[i]);
        else
            inquiries[i].question = hidden[next - 1].question;
    }
}
