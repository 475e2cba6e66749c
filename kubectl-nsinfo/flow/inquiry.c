// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/inquiry.h"

#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/limits.h"
#include "kubectl-nsinfo/agent/agent.h"

struct inquiry {
    struct session *session;
    const struct report_wish *wish;
    struct questions *questions;
    question_taker *take; // NULL: the questions keep their reports
    void *context;
    size_t next; // the question whose turn it is
    size_t nodes_done;
    struct error fatal; // what concerns every further request too
};

// ---- the nodes' agents

// The agents of that node among all, which are in the order of their nodes' names.
static struct pod_list agents_of(const struct pod_list *all, const char *node)
{
    size_t low = 0;
    size_t high = all->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *name = all->items[middle].node;
        if (strcmp(name == NULL ? "" : name, node) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    while (high < all->count && str_eq(all->items[high].node, node))
        high++;
    return (struct pod_list){.items = all->items == NULL ? NULL : all->items + low,
                             .count = high - low};
}

// One list for all nodes; for a single one a list of its own, which is short. At a URL there is the
// same agent for each.
static int list_agents(struct inquiry *inquiry, struct pod_list *all, struct error *err)
{
    const struct questions *questions = inquiry->questions;
    struct session *session = inquiry->session;

    for (size_t i = 0; direct_url(session->direct) != NULL && i < questions->node_count; i++)
        direct_add_agent(session->agents_in, questions->nodes[i].name, all);
    if (all->count > 0)
        return 0;
    return questions->node_count == 1
               ? agent_list_of_node(session->connection, session->agents_in,
                                    questions->nodes[0].name, all, err)
               : agent_list(session->connection, session->agents_in, all, err);
}

static void find_agents(struct inquiry *inquiry, struct pod_list *all)
{
    struct questions *questions = inquiry->questions;
    const struct session *session = inquiry->session;
    // Nobody can look at those of --ephemeral when this is read.
    const char *agents_in = session->ephemeral == NULL ? session->agents_in : NULL;
    CLEANUP_ERROR struct error failed = {0};
    int rc = list_agents(inquiry, all, &failed);

    for (size_t i = 0; i < questions->node_count; i++) {
        struct question_node *node = &questions->nodes[i];
        const struct pod_list own = agents_of(all, node->name);

        if (rc < 0)
            error_copy(&node->error, &failed);
        else
            node->agent = agent_choose(&own, agents_in, node->name, &node->error);
    }
}

// ---- questions and answers

static bool concerns_all(const struct error *err)
{
    return err->code == ERROR_UNREACHABLE || err->code == ERROR_UNAUTHORIZED;
}

static void finish(struct inquiry *inquiry, struct question *question)
{
    if (question->pending > 0 || (!question->failed && question->sent < question->id_count))
        return;
    if (!question->failed && inquiry->take != NULL)
        inquiry->take(inquiry->context, inquiry->questions, question);
    if (--inquiry->questions->nodes[question->node].open == 0)
        inquiry->nodes_done++;
}

static void fail(struct question *question, const struct error *err)
{
    if (!question->failed)
        error_copy(&question->error, err);
    question->failed = true;
}

// Why the question is not asked at all; NULL if it is.
static const struct error *obstacle(const struct inquiry *inquiry, const struct question *question)
{
    if (inquiry->fatal.code != ERROR_NONE)
        return &inquiry->fatal;
    const struct question_node *node = &inquiry->questions->nodes[question->node];
    return node->agent == NULL ? &node->error : NULL;
}

static void fill(const struct inquiry *inquiry, struct question *question,
                 struct agent_question *ret)
{
    size_t left = question->id_count - question->sent;
    size_t count = left < LIMIT_IDS_PER_REQUEST ? left : LIMIT_IDS_PER_REQUEST;

    *ret = (struct agent_question){
        .agent = inquiry->questions->nodes[question->node].agent,
        .token = question->viewer->token,
        .ids = question->ids + question->sent,
        .id_count = count,
        .processes = inquiry->wish->processes,
        .tag = question,
    };
    question->sent += count;
    question->pending++;
}

static bool next(void *context, struct agent_question *ret)
{
    struct inquiry *inquiry = context;

    while (inquiry->next < inquiry->questions->count) {
        struct question *question = &inquiry->questions->items[inquiry->next];
        const struct error *why = obstacle(inquiry, question);

        if (question->failed || question->sent == question->id_count) {
            inquiry->next++;
        } else if (why != NULL) {
            fail(question, why);
            finish(inquiry, question);
        } else {
            fill(inquiry, question, ret);
            return true;
        }
    }
    return false;
}

static void answered(void *context, void *tag, struct report *report)
{
    struct inquiry *inquiry = context;
    struct question *question = tag;

    question->pending--;
    if (question->report.node.name == NULL) {
        question->report = *report;
        *report = (struct report){0};
    } else {
        agent_report_merge(&question->report, report);
    }
    finish(inquiry, question);
}

static void failed(void *context, void *tag, bool token_refused, struct error *err)
{
    struct inquiry *inquiry = context;
    struct question *question = tag;

    question->pending--;
    question->token_refused = token_refused;
    if (concerns_all(err) && inquiry->fatal.code == ERROR_NONE)
        error_copy(&inquiry->fatal, err);
    fail(question, err);
    finish(inquiry, question);
}

static void turn(void *context)
{
    const struct inquiry *inquiry = context;

    if (inquiry->wish->asked != NULL)
        inquiry->wish->asked(inquiry->wish->context, inquiry->nodes_done,
                             inquiry->questions->node_count);
}

static void ask(struct inquiry *inquiry)
{
    const struct agent_work work = {
        .context = inquiry, .next = next, .answered = answered, .failed = failed, .turn = turn};

    inquiry->next = 0;
    agent_ask(inquiry->session->connection, inquiry->session->direct, &work);
}

// ---- tokens that expired on the way

// True if the question is to be asked again, with another token.
static bool renew(struct inquiry *inquiry, struct question *question)
{
    const char *const kube_namespaces[] = {question->viewer->kube_namespace};

    if (!question->token_refused || question->failed == false ||
        !agent_viewer_is_over(question->viewer))
        return false;
    agent_tokens_fetch(&inquiry->session->tokens, inquiry->session->connection, kube_namespaces, 1);
    return question->viewer->token != NULL;
}

static void ask_the_refused_again(struct inquiry *inquiry)
{
    bool any = false;

    for (size_t i = 0; i < inquiry->questions->count; i++) {
        struct question *question = &inquiry->questions->items[i];
        if (!renew(inquiry, question))
            continue;
        any = true;
        error_release(&question->error);
        report_release(&question->report);
        question->report = (struct report){0};
        question->failed = question->token_refused = false;
        question->sent = 0;
        inquiry->questions->nodes[question->node].open++;
    }
    if (any)
        ask(inquiry);
}

void inquire(struct session *session, const struct report_wish *wish, struct questions *questions,
             question_taker *take, void *context)
{
    struct inquiry inquiry = {
        .session = session, .wish = wish, .questions = questions, .take = take, .context = context};
    CLEANUP_POD_LIST struct pod_list agents = {0};

    if (questions->count == 0)
        return;
    find_agents(&inquiry, &agents);
    ask(&inquiry);
    ask_the_refused_again(&inquiry);
    for (size_t i = 0; i < questions->node_count; i++)
        questions->nodes[i].agent = NULL;
    error_release(&inquiry.fatal);
}
