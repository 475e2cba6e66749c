// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/rollout_wait.h"

#include <inttypes.h>

#include "common/base/deadline.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "common/model/json_get.h"
#include "kubectl-nsinfo/apiserver/paths.h"
#include "kubectl-nsinfo/flow/agent_states.h"

enum {
    PAUSE_MS = 500,
    // The numbers alone are asked for as long as they change: the list of pods is long on a large
    // cluster.
    STILL_MS = 1500,
    // What looks final has to look so for as long: the first pods of a new Kubernetes namespace may
    // be refused until its account's token is there, and a pull may fail once.
    FINAL_MS = 5000,
    MOST_ERRORS = 10,
};

struct waiter {
    struct session *session;
    struct rollout_start *start;
    const struct rollout_watcher *watcher;
    uint64_t deadline;
    uint64_t timeout_ms;
    struct rollout rollout;
    uint64_t still_until; // when numbers that do not change are no longer enough
    uint64_t final_until; // when what looks final is; 0: it does not look so
    struct agent_states agents;
    char *refusal;        // why the controller cannot make pods
    struct error trouble; // why the last look came to nothing
};

static void waiter_release(struct waiter *waiter)
{
    agent_states_release(&waiter->agents);
    free(waiter->refusal);
    error_release(&waiter->trouble);
}

void rollout_start_note(struct session *session, const struct kube_object *daemon_set,
                        struct rollout_start *ret)
{
    ret->daemon_set = daemon_set;
    free(agent_refusal_get(session, daemon_set->name, 0, &ret->events, true));
}

void rollout_start_release(struct rollout_start *start)
{
    text_list_release(&start->events);
}

void rollout_end_release(struct rollout_end *end)
{
    text_list_release(&end->nodes_down);
}

// What the API server may get over while there is time.
static bool may_pass(const struct error *err)
{
    return err->code == ERROR_UNAVAILABLE || err->code == ERROR_TIMEOUT ||
           err->code == ERROR_BAD_REPLY || err->code == ERROR_UNREACHABLE;
}

// 0, or -1 if there is no use in going on.
static int note_trouble(struct waiter *waiter, struct error *err)
{
    bool passes = may_pass(err);

    error_move(&waiter->trouble, err);
    return passes ? 0 : -1;
}

// A request has at least a moment, even if the time is over with the first look.
static uint64_t limit_of(const struct waiter *waiter)
{
    enum { LEAST_MS = 1000 };
    uint64_t left = deadline_left(waiter->deadline);

    return left < LEAST_MS ? LEAST_MS : left;
}

static int look_at_numbers(struct waiter *waiter)
{
    const struct kube_object *object = waiter->start->daemon_set;
    CLEANUP_FREE char *path = path_kind_object(object->kind, object->kube_namespace, object->name);
    CLEANUP_JSON json_t *reply = NULL;
    CLEANUP_ERROR struct error err = {0};
    struct rollout now = {0};

    if (connection_get(waiter->session->connection, path, limit_of(waiter), &reply, &err) < 0 ||
        rollout_decode(reply, &now, &err) < 0)
        return note_trouble(waiter, &err);
    error_release(&waiter->trouble);
    if (memcmp(&now, &waiter->rollout, sizeof(now)) != 0) {
        waiter->still_until = deadline_in(STILL_MS);
        agent_states_release(&waiter->agents);
        free(steal(&waiter->refusal));
    }
    waiter->rollout = now;
    return 0;
}

// A controller that cannot make pods may not come to write a status either (Kubernetes 1.20's does
// not), so that the one that is there may be about an earlier generation.
static bool has_all_pods(const struct waiter *waiter)
{
    return waiter->rollout.observed >= waiter->rollout.generation &&
           waiter->rollout.current >= waiter->rollout.desired;
}

