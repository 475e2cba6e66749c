// SPDX-License-Identifier: Apache-2.0
#include "kubectl-nsinfo/cli/watch_round.h"

#include <time.h>

#include "common/base/monotonic.h"
#include "common/base/text.h"
#include "common/base/xalloc.h"
#include "kubectl-nsinfo/render/top_heading.h"

enum { US_PER_SECOND = 1000000 };

// Half of what the tokens live.
static const uint64_t TOKEN_US = UINT64_C(5) * 60 * US_PER_SECOND;

void watch_round_run(const struct watch *watch, struct watch_round *ret)
{
    const struct report_wish wish = {.container = watch->pods->container, .processes = true};

    flow_pods(watch->session, watch->pods, &wish, &ret->outcome);
    ret->time = (int64_t)time(NULL);
    ret->end_us = monotonic_us();
}

void watch_round_release(struct watch_round *round)
{
    outcome_release(&round->outcome);
    *round = (struct watch_round){0};
}

// Whether any node has answered.
static bool has_answers(const struct pod_report_list *reports)
{
    for (size_t i = 0; i < reports->count; i++)
        if (reports->items[i].node != NULL)
            return true;
    return false;
}

bool watch_round_failed(const struct watch_round *round)
{
    const struct outcome *outcome = &round->outcome;
    bool any = false;

    for (size_t i = 0; i < outcome->error_count; i++) {
        enum error_code code = outcome->errors[i].code;
        if (code == ERROR_UNREACHABLE || code == ERROR_UNAUTHORIZED)
            return true;
        any = any || code != ERROR_NOT_FOUND;
    }
    return any && !has_answers(&outcome->reports);
}

void watch_add_error(const struct error *err, struct strbuf *out)
{
    const char *prefix = err->prefix == NULL ? "error" : err->prefix;

    text_add_line(out, "%s%s%s", prefix, prefix[0] == '\0' ? "" : ": ",
                  err->message == NULL ? "unknown error" : err->message);
}

static char *failure_text(const struct watch_round *round)
{
    CLEANUP_STRBUF struct strbuf text = {0};
    char time[32];

    time_format(round->time, time);
    strbuf_add_format(&text, "%s   ", time);
    watch_add_error(&round->outcome.errors[0], &text);
    return strbuf_steal(&text);
}

// A token's account may be another by now.
static bool is_refused(const struct outcome *outcome)
{
    for (size_t i = 0; i < outcome->error_count; i++)
        if (outcome->errors[i].code == ERROR_FORBIDDEN)
            return true;
    return false;
}

void watch_shown_take(struct watch_shown *shown, struct watch_round *round)
{
    bool first = shown->round.end_us == 0;

    free(steal(&shown->failure));
    shown->refused = is_refused(&round->outcome);
    if (!first && watch_round_failed(round)) {
        shown->failure = failure_text(round);
        watch_round_release(round);
        return;
    }
    if (!first) {
        cpu_samples_release(&shown->samples);
        cpu_samples_take(&shown->round.outcome.reports, &shown->samples);
        shown->seconds = (double)(round->end_us - shown->round.end_us) / US_PER_SECOND;
    }
    watch_round_release(&shown->round);
    shown->round = *round;
    *round = (struct watch_round){0};
}

void watch_shown_release(struct watch_shown *shown)
{
    watch_round_release(&shown->round);
    cpu_samples_release(&shown->samples);
    free(steal(&shown->failure));
}

void watch_renew_tokens(const struct watch *watch, struct watch_shown *shown)
{
    uint64_t now = monotonic_us();

    if (!shown->refused && now - shown->token_us < TOKEN_US)
        return;
    session_forget_tokens(watch->session);
    shown->token_us = now;
}

void watch_arrange(struct watch *watch, struct watch_shown *shown)
{
    watch->view.samples = &shown->samples;
    watch->view.tree = watch->state.tree;
    pod_report_list_sort(&shown->round.outcome.reports, watch->state.order, &shown->samples);
}

void watch_add_heading(const struct watch *watch, const struct watch_shown *shown,
                       struct strbuf *out)
{
    const struct top_heading heading = {
        .time = shown->round.time,
        .old = shown->failure != NULL,
        .order = watch->state.order,
        .tree = watch->state.tree,
        .seconds = shown->seconds,
        .selection = watch->selection,
    };

    add_top_heading(&heading, &shown->round.outcome.reports, out);
}
