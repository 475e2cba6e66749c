// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_CLI_WATCH_ROUND_H
#define NSINFO_CLI_WATCH_ROUND_H

#include "kubectl-nsinfo/cli/watch.h"

// Once around: what the cluster says now.
struct watch_round {
    struct outcome outcome;
    int64_t time;    // seconds since 1970
    uint64_t end_us; // monotonic_us()
};

// The last round that brought something, and what the one before it is compared by.
struct watch_shown {
    struct watch_round round;
    struct cpu_samples samples;
    double seconds;    // between the two; 0: there was none before
    char *failure;     // what the rounds since came to, as a line; NULL: there was none
    bool refused;      // somebody did, in the last one
    uint64_t token_us; // when tokens were last got anew
};

// Asks the cluster; all that it takes is in the session.
void watch_round_run(const struct watch *watch, struct watch_round *ret) ATTR_NONNULL(1, 2);
void watch_round_release(struct watch_round *round) ATTR_NONNULL(1);

// Whether it brought nothing that what is shown could be replaced by: the API server was away, or
// no node has answered. A pod that is no longer there is none.
bool watch_round_failed(const struct watch_round *round) ATTR_NONNULL(1);

// Takes the round over. With a failed one what is shown stays.
void watch_shown_take(struct watch_shown *shown, struct watch_round *round) ATTR_NONNULL(1, 2);
void watch_shown_release(struct watch_shown *shown) ATTR_NONNULL(1);
#define CLEANUP_WATCH_SHOWN CLEANUP(watch_shown_release)

// Before a round: has tokens got anew where one was refused, and now and then, as there may be
// accounts that were not there. Those that end are got anew by themselves.
void watch_renew_tokens(const struct watch *watch, struct watch_shown *shown) ATTR_NONNULL(1, 2);

// Puts the processes in the order that the state says, and sets the view to match.
void watch_arrange(struct watch *watch, struct watch_shown *shown) ATTR_NONNULL(1, 2);

// Appends the heading's line.
void watch_add_heading(const struct watch *watch, const struct watch_shown *shown,
                       struct strbuf *out) ATTR_NONNULL(1, 2, 3);

// Appends an error as a line, escaped.
void watch_add_error(const struct error *err, struct strbuf *out) ATTR_NONNULL(1, 2);

#endif