static int look_at_agents(struct waiter *waiter)
{
    struct agent_states agents = {0};
    CLEANUP_ERROR struct error err = {0};

    if (agent_states_get(waiter->session, limit_of(waiter), &agents, &err) < 0)
        return note_trouble(waiter, &err);
    agent_states_release(&waiter->agents);
    waiter->agents = agents;
    if (has_all_pods(waiter)) {
        free(steal(&waiter->refusal));
        return 0;
    }
    char *refusal = agent_refusal_get(waiter->session, waiter->start->daemon_set->name,
                                      limit_of(waiter), &waiter->start->events, false);
    if (refusal != NULL) {
        free(waiter->refusal);
        waiter->refusal = refusal;
    }
    return 0;
}

static size_t count(const struct waiter *waiter, enum agent_state state)
{
    size_t result = 0;

    for (size_t i = 0; i < waiter->agents.count; i++)
        result += waiter->agents.items[i].state == state;
    return result;
}

// Whether nothing more will come by itself. Pods of an earlier template wait for those that are
// replaced already (the update's maxUnavailable).
static bool looks_final(const struct waiter *waiter)
{
    size_t settled = count(waiter, AGENT_STUCK) + count(waiter, AGENT_NODE_DOWN);

    if (waiter->trouble.code != ERROR_NONE || count(waiter, AGENT_STARTING) > 0)
        return false;
    if (!has_all_pods(waiter))
        return waiter->refusal != NULL;
    return settled > 0;
}

static bool is_final(struct waiter *waiter)
{
    if (!looks_final(waiter)) {
        waiter->final_until = 0;
        return false;
    }
    if (waiter->final_until == 0)
        waiter->final_until = deadline_in(FINAL_MS);
    return deadline_left(waiter->final_until) == 0;
}

static void show(const struct waiter *waiter)
{
    CLEANUP_STRBUF struct strbuf text = {0};

    rollout_add_progress(&waiter->rollout, &text);
    for (size_t i = 0; i < waiter->agents.count; i++) {
        const struct agent_on_node *agent = &waiter->agents.items[i];
        if (agent->state == AGENT_READY)
            continue;
        strbuf_add_format(&text, ", %s: %s", agent->node, agent->why);
        break;
    }
    waiter->watcher->waiting(waiter->watcher->context, strbuf_text(&text));
}

static void add_agent_error(const struct waiter *waiter, const struct agent_on_node *agent,
                            struct outcome *outcome)
{
    CLEANUP_ERROR struct error err = {0};

    if (agent->state == AGENT_STUCK)
        error_set(&err, ERROR_UNAVAILABLE, "the agent on node \"%s\" (pod \"%s\") cannot start: %s",
                  agent->node, agent->pod, agent->why);
    else if (agent->state == AGENT_OUTDATED && deadline_left(waiter->deadline) > 0)
        error_set(&err, ERROR_UNAVAILABLE,
                  "the agent on node \"%s\" (pod \"%s\") is still the one before: it waits for "
                  "those that have been replaced",
                  agent->node, agent->pod);
    else
        error_set(&err, ERROR_TIMEOUT,
                  "timed out waiting for the agent on node \"%s\" (pod \"%s\") to be ready (%gs): "
                  "%s",
                  agent->node, agent->pod, (double)waiter->timeout_ms / 1000, agent->why);
    outcome_add_error(outcome, &err);
}

static void add_agent_errors(const struct waiter *waiter, struct rollout_end *end,
                             struct outcome *outcome)
{
    CLEANUP_ERROR struct error err = {0};
    size_t told = 0;
    size_t untold = 0;

