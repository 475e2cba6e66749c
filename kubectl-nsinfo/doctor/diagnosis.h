// SPDX-License-Identifier: Apache-2.0
#ifndef NSINFO_DOCTOR_DIAGNOSIS_H
#define NSINFO_DOCTOR_DIAGNOSIS_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/attributes.h"
#include "common/base/error.h"

// What `doctor` has found: a finding for each check, in the order of the table of checks; those of
// a node come together. Pure.

enum check_result {
    CHECK_OK,
    CHECK_WARNING, // something that not everybody needs is missing
    CHECK_BROKEN,
    CHECK_UNKNOWN, // it could not be found out
    CHECK_SKIPPED, // another check has to be ok first
    CHECK_RESULT_COUNT,
};

// "ok", "warning", …: as JSON has it.
const char *check_result_name(enum check_result result);

// In the order in which they are looked at.
enum check {
    CHECK_SERVER,
    CHECK_CREDENTIALS,
    CHECK_LOOK_UP_PODS,
    CHECK_LOOK_UP_OWNERS,
    CHECK_APPLY_PODS,
    CHECK_REACH_AGENTS,
    CHECK_HAVE_TOKENS,
    CHECK_VIEWER_TOKEN,
    CHECK_DAEMON_SET,
    CHECK_NODES,
    CHECK_AGENT_REVIEWS_TOKENS,
    CHECK_AGENT_REVIEWS_ACCESS,
    CHECK_AGENT_LISTS_PODS,
    CHECK_VIEWER_SEES_PODS,
    CHECK_VIEWER_SEES_NODES,
    CHECK_AGENT, // of each node, as those that follow
    CHECK_PROXY,
    CHECK_VERSION,
    CHECK_TOKEN_ACCEPTED,
    CHECK_PROC,
    CHECK_LINKS,
    CHECK_RUNTIMES,
    CHECK_COUNT,
};

struct check_row {
    const char *name;  // for programs: "token-accepted"
    const char *title; // what a person reads in front of the finding
    const char *group; // the heading; NULL: the node's
};

extern const struct check_row check_rows[CHECK_COUNT];

struct finding {
    enum check check;
    char *node; // NULL if it is about the cluster
    enum check_result result;
    char *message;
    char *next_step; // what to do; NULL: nothing
};

struct diagnosis {
    struct finding *items;
    size_t count;
    size_t capacity;
    char *deploy; // the command line of `deploy` for these agents, for next steps
};

void diagnosis_release(struct diagnosis *diagnosis) ATTR_NONNULL(1);
#define CLEANUP_DIAGNOSIS CLEANUP(diagnosis_release)

// Adds a finding; node may be NULL.
void diagnosis_add(struct diagnosis *diagnosis, enum check check, const char *node,
                   enum check_result result, const char *format, ...) ATTR_NONNULL(1, 5)
    ATTR_PRINTF(5, 6);

// The same with the words of an error, in which an unbroken line stands for several.
void diagnosis_add_error(struct diagnosis *diagnosis, enum check check, const char *node,
                         enum check_result result, const struct error *err) ATTR_NONNULL(1, 5);

// Gives the last finding its next step.
void diagnosis_advise(struct diagnosis *diagnosis, const char *format, ...) ATTR_NONNULL(1, 2)
    ATTR_PRINTF(2, 3);

// All checks from the first to the last are skipped, for that reason.
void diagnosis_skip(struct diagnosis *diagnosis, enum check first, enum check last,
                    const char *node, const char *reason) ATTR_NONNULL(1, 5);

size_t diagnosis_count(const struct diagnosis *diagnosis, enum check_result result) ATTR_NONNULL(1);

// The worst that is known: CHECK_BROKEN before CHECK_WARNING, CHECK_UNKNOWN and CHECK_OK.
enum check_result diagnosis_result(const struct diagnosis *diagnosis) ATTR_NONNULL(1);

#endif
