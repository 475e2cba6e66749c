// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/report.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/flow/ephemeral.h"
#include "kubectl-nsinfo/flow/hidden_pods.h"
#include "kubectl-nsinfo/flow/inquiry.h"
#include "kubectl-nsinfo/flow/question.h"

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// What is asked of all the pods, and what comes of it.
struct asking {
    struct session *session;
    const struct pod_pack *pods;
    const struct report_wish *wish;
    struct outcome *outcome;
    struct pod_inquiry *inquiries; // one a pod
    const char **ids;              // of all containers that can be asked about
};

static void asking_release(struct asking *asking)
{
    for (size_t i = 0; i < asking->pods->count; i++) {
        if (asking->inquiries[i].error != NULL)
            error_release(asking->inquiries[i].error);
        free(asking->inquiries[i].error);
    }
    free(asking->inquiries);
    free(asking->ids);
}

// ---- what there is to ask

static void look_at_pods(struct asking *asking)
{
    size_t count = 0;
    size_t capacity = 0;

    asking->inquiries = xcalloc(asking->pods->count, sizeof(*asking->inquiries));
    for (size_t i = 0; i < asking->pods->count; i++) {
        struct pod_inquiry *inquiry = &asking->inquiries[i];
        CLEANUP_POD_VIEW struct pod pod = {0};

        pod_pack_view(asking->pods, i, &pod);
        asking->ids =
            xgrow(asking->ids, &capacity, count + pod.container_count, sizeof(*asking->ids));
        inquiry->kube_namespace = pod.kube_namespace;
        inquiry->node = pod.node;
        inquiry->id_count = pod_ids(&pod, asking->ids + count);
        count += inquiry->id_count;
        if (!str_eq(pod.kube_namespace, asking->inquiries[0].kube_namespace))
            asking->outcome->several_kube_namespaces = true;
    }
    count = 0;
    for (size_t i = 0; i < asking->pods->count; i++) {
        asking->inquiries[i].ids = asking->ids + count;
        count += asking->inquiries[i].id_count;
    }
}

// Has the tokens for the pods that there is anything to ask of, each Kubernetes namespace named
// once.
static void fetch_tokens(const struct asking *asking)
{
    CLEANUP_FREE const char **names = xcalloc(asking->pods->count, sizeof(const char *));
    size_t count = 0;
    size_t distinct = 0;

    for (size_t i = 0; i < asking->pods->count; i++)
        if (asking->inquiries[i].id_count > 0)
            names[count++] = asking->inquiries[i].kube_namespace;
    if (count == 0)
        return;
    qsort(names, count, sizeof(const char *), by_text);
    for (size_t i = 0; i < count; i++)
        if (distinct == 0 || !str_eq(names[distinct - 1], names[i]))
            names[distinct++] = names[i];
    agent_tokens_fetch(&asking->session->tokens, asking->session->connection, names, distinct);
}

static void find_viewers(const struct asking *asking)
{
    for (size_t i = 0; i < asking->pods->count; i++) {
        struct pod_inquiry *inquiry = &asking->inquiries[i];
        struct error refused = {0};

        if (inquiry->id_count == 0 ||
            agent_tokens_get(&asking->session->tokens, inquiry->kube_namespace, &inquiry->viewer,
                             &refused) == 0)
            continue;
        inquiry->viewer = NULL;
        inquiry->error = xcalloc(1, sizeof(*inquiry->error));
        *inquiry->error = refused;
    }
}

// False if there are none for this session to ask.
static bool have_agents(const struct asking *asking)
{
    CLEANUP_ERROR struct error err = {0};
    size_t count = asking->pods->count;

    if (asking->session->ephemeral == NULL ||
        ephemeral_cover(asking->session, asking->inquiries, count, &err) == 0)
        return true;
    for (size_t i = 0; i < count; i++) {
        struct pod_inquiry *inquiry = &asking->inquiries[i];
        if (inquiry->id_count == 0)
            continue;
        inquiry->error = xcalloc(1, sizeof(*inquiry->error));
        error_copy(inquiry->error, &err);
    }
    return false;
}

