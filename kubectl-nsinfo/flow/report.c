// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/report.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/flow/hidden_pods.h"
#include "kubectl-nsinfo/flow/inquiry.h"
#include "kubectl-nsinfo/flow/question.h"

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// Has the tokens for the pods that there is anything to ask of, each Kubernetes namespace named
// once.
static void fetch_tokens(struct session *session, const struct pod_list *pods)
{
    CLEANUP_FREE const char **names = xcalloc(pods->count, sizeof(const char *));
    size_t count = 0;
    size_t distinct = 0;

    for (size_t i = 0; i < pods->count; i++)
        if (pod_has_questions(&pods->items[i]))
            names[count++] = pods->items[i].kube_namespace;
    if (count == 0)
        return;
    qsort(names, count, sizeof(const char *), by_text);
    for (size_t i = 0; i < count; i++)
        if (distinct == 0 || !str_eq(names[distinct - 1], names[i]))
            names[distinct++] = names[i];
    agent_tokens_fetch(&session->tokens, session->connection, names, distinct);
}

static void find_viewers(struct session *session, struct pod_inquiry *inquiries, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *kube_namespace = inquiries[i].pod->kube_namespace;

        if (pod_has_questions(inquiries[i].pod) &&
            agent_tokens_get(&session->tokens, kube_namespace, &inquiries[i].viewer,
                             &inquiries[i].error) < 0)
            inquiries[i].viewer = NULL;
    }
}

// Why there is no answer for the pod; NULL if there is one, or nothing to ask.
static const struct error *failure_of(const struct pod_inquiry *inquiry)
{
    if (inquiry->error.code != ERROR_NONE)
        return &inquiry->error;
    return inquiry->question != NULL && inquiry->question->failed ? &inquiry->question->error
                                                                  : NULL;
}

// The reports come to belong to the outcome.
static void keep_reports(struct questions *questions, struct outcome *outcome)
{
    for (size_t i = 0; i < questions->count; i++) {
        struct question *question = &questions->items[i];
        if (!question->failed)
            question->kept = pod_report_list_add_node(&outcome->reports, &question->report);
    }
}

static void join(const struct pod_inquiry *inquiry, const char *container, struct outcome *outcome)
{
    CLEANUP_POD_REPORT struct pod_report report = {0};
    const struct error *why = failure_of(inquiry);
    const struct question *question = inquiry->question;

    if (why != NULL) {
        pod_report_join_failed(inquiry->pod, why, &report);
        outcome_add_error_once(outcome, why);
    } else {
        pod_report_join(inquiry->pod, question == NULL ? NULL : question->kept, &report);
    }
    if (container != NULL)
        pod_report_select(&report, container);
    pod_report_list_add(&outcome->reports, &report);
}

static void ask_and_join(struct session *session, struct pod_inquiry *inquiries, size_t count,
                         const struct report_wish *wish, struct outcome *outcome)
{
    CLEANUP_QUESTIONS struct questions questions = {0};
    CLEANUP_QUESTIONS struct questions again = {0};

    questions_collect(inquiries, count, &questions);
    inquire(session, wish, &questions);
    hidden_pods_ask(session, wish, inquiries, count, &again);
    if (wish->asked != NULL)
        wish->asked(wish->context, 0, 0);
    keep_reports(&questions, outcome);
    keep_reports(&again, outcome);
    for (size_t i = 0; i < count; i++)
        join(&inquiries[i], wish->container, outcome);
}

void flow_report(struct session *session, struct pod_list *pods, const struct report_wish *wish,
                 struct outcome *outcome)
{
    CLEANUP_FREE struct pod_inquiry *inquiries = xcalloc(pods->count, sizeof(*inquiries));

    for (size_t i = 0; i < pods->count; i++)
        inquiries[i].pod = &pods->items[i];
    fetch_tokens(session, pods);
    find_viewers(session, inquiries, pods->count);
    ask_and_join(session, inquiries, pods->count, wish, outcome);
    for (size_t i = 0; i < pods->count; i++)
        error_release(&inquiries[i].error);
}