    for (size_t i = 0; i < waiter->agents.count; i++) {
        const struct agent_on_node *agent = &waiter->agents.items[i];
        if (agent->state == AGENT_NODE_DOWN) {
            CLEANUP_FREE char *line = xasprintf("node \"%s\" is not ready (%s): its agent starts "
                                                "when it is back",
                                                agent->node, agent->why);
            text_list_add(&end->nodes_down, line);
        } else if (agent->state != AGENT_READY) {
            end->lacks_image = end->lacks_image || agent->lacks_image;
            if (told == MOST_ERRORS) {
                untold++;
                continue;
            }
            told++;
            add_agent_error(waiter, agent, outcome);
        }
    }
    if (untold > 0) {
        error_set(&err, ERROR_UNAVAILABLE, "and so on %zu nodes more: see 'kubectl get pods -n %s'",
                  untold, waiter->start->daemon_set->kube_namespace);
        outcome_add_error(outcome, &err);
    }
}

static void add_refusal(struct waiter *waiter, struct outcome *outcome)
{
    const struct rollout *rollout = &waiter->rollout;
    CLEANUP_STRBUF struct strbuf how_many = {0};
    struct text_list none = {0};
    CLEANUP_ERROR struct error err = {0};

    // With the time over, what was tried last is all that is known, however long ago.
    if (waiter->refusal == NULL)
        waiter->refusal = agent_refusal_get(waiter->session, waiter->start->daemon_set->name,
                                            limit_of(waiter), &none, false);
    if (waiter->refusal == NULL)
        return;
    if (rollout->observed >= rollout->generation)
        strbuf_add_format(&how_many, "%" PRIu64 " of %" PRIu64 " agents",
                          rollout->desired - rollout->current, rollout->desired);
    else
        strbuf_add_text(&how_many, "agents");
    error_set(&err, ERROR_UNAVAILABLE, "%s cannot be made in namespace \"%s\": %s",
              strbuf_text(&how_many), waiter->start->daemon_set->kube_namespace, waiter->refusal);
    outcome_add_error(outcome, &err);
}

// The end without all agents: what is known of why.
static void add_errors(struct waiter *waiter, struct rollout_end *end, struct outcome *outcome)
{
    CLEANUP_ERROR struct error err = {0};
    size_t before = outcome->error_count;

    if (waiter->trouble.code != ERROR_NONE) {
        outcome_add_error(outcome, &waiter->trouble);
        return;
    }
    add_agent_errors(waiter, end, outcome);
    if (!has_all_pods(waiter))
        add_refusal(waiter, outcome);
    if (outcome->error_count > before || end->nodes_down.count > 0)
        return;
    error_set(&err, ERROR_TIMEOUT,
              "timed out waiting for the agents (%gs): %" PRIu64 " of %" PRIu64
              " nodes have one that is ready",
              (double)waiter->timeout_ms / 1000, rollout_done_count(&waiter->rollout),
              waiter->rollout.desired);
    outcome_add_error(outcome, &err);
}

// Goes round until all is done (true), or all that will be.
static bool wait(struct waiter *waiter)
{
    while (look_at_numbers(waiter) == 0) {
        uint64_t left = deadline_left(waiter->deadline);
        bool known = waiter->trouble.code == ERROR_NONE;

        if (known && rollout_is_done(&waiter->rollout))
            return true;
        if (known && (left == 0 || deadline_left(waiter->still_until) == 0) &&
            look_at_agents(waiter) < 0)
            return false;
        if (left == 0 || is_final(waiter))
            return false;
        show(waiter);
        sleep_ms(PAUSE_MS < left ? PAUSE_MS : left);
    }
    return false;
}

void flow_rollout_wait(struct session *session, struct rollout_start *start, uint64_t timeout_ms,
                       const struct rollout_watcher *watcher, struct rollout_end *ret,
                       struct outcome *outcome)
{
    CLEANUP(waiter_release)
    struct waiter waiter = {
        .session = session,
        .start = start,
        .watcher = watcher,
        .deadline = deadline_in(timeout_ms),
        .timeout_ms = timeout_ms,
        .still_until = deadline_in(STILL_MS),
    };
    bool done = wait(&waiter);

    watcher->waiting(watcher->context, NULL);
    if (!done)
        add_errors(&waiter, ret, outcome);
    ret->last = waiter.rollout;
}