// ---- what comes of it

// Why there is no answer for the pod; NULL if there is one, or nothing to ask.
static const struct error *failure_of(const struct pod_inquiry *inquiry)
{
    if (inquiry->error != NULL)
        return inquiry->error;
    return inquiry->question != NULL && inquiry->question->failed ? &inquiry->question->error
                                                                  : NULL;
}

static void hand_on(const struct asking *asking, size_t index, struct pod_report *report)
{
    const struct report_wish *wish = asking->wish;

    if (wish->container != NULL)
        pod_report_select(report, wish->container);
    if (wish->take == NULL)
        pod_report_list_add(&asking->outcome->reports, report);
    else
        wish->take(wish->take_context, index, report);
}

// Of a pod that is to be had nowhere else than in the report, which goes with the question.
static void hand_on_at_once(void *context, struct questions *questions, struct question *question)
{
    const struct asking *asking = context;
    struct pod_inquiry **pods = &questions->pods[question->first_pod];

    for (size_t i = 0; i < question->pod_count; i++)
        if (pod_is_hidden(pods[i], asking->session->agents_in))
            return;
    for (size_t i = 0; i < question->pod_count; i++) {
        size_t index = (size_t)(pods[i] - asking->inquiries);
        CLEANUP_POD_REPORT struct pod_report report = {0};
        CLEANUP_POD struct pod pod = {0};

        pod_pack_get(asking->pods, index, &pod);
        pod_report_join(&pod, &question->report, &report);
        hand_on(asking, index, &report);
        pods[i]->is_done = true;
    }
    report_release(&question->report);
    question->report = (struct report){0};
    free(steal(&question->ids));
}

// The reports come to belong to the outcome.
static void keep_reports(struct questions *questions, struct outcome *outcome)
{
    for (size_t i = 0; i < questions->count; i++) {
        struct question *question = &questions->items[i];
        // One that was handed on has left none.
        if (!question->failed && question->report.node.name != NULL)
            question->kept = pod_report_list_add_node(&outcome->reports, &question->report);
    }
}

static void join(const struct asking *asking, size_t index)
{
    const struct pod_inquiry *inquiry = &asking->inquiries[index];
    const struct error *why = failure_of(inquiry);
    const struct question *question = inquiry->question;
    CLEANUP_POD_REPORT struct pod_report report = {0};
    CLEANUP_POD struct pod pod = {0};

    pod_pack_get(asking->pods, index, &pod);
    if (why != NULL) {
        pod_report_join_failed(&pod, why, &report);
        outcome_add_error_once(asking->outcome, why);
    } else {
        pod_report_join(&pod, question == NULL ? NULL : question->kept, &report);
    }
    hand_on(asking, index, &report);
}

static void ask_and_join(struct asking *asking)
{
    CLEANUP_QUESTIONS struct questions questions = {0};
    CLEANUP_QUESTIONS struct questions again = {0};
    const struct report_wish *wish = asking->wish;
    size_t count = asking->pods->count;

    questions_collect(asking->inquiries, count, &questions);
    inquire(asking->session, wish, &questions, wish->take == NULL ? NULL : hand_on_at_once, asking);
    hidden_pods_ask(asking->session, wish, asking->inquiries, count, &again);
    if (wish->asked != NULL)
        wish->asked(wish->context, 0, 0);
    keep_reports(&questions, asking->outcome);
    keep_reports(&again, asking->outcome);
    for (size_t i = 0; i < count; i++)
        if (!asking->inquiries[i].is_done)
            join(asking, i);
}

void flow_report(struct session *session, const struct pod_pack *pods,
                 const struct report_wish *wish, struct outcome *outcome)
{
    CLEANUP(asking_release)
    struct asking asking = {.session = session, .pods = pods, .wish = wish, .outcome = outcome};

    look_at_pods(&asking);
    if (have_agents(&asking)) {
        fetch_tokens(&asking);
        find_viewers(&asking);
    }
    ask_and_join(&asking);
}
