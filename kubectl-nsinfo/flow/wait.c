// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/flow/wait.h"

#include "common/base/deadline.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/flow/pods.h"
#include "kubectl-nsinfo/pod/pod_progress.h"

// A pod on its way. `failed` ones have their error in the outcome already.
struct waiting {
    struct pod *pod;
    const struct pod *before;
    bool started;
    bool failed;
    bool shown;           // what it came to is known: that it started, is stuck, or is late
    struct error trouble; // why the last look at it came to nothing
};

enum { FIRST_PAUSE_MS = 100, LONGEST_PAUSE_MS = 500 };

static void fail(struct waiting *one, struct error *err, struct outcome *outcome)
{
    one->failed = true;
    outcome_add_error(outcome, err);
}

// Judges the pod as it stands. True if it has to be looked at again; `why` says what it waits for.
static bool is_under_way(struct waiting *one, struct strbuf *why, struct outcome *outcome)
{
    CLEANUP_ERROR struct error err = {0};

    if (one->started || one->failed)
        return false;
    if (one->before->name != NULL && pod_is_stale(one->before, one->pod)) {
        strbuf_add_text(why, "its change has not been taken up yet");
        return true;
    }
    switch (pod_progress(one->pod, why)) {
    case POD_STARTING:
        return true;
    case POD_STARTED:
        one->started = one->shown = true;
        break;
    case POD_STUCK:
        one->shown = true;
        error_set(&err, ERROR_UNAVAILABLE, "pod \"%s\" cannot start: %s", one->pod->name,
                  strbuf_text(why));
        fail(one, &err, outcome);
        break;
    }
    return false;
}

// What the API server may get over while there is time.
static bool may_pass(const struct error *err)
{
    return err->code == ERROR_UNAVAILABLE || err->code == ERROR_TIMEOUT ||
           err->code == ERROR_BAD_REPLY;
}

static void refresh(struct session *session, struct waiting *one, uint64_t deadline,
                    struct outcome *outcome)
{
    uint64_t left = deadline_left(deadline);
    CLEANUP_ERROR struct error err = {0};
    struct pod now = {0};

    if (left == 0)
        return;
    if (flow_get_pod(session, one->pod->kube_namespace, one->pod->name, left, &now, &err) < 0) {
        if (may_pass(&err))
            error_move(&one->trouble, &err);
        else
            fail(one, &err, outcome);
        return;
    }
    error_release(&one->trouble);
    pod_release(one->pod);
    *one->pod = now;
}

// One round over all pods. The number of those under way, and the first one's state as a text.
static size_t look(struct waiting *all, size_t count, struct strbuf *text, struct outcome *outcome)
{
    size_t under_way = 0;

    strbuf_reset(text);
    for (size_t i = 0; i < count; i++) {
        CLEANUP_STRBUF struct strbuf why = {0};
        if (is_under_way(&all[i], &why, outcome) && under_way++ == 0)
            strbuf_add_format(text, "pod/%s: %s", all[i].pod->name, strbuf_text(&why));
    }
    if (under_way > 1)
        strbuf_add_format(text, " (and %zu more)", under_way - 1);
    return under_way;
}

static void give_up(struct waiting *all, size_t count, uint64_t timeout_ms, struct outcome *outcome)
{
    for (size_t i = 0; i < count; i++) {
        CLEANUP_ERROR struct error err = {0};
        CLEANUP_STRBUF struct strbuf why = {0};

        if (!is_under_way(&all[i], &why, outcome))
            continue;
        all[i].shown = all[i].trouble.code == ERROR_NONE;
        if (all[i].trouble.code == ERROR_TIMEOUT) {
            strbuf_reset(&why);
            strbuf_add_text(&why, "the API server does not answer");
            error_release(&all[i].trouble);
        }
        if (all[i].trouble.code != ERROR_NONE)
            error_move(&err, &all[i].trouble);
        else
            error_set(&err, ERROR_TIMEOUT, "timed out waiting for pod \"%s\" to run (%gs): %s",
                      all[i].pod->name, (double)timeout_ms / 1000, strbuf_text(&why));
        fail(&all[i], &err, outcome);
    }
}

static void wait_for_all(struct session *session, struct waiting *all, size_t count,
                         uint64_t timeout_ms, const struct apply_watcher *watcher,
                         struct outcome *outcome)
{
    CLEANUP_STRBUF struct strbuf text = {0};
    uint64_t deadline = deadline_in(timeout_ms);

    for (uint64_t pause = FIRST_PAUSE_MS; look(all, count, &text, outcome) > 0; pause *= 2) {
        uint64_t left = deadline_left(deadline);

        if (left == 0) {
            give_up(all, count, timeout_ms, outcome);
            break;
        }
        watcher->waiting(watcher->context, strbuf_text(&text));
        if (pause > LONGEST_PAUSE_MS)
            pause = LONGEST_PAUSE_MS;
        sleep_ms(pause < left ? pause : left);
        for (size_t i = 0; i < count; i++)
            if (!all[i].started && !all[i].failed)
                refresh(session, &all[i], deadline, outcome);
    }
    watcher->waiting(watcher->context, NULL);
}

void flow_wait(struct session *session, struct applied_pod *pods, size_t count, uint64_t timeout_ms,
               const struct apply_watcher *watcher, struct pod_list *shown, struct outcome *outcome)
{
    CLEANUP_FREE struct waiting *all = xcalloc(count, sizeof(*all));

    for (size_t i = 0; i < count; i++)
        all[i] = (struct waiting){.pod = &pods[i].now, .before = &pods[i].before};
    wait_for_all(session, all, count, timeout_ms, watcher, outcome);
    for (size_t i = 0; i < count; i++) {
        if (all[i].shown)
            pod_list_add(shown, all[i].pod);
        error_release(&all[i].trouble);
    }
}
